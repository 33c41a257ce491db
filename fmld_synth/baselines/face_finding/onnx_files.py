"""Reading ONNX files of detectors that anybody may have made: within bounds, and no other file with them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, get_args, get_type_hints

import cv2
import numpy as np
import onnx
from google.protobuf.message import DecodeError, Message

from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.errors import UserError
from fmld_synth.execution.quiet import quiet
from fmld_synth.regular_files import read_regular_file

LARGEST_SIDE = 4096
"""Of the network's input, in pixels."""
CHANNELS = get_args(get_type_hints(Preprocessing)["channels"])


def read_detector(path: Path) -> tuple[cv2.dnn.Net, Preprocessing]:
    """The network of a file that ``fmld-synth export-model`` wrote of a detector, and how it is fed.

    Raises:
        UserError: there is no such file, it is damaged, or it is no exported detector.
    """
    if not path.is_file():
        raise UserError(f"{path}: there is no such ONNX file")
    try:
        content = read_regular_file(path)
        model = onnx.load_model_from_string(content)
    except (DecodeError, OSError, ValueError) as error:
        raise UserError(f"{path} is no complete ONNX file; export it again") from error
    preprocessing = _preprocessing(model, path)
    if _names_other_files(model):
        raise UserError(f"{path}: its weights lie in other files, which are not opened; export it again")
    try:
        with quiet():
            return cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8)), preprocessing
    except cv2.error as error:
        raise UserError(f"{path}: OpenCV cannot read this network; export it again") from error


def _preprocessing(model: onnx.ModelProto, path: Path) -> Preprocessing:
    said = {entry.key: entry.value for entry in model.metadata_props}
    if said.get("task") != "detection":
        raise UserError(f"{path} is no exported detector; write one with fmld-synth export-model")
    try:
        values: dict[str, Any] = json.loads(said["preprocessing"])
        preprocessing = Preprocessing(
            values["height"], values["width"], values["channels"], tuple(values["mean"]), values["scale"]
        )
        sides = preprocessing.height, preprocessing.width
        numbers = *preprocessing.mean, preprocessing.scale
        sound = (
            all(type(side) is int and 1 <= side <= LARGEST_SIDE for side in sides)
            and preprocessing.channels in CHANNELS
            and len(numbers) == 4
            and all(math.isfinite(number) for number in numbers)
        )
    except (KeyError, ValueError, TypeError, OverflowError, RecursionError):
        sound = False
    if not sound:
        raise UserError(f"{path}: what it says of its preprocessing is damaged; export it again")
    return preprocessing


def _names_other_files(message: Message) -> bool:
    """Whether any tensor of a model, however deep in its graphs, says that its numbers lie in another file."""
    if isinstance(message, onnx.TensorProto):
        return message.data_location == onnx.TensorProto.EXTERNAL or bool(message.external_data)
    return any(
        _names_other_files(one)
        for field, value in message.ListFields()
        if field.type == field.TYPE_MESSAGE
        for one in ([value] if isinstance(value, Message) else value)
    )
