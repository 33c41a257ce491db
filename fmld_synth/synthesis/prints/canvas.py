"""Where prints are drawn: a grid over a mask's cloth, with a frame of its own for the motifs.

The print's frame has its origin near the middle of the cloth and one motif's size as its unit; x runs to the right and
y down before the print is rotated. So a kind of print knows nothing of pixels, of the mask's size or of the rotation,
and the same print looks alike on every grid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from itertools import groupby
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import Doubles, cosine, sine
from fmld_synth.geometry import ByteArray, FloatArray

Color = tuple[int, int, int]
"""Red, green and blue, 0 to 255, sRGB."""
Draw = Callable[[], object]
"""Draws one part of one motif."""

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
        self.pixels = _dyed(rows * self._finer, columns * self._finer, ground)
        height, width = self.pixels.shape[:2]
        self._across, self._down = width / size[0], height / size[1]
        turn = np.float32(rotation * np.pi / 180)
        self._cosine, self._sine = float(cosine(turn)), float(sine(turn))
        self._scale, self._offset = scale, offset
        self._half = size[0] / 2, size[1] / 2
        self.unit: float = scale * self._across

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
        across, down = np.empty((2, height, width), np.float32)
        self._to_frame(x, y, (across, down))
        return across, down

    def _to_frame(
        self, x: Doubles, y: Doubles, out: tuple[FloatArray, FloatArray] | None = None
    ) -> tuple[Doubles, Doubles]:
        """From centimeters off the middle of the cloth to the print's frame, into other arrays if any are given."""
        c, s = self._cosine / self._scale, self._sine / self._scale
        first, second = out or (None, None)
        across = np.add(x * c - self._offset[0], y * s, out=first, casting="same_kind")
        down = np.add(y * c - self._offset[1], x * -s, out=second, casting="same_kind")
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
        self.motifs(self.polygon_parts(outlines, colors))

    def motifs(self, *layers: Sequence[Draw]) -> None:
        """Draw one motif after the other, each with all its layers, so that it lies whole over those before it.

        Args:
            layers: the lowest first; each holds one part of every motif, as :meth:`polygon_parts` and kin return them.
        """
        for parts in zip(*layers, strict=True):
            for draw in parts:
                draw()

    def polygon_parts(self, outlines: npt.ArrayLike, colors: Sequence[Color]) -> list[Draw]:
        """Parts of motifs: equally long outlines (n, k, 2), each filled in its color."""
        places = self.to_pixels(outlines)
        return [
            partial(cv2.fillPoly, self.pixels, [place], color, cv2.LINE_AA, _FRACTION_BITS)
            if inside else _nothing
            for place, color, inside in zip(places, colors, self._inside(places).tolist(), strict=True)
        ]  # fmt: skip

    def disc_parts(self, centers: npt.ArrayLike, radii: npt.ArrayLike, colors: Sequence[Color]) -> list[Draw]:
        """Parts of motifs: circles about ``centers`` (n, 2), each of its radius and filled in its color."""
        places = self.to_pixels(centers)
        sizes = np.round(np.asarray(radii) * (self.unit * (1 << _FRACTION_BITS))).astype(np.int64)
        reach = sizes[:, None, None] * np.array([[[-1, -1], [1, 1]]])
        seen = self._inside(places[:, None] + reach)
        return [
            partial(cv2.circle, self.pixels, place, size, color, -1, cv2.LINE_AA, _FRACTION_BITS)
            if inside else _nothing
            for place, size, color, inside in zip(
                places.tolist(), sizes.tolist(), colors, seen.tolist(), strict=True
            )
        ]  # fmt: skip

    def line_parts(self, strokes: npt.ArrayLike, width: float, colors: Sequence[Color]) -> list[Draw]:
        """Parts of motifs: equally long lines (n, k, 2) of one width, in motifs, each in its color."""
        thickness = self._thickness(width)
        places = self.to_pixels(strokes)
        seen = self._inside(places, thickness << _FRACTION_BITS)
        return [
            partial(cv2.polylines, self.pixels, [place], False, color, thickness, cv2.LINE_AA, _FRACTION_BITS)
            if inside else _nothing
            for place, color, inside in zip(places, colors, seen.tolist(), strict=True)
        ]  # fmt: skip

    def _inside(self, places: npt.NDArray[np.integer], reach: int = 0) -> npt.NDArray[np.bool_]:
        """Which outlines (n, k, 2), in OpenCV's coordinates, may touch the grid with what lies within their reach."""
        height, width = self.pixels.shape[:2]
        far = np.array([width, height]) << _FRACTION_BITS
        touching = (places.max(axis=1) >= -reach) & (places.min(axis=1) <= far + reach)
        return np.asarray(touching.all(axis=-1))

    def discs(self, centers: npt.ArrayLike, radii: npt.ArrayLike, colors: Sequence[Color]) -> None:
        """Fill circles about ``centers`` (n, 2), each of its radius and in its color."""
        self.motifs(self.disc_parts(centers, radii, colors))

    def lines(self, strokes: npt.ArrayLike, width: float, color: Color) -> None:
        """Draw equally long lines (n, k, 2) of one width, in motifs, and one color."""
        self.motifs(self.line_parts(strokes, width, [color] * len(np.asarray(strokes))))

    def strokes(
        self, points: npt.ArrayLike, lengths: Sequence[int], width: float, colors: Sequence[Color]
    ) -> None:
        """Draw lines of one width, in motifs, each in its color.

        Args:
            points: of all lines, one after the other (n, 2).
            lengths: points of each line; they sum to n.
            width: in motifs.
            colors: of each line.
        """
        places = np.split(self.to_pixels(points), np.cumsum(lengths)[:-1])
        for color, run in groupby(zip(colors, places, strict=True), key=lambda line: line[0]):
            lines = [line for _, line in run]
            cv2.polylines(
                self.pixels, lines, False, color, self._thickness(width), cv2.LINE_AA, _FRACTION_BITS
            )

    def _thickness(self, width: float) -> int:
        """Pixels of a width in motifs."""
        return max(round(width * self.unit), 1)

    def disc(self, center: npt.ArrayLike, radius: float, color: Color) -> None:
        """Fill a circle."""
        x, y = self.to_pixels(center).tolist()
        size = round(max(radius, 0.0) * self.unit * (1 << _FRACTION_BITS))
        cv2.circle(self.pixels, (x, y), size, color, -1, cv2.LINE_AA, _FRACTION_BITS)

    def line(self, points: npt.ArrayLike, width: float, color: Color, *, closed: bool = False) -> None:
        """Draw a line of some width, in motifs, through ``points`` (n, 2)."""
        places = [self.to_pixels(points)]
        cv2.polylines(self.pixels, places, closed, color, self._thickness(width), cv2.LINE_AA, _FRACTION_BITS)

    def fill(self, where: npt.NDArray[np.bool_], color: Color) -> None:
        """Color the pixels of a mask, bool (h, w)."""
        cv2.copyTo(
            _dyed(self.pixels.shape[0], self.pixels.shape[1], color), where.view(np.uint8), self.pixels
        )

    def color_by(self, index: npt.NDArray[np.integer], colors: Sequence[Color]) -> None:
        """Color every pixel by its number (h, w), from 0, in a list of at most 256 colors."""
        table = np.zeros((1, 256, 3), np.uint8)
        table[0, : len(colors)] = colors
        cv2.LUT(cv2.merge([index.astype(np.uint8)] * 3), table, dst=self.pixels)

    def tone(self, factor: FloatArray) -> None:
        """Make every pixel lighter or darker by a factor (h, w)."""
        toned = cv2.multiply(self.pixels, cv2.merge([factor] * 3), dtype=cv2.CV_8U)
        self.pixels[:] = toned

    def blend(self, share: FloatArray, color: Color) -> None:
        """Mix a color in, by a share (h, w) from 0 to 1."""
        kept = 1 - share
        for channel, value in enumerate(color):
            plane = self.pixels[..., channel] * kept
            plane += share * np.float32(value)
            plane += np.float32(0.5)
            self.pixels[..., channel] = np.clip(plane, 0, 255, out=plane)

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


def _dyed(rows: int, columns: int, color: Color) -> ByteArray:
    """Cloth of one color, uint8 (rows, columns, 3)."""
    cloth = np.empty((rows, columns, 3), np.uint8)
    cloth[0] = color
    cloth[1:] = cloth[0]  # whole rows are copied many times faster than colors of three bytes
    return cloth


def _nothing() -> None:
    """Draws a part that lies outside the cloth."""
