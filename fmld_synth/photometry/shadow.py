"""The shadow a mask and its straps throw on the skin beside them."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.geometry import FloatArray

_CONTACT = (0.030, 0.012, 0.34)  # blur, shift away from the light (inter-ocular distances), strength
_SOFT = (0.10, 0.05, 0.22)


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
    lost = np.zeros_like(alpha)
    for blur, shift, strength in (_CONTACT, _SOFT):
        spread = blur * inter_ocular_distance
        move = np.array(
            [[1, 0, -light[0] * shift * inter_ocular_distance], [0, 1, -light[1] * shift * inter_ocular_distance]],
            np.float32,
        )
        moved = cv2.warpAffine(alpha, move, alpha.shape[::-1], flags=cv2.INTER_LINEAR)
        lost += strength * _blurred(moved, spread)
    lost *= receives * (1 - alpha)
    lost[lost < 0.006] = 0.0
    return lost


def _blurred(values: FloatArray, sigma: float) -> FloatArray:
    """Gaussian blur, wide ones at reduced resolution."""
    factor = int(max(sigma // 3, 1))
    if factor == 1:
        return cv2.GaussianBlur(values, (0, 0), max(sigma, 0.3))
    height, width = values.shape
    small = cv2.resize(values, (max(width // factor, 1), max(height // factor, 1)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / factor, borderType=cv2.BORDER_REPLICATE)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
