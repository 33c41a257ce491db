"""From the working patch back to the photograph, with edges as fine as the photograph's."""

from __future__ import annotations

import cv2
import cv2.typing
import numpy as np

from fmld_synth.arithmetic import product
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.occluders.patch import Patch

# Chosen by eye.
_RADIUS = 3
"""Pixels of the patch to each side over which the guided filter fits its linear function."""
_SMOOTHNESS = 0.02**2
"""Brightness differences (0 to 1, squared) below which a guided matte stays smooth."""
_CEILING = 1.5
"""Times the largest value nearby: no more is believed, so that noise makes no spots where the patch has nothing."""
_FAINTEST, _RANGE = 0.04, 0.92
"""Values up to the first become 0; those that are more than it by the second become 1."""

_BACKWARD = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


def onto_photograph(values: FloatArray, patch: Patch, image: ByteArray, guided: bool = True) -> FloatArray:
    """Lay values of the patch over the photograph.

    With ``guided``, edges follow the photograph: the matte is written as a linear function of the brightness
    around each pixel of the patch (the fast guided filter, He and Sun 2015) and then applied at full size.

    Args:
        values: float32 (height, width) of the patch, 0 to 1.
        patch: cut from ``image``.
        image: uint8 (height, width, 3), RGB.
        guided: whether edges follow the photograph.

    Returns:
        float32 (height, width) of the photograph, 0 to 1; exactly 0 away from where ``values`` are above 0.
    """
    full = np.zeros(image.shape[:2], np.float32)
    box = _box_in_photograph(values, patch, image)
    if box is None:
        return full
    left, top, right, bottom = box
    size = (right - left, bottom - top)
    to_patch = patch.matrix.copy()
    to_patch[:, 2] += product(patch.matrix[:, :2], (left, top))
    if guided:
        gain, offset = _linear_model(values, cv2.cvtColor(patch.pixels, cv2.COLOR_RGB2GRAY))
        model = cv2.merge([gain, offset, cv2.dilate(values, np.ones((3, 3), np.uint8))])
        model = cv2.warpAffine(model, to_patch, size, flags=_BACKWARD)
        gray = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
        laid = np.minimum(model[..., 0] * gray + model[..., 1], _CEILING * model[..., 2])
        full[top:bottom, left:right] = np.clip((laid - _FAINTEST) / _RANGE, 0, 1)
    else:
        full[top:bottom, left:right] = cv2.warpAffine(values, to_patch, size, flags=_BACKWARD)
    return full


def _box_in_photograph(
    values: FloatArray, patch: Patch, image: ByteArray
) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of what values above 0 can reach in the photograph; None if nothing."""
    x, y, width, height = cv2.boundingRect((values > 0).view(np.uint8))
    if width == 0:
        return None
    pad = _RADIUS + 1
    x0, y0, x1, y1 = x - pad, y - pad, x + width + pad, y + height + pad
    back = cv2.invertAffineTransform(patch.matrix)
    corners = product([[x0, y0], [x1, y0], [x0, y1], [x1, y1]], back[:, :2].T) + back[:, 2]
    left, top = np.floor(corners.min(axis=0)).astype(int).clip(0)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
    right, bottom = min(right, image.shape[1]), min(bottom, image.shape[0])
    return (int(left), int(top), int(right), int(bottom)) if left < right and top < bottom else None


def _linear_model(values: FloatArray, gray: cv2.typing.MatLike) -> tuple[FloatArray, FloatArray]:
    """Gain and offset of the guided filter at each pixel of the patch."""
    guide = gray.astype(np.float32) / 255
    size = (2 * _RADIUS + 1, 2 * _RADIUS + 1)
    planes = cv2.blur(cv2.merge([guide, values, guide * guide, guide * values]), size)
    mean_guide, mean_values, mean_square, mean_product = np.moveaxis(np.asarray(planes, np.float32), 2, 0)
    gain = (mean_product - mean_guide * mean_values) / (mean_square - mean_guide**2 + _SMOOTHNESS)
    offset = mean_values - gain * mean_guide
    averaged = np.asarray(cv2.blur(cv2.merge([gain, offset]), size), np.float32)
    return averaged[..., 0], averaged[..., 1]
