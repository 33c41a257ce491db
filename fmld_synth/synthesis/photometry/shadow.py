"""The shadow that a mask and its straps cast on the skin next to them."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.geometry import FloatArray

# Each shadow: standard deviation of its blur and shift away from the light, in inter-ocular distances, and the share of
# light it takes. Strengths follow ``benchmarks/measure_real_masks.py`` ("skin just above edge"), the rest is by eye.
_CONTACT = (0.025, 0.014, 0.15)
_SOFT = (0.10, 0.09, 0.10)
_WORKING_SIZE = 60.0
"""Pixels between the eyes at which shadows are drawn: they are soft, so this holds all their detail."""
_LEAST_BLUR = 0.3
"""Standard deviation in pixels of the drawn shadow; a smaller blur changes nothing."""
_FAINTEST = 0.006
"""Share of lost light below which no 8-bit value changes."""


def contact_shadow(
    alpha: FloatArray, receives: FloatArray, light: tuple[float, float], inter_ocular_distance: float
) -> FloatArray:
    """Share of light lost beside the mask, float32 (h, w), 0 (none) to about 0.5; 0 under the mask itself.

    Args:
        alpha: (h, w), matte of mask and straps, 0 to 1.
        receives: (h, w), 1 where there is skin close behind the mask, 0 on the background.
        light: where the light comes from in the image plane, (x, y), length 0 to 1.
        inter_ocular_distance: in pixels.
    """
    height, width = alpha.shape
    scale = min(_WORKING_SIZE / inter_ocular_distance, 1.0)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    small = cv2.resize(alpha, size, interpolation=cv2.INTER_LINEAR)
    coarse = np.zeros((size[1], size[0]), np.float32)
    for blur, shift, strength in (_CONTACT, _SOFT):
        unit = inter_ocular_distance * scale
        move = np.array([[1, 0, -light[0] * shift * unit], [0, 1, -light[1] * shift * unit]], np.float32)
        moved = cv2.warpAffine(small, move, size, flags=cv2.INTER_LINEAR)
        coarse += strength * cv2.GaussianBlur(moved, (0, 0), max(blur * unit, _LEAST_BLUR))
    coarse *= cv2.resize(receives, size, interpolation=cv2.INTER_LINEAR)
    lost = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    lost *= 1 - alpha
    return np.asarray(cv2.threshold(lost, _FAINTEST, 0, cv2.THRESH_TOZERO)[1], np.float32)
