"""Where prints are drawn: a grid over a mask's cloth, with a frame of its own for the motifs.

The print's frame has its origin near the middle of the cloth and one motif's size as its unit; x runs to the right and
y down before the print is rotated. So a kind of print knows nothing of pixels, of the mask's size or of the rotation,
and the same print looks alike on every grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import Doubles, cosine, sine
from fmld_synth.geometry import ByteArray, FloatArray

Color = tuple[int, int, int]
"""Red, green and blue, 0 to 255, sRGB."""

_FRACTION_BITS = 6
"""Fractional bits of the fixed-point coordinates that OpenCV draws with."""
_FARTHEST = 1 << 14
"""Pixels from the origin beyond which OpenCV's fixed-point coordinates would overflow."""
_FINER_UP_TO = 640
"""Columns up to which a grid is drawn twice as fine and averaged: small motifs keep their shape."""
_NOISE_SAMPLES = 4
"""Samples that a cell of noise is refined to, before it is looked up between them."""


class Extent(NamedTuple):
    """The part of the print's frame that the cloth shows."""

    left: float
    top: float
    right: float
    bottom: float


class Canvas:
    """A grid over a mask's cloth.

    Args:
        rows, columns: of the texture grid.
        size: width and height of the texture laid flat, in centimeters.
        scale: size of a motif, in centimeters.
        rotation: of the print, in degrees, clockwise.
        offset: of the print's origin from the middle of the cloth, in motifs, before rotation.
        ground: color of the cloth.

    Attributes:
        pixels: uint8 (h, w, 3), RGB, on the finer grid that is drawn on.
        unit: pixels that a motif spans.
    """

    def __init__(
        self, rows: int, columns: int, size: tuple[float, float], scale: float, rotation: float,
        offset: tuple[float, float], ground: Color,
    ) -> None:  # fmt: skip
        self._finer = 2 if columns <= _FINER_UP_TO else 1
        self._grid = columns, rows
        self.pixels: ByteArray = np.empty((rows * self._finer, columns * self._finer, 3), np.uint8)
        self.pixels[:] = ground
        height, width = self.pixels.shape[:2]
        self._across, self._down = width / size[0], height / size[1]
        turn = np.float32(rotation * np.pi / 180)
        self._cosine, self._sine = float(cosine(turn)), float(sine(turn))
        self._scale, self._offset = scale, offset
        self._half = size[0] / 2, size[1] / 2
        self.unit = scale * self._across

    def raster(self) -> ByteArray:
        """What was drawn, uint8 (rows, columns, 3), RGB."""
        if self._finer == 1:
            return self.pixels
        return np.asarray(cv2.resize(self.pixels, self._grid, interpolation=cv2.INTER_AREA), np.uint8)

    @cached_property
    def extent(self) -> Extent:
        """The part of the print's frame that the cloth shows."""
        x, y = (np.array([-1, 1, 1, -1]) * self._half[0], np.array([-1, -1, 1, 1]) * self._half[1])
        across, down = self._to_frame(x, y)
        return Extent(float(across.min()), float(down.min()), float(across.max()), float(down.max()))

    @cached_property
    def coordinates(self) -> tuple[FloatArray, FloatArray]:
        """x and y in the print's frame of every pixel, float32 (h, w)."""
        height, width = self.pixels.shape[:2]
        x = (np.arange(width) + 0.5) / self._across - self._half[0]
        y = ((np.arange(height) + 0.5) / self._down - self._half[1])[:, None]
        across, down = self._to_frame(x, y)
        return across.astype(np.float32), down.astype(np.float32)

    def _to_frame(self, x: Doubles, y: Doubles) -> tuple[Doubles, Doubles]:
        """From centimeters off the middle of the cloth to the print's frame."""
        across = (x * self._cosine + y * self._sine) / self._scale - self._offset[0]
        down = (y * self._cosine - x * self._sine) / self._scale - self._offset[1]
        return across, down

    def to_pixels(self, points: npt.ArrayLike) -> npt.NDArray[np.int32]:
        """Points (..., 2) of the print's frame as OpenCV draws them: fixed-point pixels of the finer grid."""
        frame = (np.asarray(points, np.float64) + self._offset) * self._scale
        x = frame[..., 0] * self._cosine - frame[..., 1] * self._sine + self._half[0]
        y = frame[..., 0] * self._sine + frame[..., 1] * self._cosine + self._half[1]
        places = np.stack([x * self._across - 0.5, y * self._down - 0.5], axis=-1)
        np.clip(places, -_FARTHEST, _FARTHEST, out=places)
        return np.round(places * (1 << _FRACTION_BITS)).astype(np.int32)

    def polygon(self, points: npt.ArrayLike, color: Color) -> None:
        """Fill the outline through ``points`` (n, 2)."""
        cv2.fillPoly(self.pixels, [self.to_pixels(points)], color, cv2.LINE_AA, _FRACTION_BITS)

    def polygons(self, outlines: npt.ArrayLike, colors: Sequence[Color]) -> None:
        """Fill equally long outlines (n, k, 2), each in its color."""
        places = self.to_pixels(outlines)
        for index in np.flatnonzero(self._inside(places)).tolist():
            cv2.fillPoly(self.pixels, [places[index]], colors[index], cv2.LINE_AA, _FRACTION_BITS)

    def _inside(self, places: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
        """Which outlines (n, k, 2), in OpenCV's coordinates, may touch the grid."""
        height, width = self.pixels.shape[:2]
        far = np.array([width, height]) << _FRACTION_BITS
        touching = (places.max(axis=1) >= 0) & (places.min(axis=1) <= far)
        return np.asarray(touching.all(axis=-1))

    def discs(self, centers: npt.ArrayLike, radii: npt.ArrayLike, colors: Sequence[Color]) -> None:
        """Fill circles about ``centers`` (n, 2), each of its radius and in its color."""
        places = self.to_pixels(centers)
        sizes = np.round(np.asarray(radii) * (self.unit * (1 << _FRACTION_BITS))).astype(np.int64)
        reach = sizes[:, None, None] * np.array([[[-1, -1], [1, 1]]])
        for index in np.flatnonzero(self._inside(places[:, None] + reach)).tolist():
            x, y = places[index].tolist()
            size = int(sizes[index])
            cv2.circle(self.pixels, (x, y), size, colors[index], -1, cv2.LINE_AA, _FRACTION_BITS)

    def lines(self, strokes: npt.ArrayLike, width: float, color: Color) -> None:
        """Draw equally long lines (n, k, 2) of one width, in motifs, and one color."""
        thickness = max(round(width * self.unit), 1)
        places = self.to_pixels(strokes)
        seen = [places[index] for index in np.flatnonzero(self._inside(places)).tolist()]
        cv2.polylines(self.pixels, seen, False, color, thickness, cv2.LINE_AA, _FRACTION_BITS)

    def disc(self, center: npt.ArrayLike, radius: float, color: Color) -> None:
        """Fill a circle."""
        x, y = self.to_pixels(center).tolist()
        size = round(max(radius, 0.0) * self.unit * (1 << _FRACTION_BITS))
        cv2.circle(self.pixels, (x, y), size, color, -1, cv2.LINE_AA, _FRACTION_BITS)

    def line(self, points: npt.ArrayLike, width: float, color: Color, *, closed: bool = False) -> None:
        """Draw a line of some width, in motifs, through ``points`` (n, 2)."""
        thickness = max(round(width * self.unit), 1)
        places = [self.to_pixels(points)]
        cv2.polylines(self.pixels, places, closed, color, thickness, cv2.LINE_AA, _FRACTION_BITS)

    def fill(self, where: npt.NDArray[np.bool_], color: Color) -> None:
        """Color the pixels of a mask, bool (h, w)."""
        cv2.copyTo(np.full_like(self.pixels, color), where.view(np.uint8), self.pixels)

    def color_by(self, index: npt.NDArray[np.integer], colors: Sequence[Color]) -> None:
        """Color every pixel by its number (h, w), from 0, in a list of colors."""
        self.pixels[:] = np.array(colors, np.uint8)[index]

    def tone(self, factor: FloatArray) -> None:
        """Make every pixel lighter or darker by a factor (h, w)."""
        toned = cv2.multiply(self.pixels, cv2.merge([factor] * 3), dtype=cv2.CV_8U)
        self.pixels[:] = toned

    def blend(self, share: FloatArray, color: Color) -> None:
        """Mix a color in, by a share (h, w) from 0 to 1."""
        kept = 1 - share
        for channel, value in enumerate(color):
            plane = self.pixels[..., channel] * kept + share * np.float32(value)
            self.pixels[..., channel] = np.clip(plane + np.float32(0.5), 0, 255).astype(np.uint8)

    def noise(self, generator: np.random.Generator, cell: float, stretch: float = 1.0) -> FloatArray:
        """Smooth random values of every pixel, float32 (h, w), mean 0 and standard deviation about 1.

        Args:
            generator: drives it; what is taken from it depends on the extent, never on the grid.
            cell: motifs between independent values.
            stretch: how many times longer cells are along y.
        """
        wide, high = cell, cell * stretch
        columns = int((self.extent.right - self.extent.left) / wide) + 4
        rows = int((self.extent.bottom - self.extent.top) / high) + 4
        lattice = generator.standard_normal((rows, columns)).astype(np.float32)
        fine = (columns * _NOISE_SAMPLES, rows * _NOISE_SAMPLES)
        smooth = cv2.resize(lattice, fine, interpolation=cv2.INTER_CUBIC)
        x, y = self.coordinates
        across = (x - np.float32(self.extent.left)) * np.float32(_NOISE_SAMPLES / wide) + np.float32(
            _NOISE_SAMPLES
        )
        down = (y - np.float32(self.extent.top)) * np.float32(_NOISE_SAMPLES / high) + np.float32(
            _NOISE_SAMPLES
        )
        return np.asarray(cv2.remap(smooth, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT))
