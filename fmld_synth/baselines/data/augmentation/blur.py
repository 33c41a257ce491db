"""Blur: out of focus, and moved while the shutter was open."""

from __future__ import annotations

import math

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray, FloatArray

LEAST_SIGMA = 0.3
"""In pixels: below it a Gaussian changes nothing that can be seen."""
LEAST_TRACK = 1.5
"""In pixels, likewise."""
POINTS_A_PIXEL = 4


def out_of_focus(pixels: ByteArray, sigma: float) -> ByteArray:
    """The picture blurred by a Gaussian; ``sigma`` in pixels."""
    if sigma < LEAST_SIGMA:
        return pixels
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8)


def moved(pixels: ByteArray, length: float, angle: float) -> ByteArray:
    """The picture blurred along a straight track.

    Args:
        pixels: uint8 (height, width, 3).
        length: of the track, in pixels.
        angle: its direction in degrees; 0 is level.
    """
    if length < LEAST_TRACK:
        return pixels
    return np.asarray(cv2.filter2D(pixels, -1, track(length, angle)), np.uint8)


def track(length: float, angle: float) -> FloatArray:
    """Kernel of a straight track through its center: float32 (n, n), n odd, its sum is 1."""
    reach = math.ceil(length / 2)
    steps = np.linspace(-length / 2, length / 2, math.ceil(length * POINTS_A_PIXEL) + 1)
    x, y = (reach + steps * part(math.radians(angle)) for part in (math.cos, math.sin))
    kernel = np.zeros((2 * reach + 2, 2 * reach + 2), np.float32)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    for right, share_across in ((0, left + 1 - x), (1, x - left)):
        for lower, share_down in ((0, top + 1 - y), (1, y - top)):
            np.add.at(kernel, (top + lower, left + right), share_across * share_down)
    return np.asarray(kernel[:-1, :-1] / kernel[:-1, :-1].sum(), np.float32)
