"""The pixels that a network sees: a turned rectangle of an image, sampled alike by every version of OpenCV.

``cv2.warpPerspective`` and its kin round otherwise from version to version and from CPU to CPU. ``cv2.remap`` with
integer tables does not: it mixes four pixels with weights of 1/32 in integers. So the tables are computed here, in the
double precision arithmetic, and in the order of operations, that OpenCV 4's ``warpPerspective`` is made of: where a
position lies exactly between two of 1/32 pixel, as happens in every other column of some photographs, that decides.
"""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.faces.networks.perspective import inverse, perspective
from fmld_synth.geometry import ByteArray, FloatArray

STEP_BITS = 5
STEPS = 1 << STEP_BITS
"""Positions between two pixels."""
BLOCK = 64
"""Columns whose positions are computed from the first of them, as OpenCV does it."""
LARGEST_SIDE = 32_000
"""Pixels: the tables hold 16-bit integers."""


class Region(NamedTuple):
    """A rectangle in an image: center, width and height in pixels, turned clockwise by ``rotation`` radians."""

    center_x: float
    center_y: float
    width: float
    height: float
    rotation: float = 0.0

    def points(self, relative: FloatArray) -> FloatArray:
        """Points given relative to the region, in pixels of the image.

        Args:
            relative: float32 (n, 2 or 3): 0 at the region's left and top, 1 at its right and bottom, before it was
                turned; z in units of its width, when given.
        """
        cosine, sine = math.cos(self.rotation), math.sin(self.rotation)
        across = (relative[:, 0].astype(np.float64) - 0.5) * self.width
        down = (relative[:, 1].astype(np.float64) - 0.5) * self.height
        columns: list[npt.NDArray[np.float64]] = [
            cosine * across - sine * down + self.center_x,
            sine * across + cosine * down + self.center_y,
        ]
        if relative.shape[1] == 3:
            columns.append(relative[:, 2].astype(np.float64) * self.width)
        return np.stack(columns, axis=1).astype(np.float32)


class Tables(NamedTuple):
    """What ``cv2.remap`` takes.

    Attributes:
        whole: int16 (height, width, 2), column and row of the pixel above and left.
        parts: uint16 (height, width), how far behind it: 32 times the 1/32 of rows plus the 1/32 of columns.
    """

    whole: npt.NDArray[np.int16]
    parts: npt.NDArray[np.uint16]


def whole_region(image: ByteArray, *, square: bool = True) -> Region:
    """The whole of an image, as the middle of a square of its longer side unless ``square`` is False."""
    height, width = image.shape[:2]
    side = max(height, width)
    return Region(0.5 * width, 0.5 * height, side if square else width, side if square else height)


def sample(
    image: ByteArray, region: Region, width: int, height: int, *, repeat_border: bool = False
) -> ByteArray:
    """The region at another size.

    Args:
        image: uint8 (h, w, 3), no side longer than ``LARGEST_SIDE``.
        region: what to see of it.
        width: of the result in pixels.
        height: likewise.
        repeat_border: outside the image repeat its border instead of black.

    Returns:
        uint8 (height, width, 3).
    """
    tables = _whole_tables if region.rotation == 0 else _tables
    border = cv2.BORDER_REPLICATE if repeat_border else cv2.BORDER_CONSTANT
    found = tables(region, width, height)
    # OpenCV takes only contiguous rows as they are; everything else it would copy.
    pixels = cv2.remap(np.ascontiguousarray(image), *found, cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(pixels, np.uint8)


def as_tensor(pixels: ByteArray, lowest: float, highest: float) -> FloatArray:
    """Pixels as a network takes them.

    Args:
        pixels: uint8 (height, width, 3).
        lowest: what black becomes.
        highest: what white becomes.

    Returns:
        float32 (1, 3, height, width).
    """
    tensor = np.ascontiguousarray(pixels.transpose(2, 0, 1)[None]).astype(np.float32)
    tensor *= np.float32((highest - lowest) / 255)
    if lowest:
        tensor += np.float32(lowest)
    return tensor


def _tables(region: Region, width: int, height: int) -> Tables:
    """Where the pixels of the result come from."""
    matrix = inverse(perspective(_corners(region), width, height))
    blocks = -(-width // BLOCK)
    # Three axes: row, block, column within the block.
    row = np.arange(height, dtype=np.float64)[:, None, None]
    first = np.arange(blocks, dtype=np.float64)[:, None] * BLOCK
    within = np.arange(BLOCK, dtype=np.float64)

    def along(line: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        positions: npt.NDArray[np.float64] = (line[0] * first + line[1] * row + line[2]) + line[0] * within
        return positions

    def parts(line: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
        positions = along(line)
        positions *= scale
        return np.rint(positions, out=positions).astype(np.int32).reshape(height, -1)[:, :width]

    # A rectangle has no perspective: nothing is left of the divisor's slopes but rounding errors, mostly too small to
    # change it, and it changes evenly, so that equal corners mean that all of it is equal.
    slope_x, slope_y, divisor = matrix[2].tolist()
    corners = {slope_x * x + slope_y * y + divisor for x in (0, blocks * BLOCK) for y in (0, height)}
    scale = STEPS / divisor if corners == {divisor} else STEPS / along(matrix[2])
    x, y = parts(matrix[0]), parts(matrix[1])
    whole = np.empty((height, width, 2), np.int16)
    np.right_shift(x, STEP_BITS, out=whole[..., 0], casting="unsafe")
    np.right_shift(y, STEP_BITS, out=whole[..., 1], casting="unsafe")
    x &= STEPS - 1
    y &= STEPS - 1
    y *= STEPS
    y += x
    return Tables(whole, y.astype(np.uint16))


_whole_tables = functools.lru_cache(maxsize=16)(_tables)
"""Photographs of one size are seen whole in the same way."""


def _corners(region: Region) -> FloatArray:
    """Bottom left, top left, top right, bottom right of a region, float32 (4, 2), computed as OpenCV 4 does it."""
    single = np.float32
    degrees = float(single(float(single(region.rotation) * single(180)) / math.pi))
    radians = degrees * math.pi / 180
    cosine, sine = single(math.cos(radians)) * single(0.5), single(math.sin(radians)) * single(0.5)
    x, y, width, height = (single(value) for value in region[:4])
    left_x, left_y = x - sine * height - cosine * width, y + cosine * height - sine * width
    top_x, top_y = x + sine * height - cosine * width, y - cosine * height - sine * width
    two = single(2)
    return np.array(
        [
            (left_x, left_y),
            (top_x, top_y),
            (two * x - left_x, two * y - left_y),
            (two * x - top_x, two * y - top_y),
        ],
        np.float32,
    )
