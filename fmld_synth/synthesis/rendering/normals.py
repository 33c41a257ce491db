"""Which way the points of a mask's cloth face."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.rendering.lookup import look_up
from fmld_synth.synthesis.warp.surface import Sheet

_LEAST_NORMAL = 1e-6
"""Keeps a division by a normal's length finite."""
_TURNED_AWAY, _TURNING = 0.08, 0.15
"""Depth component of the unit normal: cloth fades over the second until, at the first, it is seen from behind."""


def normals_and_heights(points: FloatArray, sheet: Sheet) -> FloatArray:
    """Unit normal (3) and canonical height over the grid, float32 (rows, columns, 4)."""
    planes = np.ascontiguousarray(np.moveaxis(points, -1, 0))
    down_x, down_y, down_z = _central_differences(planes.swapaxes(1, 2)).swapaxes(1, 2)
    right_x, right_y, right_z = _central_differences(planes)
    x = down_y * right_z - down_z * right_y
    y = down_z * right_x - down_x * right_z
    z = down_x * right_y - down_y * right_x
    distance = np.maximum(np.sqrt(x * x + y * y + z * z), _LEAST_NORMAL)
    return np.asarray(cv2.merge([x / distance, y / distance, z / distance, sheet.heights]), np.float32)


def toward_camera(form: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
    """Depth component of the unit normal at texture points: -1 where cloth faces the camera, 1 where it is turned away.

    Args:
        form: as :func:`normals_and_heights` gives it.
        u, v: float32 (k, n), 0 to 1 over the grid.

    Returns:
        float32 (k, n).
    """
    rows, columns = form.shape[:2]
    depth = np.ascontiguousarray(form[..., 2])
    return look_up(depth, (u * (columns - 1), v * (rows - 1)), cv2.BORDER_REPLICATE)


def facing(toward: FloatArray) -> FloatArray:
    """How far cloth is seen from outside, 0 to 1, by the depth component of its unit normal, -1 to 1."""
    seen = (_TURNED_AWAY - toward) * np.float32(1 / _TURNING)
    return np.asarray(np.minimum(np.maximum(seen, 0, out=seen), 1, out=seen))


def _central_differences(values: FloatArray) -> FloatArray:
    """As ``np.gradient`` along the last axis, in a fifth of its time."""
    slopes = np.empty_like(values)
    np.subtract(values[..., 2:], values[..., :-2], out=slopes[..., 1:-1])
    slopes[..., 1:-1] *= np.float32(0.5)
    np.subtract(values[..., 1], values[..., 0], out=slopes[..., 0])
    np.subtract(values[..., -1], values[..., -2], out=slopes[..., -1])
    return slopes
