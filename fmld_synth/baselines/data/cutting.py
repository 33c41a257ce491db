"""Cutting faces out of pictures as face detectors do, and bringing pictures to a network's size."""

from __future__ import annotations

from typing import Annotated, Any

import cv2
import numpy as np
from pydantic import BeforeValidator, Field

from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.framing import TIGHT_MARGIN, Margin, part_around

FACE_MARGIN: Margin = TIGHT_MARGIN
"""Around a face's box, which goes from the brow to the chin whatever the face wears. A set made with ``--crop tight``
was cut so already and stays as it is."""
CACHE_SHARE = 1.15
"""Longest side of a face in memory over the network's side, unless said otherwise: zooming in loses nothing."""


def cut_face(pixels: ByteArray, box: Box, margin: Margin) -> ByteArray:
    """The part of a picture that shows one face; a view, at least one pixel large.

    Args:
        pixels: uint8 (height, width, 3).
        box: the face, in pixels; at least a part of it lies inside the picture.
        margin: see :data:`~fmld_synth.photographs.framing.Margin`; what lies outside the picture is left out.
    """
    height, width = pixels.shape[:2]
    left, top, right, bottom = part_around(width, height, box, margin)
    return pixels[top:bottom, left:right]


def cut_and_shrunk(pixels: ByteArray, box: Box, margin: Margin, longest_side: int) -> tuple[ByteArray, Box]:
    """The part of a picture that shows one face, no larger than wanted, and the face's box in pixels of it.

    Args:
        pixels, box, margin: see :func:`cut_face`.
        longest_side: of the part, in pixels.
    """
    height, width = pixels.shape[:2]
    left, top, right, bottom = part_around(width, height, box, margin)
    small = shrunk(pixels[top:bottom, left:right], longest_side)
    across, down = small.shape[1] / (right - left), small.shape[0] / (bottom - top)
    return small, Box((box.x - left) * across, (box.y - top) * down, box.width * across, box.height * down)


def three_margins(margin: Any) -> Any:
    """A :data:`~fmld_synth.photographs.framing.Margin`, also of a pair, as files of earlier releases hold it, whose
    second number is for above and below. Anything else stays as it is, to be checked."""
    is_pair = isinstance(margin, list | tuple) and len(margin) == 2
    return (margin[0], margin[1], margin[1]) if is_pair else margin


Room = Annotated[float, Field(ge=-0.4, le=2, allow_inf_nan=False)]
CheckedMargin = Annotated[tuple[Room, Room, Room], BeforeValidator(three_margins)]
"""A margin that a file states: something of the face is left, and the face is not lost in what surrounds it."""


def shrunk(pixels: ByteArray, longest_side: int) -> ByteArray:
    """The picture with sides of at most ``longest_side`` pixels, by averaging areas; smaller ones as they are."""
    height, width = pixels.shape[:2]
    scale = longest_side / max(height, width)
    if scale >= 1:
        return pixels
    return resized(pixels, max(round(width * scale), 1), max(round(height * scale), 1))


def resized(pixels: ByteArray, width: int, height: int) -> ByteArray:
    """The picture at another size, stretched where the shape differs.

    Areas are averaged where it shrinks, so that nothing aliases; it is enlarged bilinearly. Training, evaluation and
    prediction all bring pictures to a network's size with this function.

    Args:
        pixels: uint8 (rows, columns, 3).
        width, height: wanted, in pixels.
    """
    rows, columns = pixels.shape[:2]
    if (columns, rows) == (width, height):
        return pixels
    shrinks = rows * columns > height * width
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=method), np.uint8)
