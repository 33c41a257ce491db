"""Noise of the sensor, taken from a table: drawing it anew for every picture would cost more than all other effects."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray

TABLE_SIDE = 512
SPREAD = 32.0
"""Standard deviation of the table, in levels around ``MIDDLE``."""
MIDDLE = 128.0
COLORED = 0.5
"""Share of the variance that differs from channel to channel; the rest is gray grain."""


def noisy(pixels: ByteArray, deviation: float, place: int) -> ByteArray:
    """The picture with noise.

    Args:
        pixels: uint8 (height, width, 3).
        deviation: standard deviation in levels of 0 to 255.
        place: which part of the table, 0 or more.
    """
    if deviation == 0:
        return pixels
    height, width = pixels.shape[:2]
    weight = deviation / SPREAD
    grain = _part(place, height, width)
    return np.asarray(cv2.addWeighted(pixels, 1.0, grain, weight, -MIDDLE * weight), np.uint8)


def _part(place: int, height: int, width: int) -> ByteArray:
    """A part of the table, which goes on mirrored for pictures larger than it."""
    table = _table()
    if max(height, width) >= TABLE_SIDE:
        across, down = (-(-side // TABLE_SIDE) + 1 for side in (width, height))
        table = np.tile(table, (down, across, 1))
    top, left = divmod(place, TABLE_SIDE)
    top, left = top % (len(table) - height + 1), left % (table.shape[1] - width + 1)
    return table[top : top + height, left : left + width]


@lru_cache(maxsize=1)
def _table() -> ByteArray:
    generator = np.random.default_rng(0)
    gray = generator.standard_normal((TABLE_SIDE, TABLE_SIDE, 1), np.float32)
    colored = generator.standard_normal((TABLE_SIDE, TABLE_SIDE, 3), np.float32)
    grain = np.sqrt(1 - COLORED) * gray + np.sqrt(COLORED) * colored
    return np.asarray((MIDDLE + SPREAD * grain).round().clip(0, 255), np.uint8)
