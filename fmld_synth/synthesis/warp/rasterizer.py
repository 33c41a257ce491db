"""Rasterizes small meshes inside their own box: painter's algorithm into an index image, then affine lookup.

Polygons are drawn from far to near with OpenCV's polygon fill, each with its own number, at several times the
resolution. The share of sub-pixels hit is the anti-aliased coverage; the number found in a pixel
selects the affine functions that give every vertex attribute there (for triangles these are exactly the
barycentric interpolation; for quads of a smooth grid, its least-squares plane).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import ByteArray, FloatArray, Window

_FRACTION_BITS = 4
"""Fractional bits of the fixed-point coordinates that OpenCV draws with."""
_FARTHEST_SIZES, _FARTHEST_PIXELS = 4, 64
"""Sizes of the image, and pixels, beyond which a polygon is left out: OpenCV's fixed point overflows there."""
_RIDGE, _RELATIVE_RIDGE = 1e-9, 1e-6
"""Square pixels, and share of a polygon's extent: they keep polygons seen edge-on (no area) finite; such polygons cover
next to no pixels."""
_PLACES_ACROSS = 2
"""Places along a drawn sub-pixel at which a surface that is seen edge-on is looked up, across alone: masks are seen
edge-on at the sides of a face. Chosen by eye: with 1, loops on small faces come out dotted."""
_NEIGHBORS = np.ones((3, 3), np.uint8)
IndexArray = npt.NDArray[np.int32]
Canvas = npt.NDArray[np.int16]


class SubPixels(NamedTuple):
    """What the sub-pixels of some pixels show.

    Attributes:
        rows, columns: of the pixels in the window, (n,).
        covered: bool (k, n), whether a polygon covers each of their k sub-pixels; at least one of each pixel is.
        values: float32 (attributes, k, n), in each sub-pixel; 0 where nothing is drawn.
    """

    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    covered: npt.NDArray[np.bool_]
    values: FloatArray

    def coverage(self, shown: FloatArray) -> FloatArray:
        """Share of each pixel that is covered and shown, float32 (n,).

        Args:
            shown: share of each sub-pixel that counts, float32 (k, n), 0 to 1.
        """
        total = np.zeros(len(self.rows), np.float32)
        for covered, share in zip(self.covered, shown, strict=True):  # in order, as in ``means``
            total += covered * share
        return np.asarray(total * np.float32(1 / len(self.covered)), np.float32)

    @property
    def means(self) -> FloatArray:
        """Over the covered sub-pixels of each pixel, float32 (attributes, n)."""
        total = np.zeros((len(self.values), len(self.rows)), np.float32)
        # One after the other: the same sum on every processor.
        for number, covered in enumerate(self.covered):
            total += self.values[:, number] * covered
        return np.asarray(total / self.covered.sum(axis=0).astype(np.float32), np.float32)


@dataclass(frozen=True, eq=False)
class Fragments:
    """What covers each pixel of a window.

    Attributes:
        index: int16 (height, width), number of the nearest polygon, -1 where there is none.
        coverage: float32 (height, width), share of the pixel that is covered, 0 to 1.
        canvas: int16 (height x s, width x s), the same of each sub-pixel, s along a pixel's side.
    """

    window: Window
    index: Canvas
    coverage: FloatArray
    canvas: Canvas
    polygons: IndexArray
    positions: FloatArray

    def extended(self) -> Fragments:
        """The same with each polygon going on into the pixels next to it that nothing covers."""
        index = np.where(self.index < 0, cv2.dilate(self.index, _NEIGHBORS), self.index)
        return replace(self, index=np.asarray(index, np.int16))

    def soft_coverage(self, size: Window) -> FloatArray:
        """The coverage of sub-pixels, smoothed over their neighbors and cut to ``size``: float32, 0 to 1."""
        smooth = cv2.blur(_hit(self.canvas), _NEIGHBORS.shape)[: size.height, : size.width]
        return np.asarray(smooth * np.float32(1 / 255), np.float32)

    def interpolate(self, attributes: FloatArray) -> FloatArray:
        """Interpolate vertex attributes over the window.

        Args:
            attributes: float32 (vertices, n).

        Returns:
            float32 (n, height, width); 0 where nothing is drawn.
        """
        return self.at_pixels(self.planes(attributes))

    def planes(self, attributes: FloatArray) -> FloatArray:
        """Vertex attributes (vertices, n) as affine functions a x + b y + c over every polygon, float32 (n, 3, m)."""
        return _planes(self.positions, self.polygons, attributes)

    def at_pixels(self, planes: FloatArray) -> FloatArray:
        """Affine functions over polygons, see :meth:`planes`, at the pixels: float32 (n, height, width)."""
        x = (np.arange(self.window.width) + (self.window.left + 0.5)).astype(np.float32)
        y = (np.arange(self.window.height) + (self.window.top + 0.5)).astype(np.float32)[:, None]
        return _values_at(planes, self.index.astype(np.intp), x, y)

    def steep(self, planes: FloatArray, steepest: float) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Rows and columns of the pixels in which a surface is seen nearly edge-on.

        Args:
            planes: attributes as :meth:`planes` gives them.
            steepest: change of the first attribute from a pixel to the next, across or down, beyond which it is.
        """
        steep = np.append(np.abs(planes[0, :2]).max(axis=0) > steepest, False)
        rows, columns = np.nonzero(steep[self.index])
        return rows, columns

    def edge_on(self, planes: FloatArray, steepest: float) -> SubPixels:
        """Look closer at the pixels that are :meth:`steep`: there a pixel's middle does not stand for all of it."""
        rows, columns = self.steep(planes, steepest)
        side = self.canvas.shape[0] // self.window.height
        finer = side * _PLACES_ACROSS
        down, across = (place.reshape(-1, 1) for place in np.mgrid[:side, :side])
        drawn = self.canvas[rows * side + down, columns * side + across]
        numbers = np.repeat(drawn.astype(np.intp), _PLACES_ACROSS, axis=0)
        down, across = (place.reshape(-1, 1) for place in np.mgrid[:side, :finer])
        y, x = rows * side + down, columns * finer + across
        covered = numbers >= 0
        x = ((x + 0.5) / finer + self.window.left).astype(np.float32)
        y = ((y + 0.5) / side + self.window.top).astype(np.float32)
        return SubPixels(rows, columns, covered, _values_at(planes, numbers, x, y))


def rasterize(
    vertices: FloatArray, polygons: IndexArray, window: Window, supersampling: int = 3
) -> Fragments:
    """Draw a mesh into a window, nearest surface on top.

    Args:
        vertices: float32 (n, 3), x and y in pixels (pixel (0, 0) is the square from 0 to 1), z growing away from
            the camera.
        polygons: int32 (m, 3 or 4), corners in order round the polygon; at most 32767.
        supersampling: sub-pixels along a pixel's side; with 1, coverage is 0 or 1.
    """
    corners = vertices[polygons.T]
    depth_order = np.argsort(-corners[..., 2].sum(axis=0), kind="stable")
    scale = supersampling
    # OpenCV counts from the center of the first sub-pixel.
    shifted = (corners[..., :2] - (window.left, window.top)) * scale - 0.5
    inside = _touching(shifted, window.width * scale, window.height * scale)
    drawn = depth_order[inside[depth_order]]
    fixed = np.round(shifted[:, drawn] * (1 << _FRACTION_BITS)).astype(np.int32).swapaxes(0, 1)
    canvas = np.full((window.height * scale, window.width * scale), -1, np.int16)
    for number, polygon in zip(drawn.tolist(), np.ascontiguousarray(fixed), strict=True):
        cv2.fillConvexPoly(canvas, polygon, number, cv2.LINE_8, _FRACTION_BITS)
    shares = cv2.resize(_hit(canvas), (window.width, window.height), interpolation=cv2.INTER_AREA)
    coverage = np.asarray(shares * np.float32(1 / 255), np.float32)
    index = canvas[scale // 2 :: scale, scale // 2 :: scale].copy()
    # A pixel whose center is missed still needs a polygon to take its attributes from.
    rows, columns = np.divmod(np.flatnonzero((index < 0) & (coverage > 0)), window.width)
    blocks = canvas.reshape(window.height, scale, window.width, scale)
    index[rows, columns] = blocks[rows, :, columns, :].max(axis=(1, 2), initial=-1)
    return Fragments(window, index, coverage, canvas, polygons, vertices)


def _hit(canvas: Canvas) -> ByteArray:
    """255 for the sub-pixels that are covered, uint8."""
    return (canvas >= 0).view(np.uint8) * np.uint8(255)


def _touching(corners: FloatArray, width: int, height: int) -> npt.NDArray[np.bool_]:
    """Which polygons, (k, m, 2), reach into an image of this size and not too far out of it."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    reach = _FARTHEST_SIZES * max(width, height) + _FARTHEST_PIXELS
    reaching = (high >= 0) & (low <= (width, height)) & (high < reach) & (low > -reach)
    return np.asarray(reaching[:, 0] & reaching[:, 1])


def _planes(positions: FloatArray, polygons: IndexArray, attributes: FloatArray) -> FloatArray:
    """Affine functions a x + b y + c of every attribute over every polygon, float32 (n, 3, m)."""
    corners = polygons.T  # first, so that NumPy adds those of all polygons at once
    x, y = (positions[:, axis].astype(np.float64)[corners] for axis in (0, 1))
    values = np.stack([attribute.astype(np.float64)[corners] for attribute in attributes.T])
    center_x, center_y, mean = x.mean(axis=0), y.mean(axis=0), values.mean(axis=1)
    x, y, change = x - center_x, y - center_y, values - mean[:, None]
    xx, yy, xy = (x * x).sum(axis=0), (y * y).sum(axis=0), (x * y).sum(axis=0)
    ridge = _RIDGE + _RELATIVE_RIDGE * (xx + yy)
    xx, yy = xx + ridge, yy + ridge
    determinant = xx * yy - xy * xy
    right, down = (x * change).sum(axis=1), (y * change).sum(axis=1)
    slope_x = (yy * right - xy * down) / determinant
    slope_y = (xx * down - xy * right) / determinant
    constant = mean - slope_x * center_x - slope_y * center_y
    return np.stack([slope_x, slope_y, constant], axis=1).astype(np.float32)


def _values_at(planes: FloatArray, numbers: npt.NDArray[np.intp], x: FloatArray, y: FloatArray) -> FloatArray:
    """Affine functions (n, 3, m) of polygons at places, float32 (n, *numbers.shape); 0 for polygon -1, which is none.

    Args:
        x, y: float32, of shapes that go with that of ``numbers``.
    """
    # The plane of "nothing" comes last: -1 counts from the end.
    tables = np.concatenate([planes, np.zeros((*planes.shape[:2], 1), np.float32)], axis=2)
    values = np.empty((len(planes), *numbers.shape), np.float32)
    more = np.empty(numbers.shape, np.float32)
    for value, (slope_x, slope_y, constant) in zip(values, tables, strict=True):
        np.take(slope_x, numbers, out=value, mode="wrap")
        value *= x
        np.take(slope_y, numbers, out=more, mode="wrap")
        more *= y
        value += more
        value += np.take(constant, numbers, out=more, mode="wrap")
    return values


@lru_cache(maxsize=4)
def grid_quads(rows: int, columns: int) -> IndexArray:
    """Quads of a grid whose vertices are numbered row by row, int32 ((rows - 1) * (columns - 1), 4)."""
    first = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).reshape(-1, 1)
    return np.asarray(first + np.array([0, 1, columns + 1, columns]), np.int32)
