"""Reading Caffe's two files with OpenCV: the description of the layers as text, and their weights."""

from __future__ import annotations

import codecs
from pathlib import Path

import cv2

from fmld_synth.errors import UserError
from fmld_synth.execution.quiet import quiet

START = 4096
"""Bytes that tell text from weights."""


def read_caffe(description: Path, weights: Path) -> cv2.dnn.Net:
    """The network of a ``.prototxt`` and a ``.caffemodel``.

    Raises:
        UserError: a file is missing, the two are swapped, or one is damaged, or this OpenCV reads none; one line.
    """
    read = getattr(cv2.dnn, "readNetFromCaffe", None)
    if read is None:
        raise UserError(
            f"OpenCV {cv2.__version__} no longer reads Caffe files such as {description}; "
            "install an older one: pip install 'opencv-python-headless<5'"
        )
    for path in (description, weights):
        if not path.is_file():
            raise UserError(f"{path}: there is no such Caffe file")
    if _is_text(weights):
        swapped = "" if _is_text(description) else "; the two files are swapped, the .prototxt comes first"
        raise UserError(f"{weights} is text, not the weights of a Caffe network{swapped}")
    if not _is_text(description):
        raise UserError(f"{description} is no text; the description of a Caffe network is a .prototxt")
    try:
        with quiet():  # it explains at length what it cannot read
            net: cv2.dnn.Net = read(str(description), str(weights))
    except cv2.error as error:
        raise UserError(
            f"{description} and {weights} are no complete Caffe network; copy both again"
        ) from error
    if net.empty():
        raise UserError(f"{description} describes no layers; copy it again")
    return net


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(START)
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(start)  # whose last character may be cut
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not any(character < "\t" for character in text)
