"""How a face is cut, turned and stretched: one affine warp, straight to the size that is wanted."""

from __future__ import annotations

import math

import cv2
import numpy as np

from fmld_synth.baselines.data.augmentation.parameters import Border, Geometry
from fmld_synth.baselines.data.cutting import resized
from fmld_synth.geometry import ByteArray, FloatArray

ALIASES_BELOW = 0.75
"""A warp reads four pixels for each it writes: below this scale areas have to be averaged first."""


def within(pixels: ByteArray, border: Border) -> ByteArray:
    """What is left of a picture, uint8 (rows, columns, 3), without a border of less than half of each side; a view."""
    rows, columns = pixels.shape[:2]
    left, right = round(border.left * columns), columns - round(border.right * columns)
    top, bottom = round(border.top * rows), rows - round(border.bottom * rows)
    return pixels[top : max(bottom, top + 1), left : max(right, left + 1)]


def warped(pixels: ByteArray, geometry: Geometry, width: int, height: int) -> ByteArray:
    """The picture at another size, turned, stretched and shifted; pixels at its border go on mirrored.

    Args:
        pixels: uint8 (rows, columns, 3).
        geometry: what to do.
        width, height: of the result, in pixels.
    """
    if geometry[1:] == Geometry()[1:]:
        plain = resized(pixels, width, height)
        return np.asarray(cv2.flip(plain, 1), np.uint8) if geometry.mirrored else plain
    rows, columns = pixels.shape[:2]
    scale = max(width / columns * geometry.across, height / rows * geometry.down)
    if scale < ALIASES_BELOW:
        pixels = resized(pixels, max(round(columns * scale), 1), max(round(rows * scale), 1))
        rows, columns = pixels.shape[:2]
    matrix = affine(geometry, (columns, rows), (width, height))
    warp = cv2.warpAffine(
        pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.asarray(warp, np.uint8)


def affine(geometry: Geometry, size: tuple[float, float], new_size: tuple[float, float]) -> FloatArray:
    """Where each pixel goes: float32 (2, 3), from (x, y, 1) to (x, y), with whole numbers at the pixels' centers.

    Args:
        geometry: what to do.
        size, new_size: width and height before and after, in pixels.
    """
    angle = math.radians(geometry.rotation)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    stretch = (
        geometry.across * (-1 if geometry.mirrored else 1) * new_size[0] / size[0],
        geometry.down * new_size[1] / size[1],
    )
    linear = turn @ np.diag(stretch)
    center, new_center = (np.array(size) - 1) / 2, (np.array(new_size) - 1) / 2
    shift = np.array(new_size) * (geometry.right, geometry.lower)
    return np.column_stack([linear, new_center + shift - linear @ center]).astype(np.float32)
