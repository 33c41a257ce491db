"""Gamma correction: dark pictures become brighter before faces are looked for."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray


def correct_gamma(pixels: ByteArray, gamma: float) -> ByteArray:
    """255 (value / 255)^(1 / gamma), rounded down as the pipeline of OpenCV SSD + CNN does.

    Args:
        pixels: uint8 (height, width, 3).
        gamma: above 0; more than 1 brightens, 1 changes nothing.

    Raises:
        ValueError: ``gamma`` is not above 0.
    """
    if not gamma > 0:
        raise ValueError(f"gamma {gamma} must be above 0")
    if gamma == 1:
        return pixels
    table = (np.arange(256) / 255) ** (1 / gamma) * 255
    return np.asarray(cv2.LUT(pixels, table.astype(np.uint8)), np.uint8)
