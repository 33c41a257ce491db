"""Cutting faces out of pictures as face detectors do, and bringing pictures to a network's size."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.framing import TIGHT_MARGIN_ACROSS, TIGHT_MARGIN_DOWN

Margin = tuple[float, float]
"""Room left on each side of a face's box: shares of its width and of its height."""

DETECTOR_MARGIN: Margin = (TIGHT_MARGIN_ACROSS, TIGHT_MARGIN_DOWN)
"""Around boxes of our own sets, which hold the face's mesh: the median cut of real face detectors. A set made with
``--crop tight`` was cut so already and stays as it is."""
CACHE_SHARE = 1.15
"""Longest side of a face in memory over the network's side, unless said otherwise: zooming in loses nothing."""


def cut_face(pixels: ByteArray, box: Box, margin: Margin) -> ByteArray:
    """The part of a picture that shows one face; a view, at least one pixel large.

    Args:
        pixels: uint8 (height, width, 3).
        box: the face, in pixels; at least a part of it lies inside the picture.
        margin: see :data:`Margin`; what lies outside the picture is left out.
    """
    height, width = pixels.shape[:2]
    across, down = box.width * margin[0], box.height * margin[1]
    left = min(max(round(box.x - across), 0), width - 1)
    top = min(max(round(box.y - down), 0), height - 1)
    right = max(min(round(box.x + box.width + across), width), left + 1)
    bottom = max(min(round(box.y + box.height + down), height), top + 1)
    return pixels[top:bottom, left:right]


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
