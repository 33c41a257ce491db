"""A candidate for a face with what lies around it, to be looked at alone."""

from __future__ import annotations

import math

import numpy as np

from fmld_synth.baselines.sl_fmdet.scales import BGR_MEAN
from fmld_synth.geometry import ByteArray, FloatArray


def surroundings(image: ByteArray, corners: FloatArray, zoom: float) -> tuple[ByteArray, int, int]:
    """A square of the picture around a candidate, our finder's mean color where it leaves the picture.

    Args:
        image: uint8 (height, width, 3), RGB.
        corners: of its box, float32 (4,): left, top, right and bottom in pixels.
        zoom: side of the square, in longer sides of the box.

    Returns:
        uint8 (side, side, 3), and its left and top in the picture.
    """
    middle, side = (corners[:2] + corners[2:]) / 2, float((corners[2:] - corners[:2]).max())
    left, top = (math.floor(value - zoom * side / 2) for value in middle.tolist())
    across = max(math.ceil(zoom * side), 2)
    part = np.empty((across, across, 3), np.uint8)
    part[:] = np.round(BGR_MEAN[::-1])
    inside = image[max(top, 0) : max(top + across, 0), max(left, 0) : max(left + across, 0)]
    first_row, first_column = max(-top, 0), max(-left, 0)
    part[first_row : first_row + inside.shape[0], first_column : first_column + inside.shape[1]] = inside
    return part, left, top
