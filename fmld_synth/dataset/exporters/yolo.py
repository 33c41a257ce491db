"""YOLO: ``data.yaml``, ``images/SPLIT/`` and ``labels/SPLIT/`` with one line a face.

A line is the class number and the box's center and size, or, for segmentation, the outline of the mask that
is worn (of a bare face: its box), all as shares of the image's width and height.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.names import flat_name, split_of, stem_of
from fmld_synth.dataset.exporters.segmentation import outline, read_matte
from fmld_synth.dataset.label_schemes import LabelScheme
from fmld_synth.execution.in_order import done_in_order
from fmld_synth.geometry import Box

DIGITS = 8
"""Of a share; enough for a hundredth of a pixel in an image of 100,000."""


def export_yolo(images: Iterable[AnnotatedImage], scheme: LabelScheme, folder: ExportFolder) -> None:
    """Write a set for detection.

    Raises:
        UserError: an image is missing or altered, or two images have one name.
    """
    _export(((image, detection_lines(image, scheme)) for image in images), scheme, folder)


def export_yolo_segmentation(
    images: Iterable[AnnotatedImage], scheme: LabelScheme, folder: ExportFolder
) -> None:
    """Write a set for instance segmentation.

    Raises:
        UserError: an image or matte is missing, altered or damaged, or two images have one name.
    """
    _export(done_in_order(partial(segmentation_lines, scheme=scheme), images), scheme, folder)


def detection_lines(image: AnnotatedImage, scheme: LabelScheme) -> list[str]:
    """``class x_center y_center width height`` for each face that has a class."""
    lines = []
    for face in image.faces:
        number = scheme.number_of(face)
        if number is not None:
            shares = (
                face.box.center[0] / image.width,
                face.box.center[1] / image.height,
                face.box.width / image.width,
                face.box.height / image.height,
            )
            lines.append(_line(number, shares))
    return lines


def segmentation_lines(image: AnnotatedImage, scheme: LabelScheme) -> list[str]:
    """``class x1 y1 x2 y2 ...`` for each face that has a class.

    Raises:
        UserError: a matte is missing or damaged.
    """
    lines = []
    for face in image.faces:
        number = scheme.number_of(face)
        if number is not None:
            shares = _polygon(face, image) / (image.width, image.height)
            lines.append(_line(number, shares.reshape(-1).tolist()))
    return lines


def data_yaml(splits: Iterable[str], scheme: LabelScheme) -> str:
    """The file that trainers are pointed at; paths in it count from where it lies."""
    paths = [f"{split}: images/{split}" for split in splits]
    names = json.dumps(list(scheme.classes))  # a list in JSON is one in YAML
    return "\n".join([*paths, f"nc: {len(scheme.classes)}", f"names: {names}"]) + "\n"


def _line(number: int, shares: Sequence[float]) -> str:
    return " ".join([str(number), *[f"{share:.{DIGITS}f}" for share in shares]])


def _polygon(face: AnnotatedFace, image: AnnotatedImage) -> npt.NDArray[np.float64]:
    """Corners of the worn mask, float64 (n, 2) in pixels."""
    matte = read_matte(face, image)
    corners = outline(matte) if matte is not None else np.zeros((0, 2))
    return np.asarray(corners if len(corners) else _corners(face.mask_box or face.box), np.float64)


def _corners(box: Box) -> list[tuple[float, float]]:
    right, bottom = box.x + box.width, box.y + box.height
    return [(box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom)]


def _export(
    described: Iterable[tuple[AnnotatedImage, list[str]]], scheme: LabelScheme, folder: ExportFolder
) -> None:
    splits: dict[str, None] = {}  # a set that keeps their order
    for image, lines in described:
        splits[split_of(image)] = None
        name = f"{split_of(image)}/{flat_name(image)}"
        folder.place(image, f"images/{name}")
        folder.write(f"labels/{stem_of(name)}.txt", "".join(f"{line}\n" for line in lines))
    folder.write("data.yaml", data_yaml(splits, scheme))
