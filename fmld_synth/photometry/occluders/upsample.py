"""From the working patch back to the photograph, with edges as fine as the photograph's."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.photometry.occluders.patch import Patch

_RADIUS = 3
_SMOOTHNESS = 0.02**2
"""Brightness differences (0 to 1, squared) below which a guided matte stays smooth."""


def onto_photograph(values: FloatArray, patch: Patch, image: ByteArray, guided: bool = True) -> FloatArray:
    """Lay values of the patch over the photograph.

    With ``guided``, edges follow the photograph: the matte is written as a linear function of the brightness round
    each pixel of the patch (the fast guided filter, He and Sun 2015), and that function is applied at full size.

    Args:
        values: float32 (height, width) of the patch, 0 to 1.
        patch: cut from ``image``.
        image: uint8 (height, width, 3), RGB.
        guided: whether edges shall follow the photograph.

    Returns:
        float32 (height, width) of the photograph, 0 to 1; exactly 0 away from where ``values`` are above 0.
    """
    full = np.zeros(image.shape[:2], np.float32)
    found = cv2.boundingRect((values > 0).view(np.uint8))
    if found[2] == 0:
        return full
    left, top, right, bottom = _box_in_photograph(found, patch, full.shape)
    if left >= right or top >= bottom:
        return full
    shifted = patch.matrix.copy()
    shifted[:, 2] += patch.matrix[:, :2] @ (left, top)
    if guided:
        gain, offset = _linear_model(values, cv2.cvtColor(patch.pixels, cv2.COLOR_RGB2GRAY))
        model = _warp(
            cv2.merge([gain, offset, cv2.dilate(values, np.ones((3, 3)))]),
            shifted,
            right - left,
            bottom - top,
        )
        grey = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
        laid = model[..., 0] * grey + model[..., 1]
        # Noise must not make spots where the patch has nothing.
        laid = np.minimum(laid, model[..., 2] * 1.5)
        laid = np.clip((laid - 0.04) / 0.92, 0, 1)
    else:
        laid = _warp(values, shifted, right - left, bottom - top)
    full[top:bottom, left:right] = laid
    return full


def _box_in_photograph(
    box: tuple[int, int, int, int], patch: Patch, shape: tuple[int, ...]
) -> tuple[int, int, int, int]:
    x, y, width, height = box
    pad = _RADIUS + 1
    corners = np.array(
        [
            [x - pad, y - pad],
            [x + width + pad, y - pad],
            [x - pad, y + height + pad],
            [x + width + pad, y + height + pad],
        ],
        np.float64,
    )
    back = cv2.invertAffineTransform(patch.matrix)
    corners = corners @ back[:, :2].T + back[:, 2]
    left, top = np.floor(corners.min(axis=0)).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
    return max(left, 0), max(top, 0), min(right, shape[1]), min(bottom, shape[0])


def _linear_model(values: FloatArray, grey: ByteArray) -> tuple[FloatArray, FloatArray]:
    """Gain and offset of the guided filter at each pixel of the patch."""
    guide = grey.astype(np.float32) / 255
    size = (2 * _RADIUS + 1, 2 * _RADIUS + 1)
    planes = cv2.merge([guide, values, guide * guide, guide * values])
    mean_guide, mean_values, mean_square, mean_product = cv2.split(cv2.blur(planes, size))
    variance = mean_square - mean_guide * mean_guide
    gain = (mean_product - mean_guide * mean_values) / (variance + _SMOOTHNESS)
    offset = mean_values - gain * mean_guide
    averaged = cv2.blur(cv2.merge([gain, offset]), size)
    return averaged[..., 0], averaged[..., 1]


def _warp(values: FloatArray, matrix: np.ndarray, width: int, height: int) -> FloatArray:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(values, matrix, (width, height), flags=flags), np.float32)
