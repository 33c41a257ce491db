"""Prints that repeat: dots, icons, stripes, plaids and geometric tilings."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import Doubles
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.prints.canvas import Canvas
from fmld_synth.synthesis.prints.palettes import Palette, mixed
from fmld_synth.synthesis.prints.shapes import FULL_TURN, circle, heart, moon, placed, scattered, star

_ICONS = (heart(), star(5, 0.42), moon(), star(4, 0.35), circle(3), circle(4), star(8, 0.6), star(6, 0.3))


def dots(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Dots on a staggered lattice, or strewn, of one color or several."""
    strewn = float(generator.choice([0.0, 0.0, 0.35]))
    places = scattered(generator, canvas.extent, 1.0, strewn, 0.4)
    inks = palette[1 : 1 + int(generator.choice([1, 1, 2, 4]))]
    radius, ring = float(generator.uniform(0.14, 0.36)), bool(generator.random() < 0.15)
    chosen = generator.integers(len(inks), size=len(places)).tolist()
    sizes = radius * (1 + strewn * generator.uniform(-1, 1, len(places)))
    canvas.discs(places, sizes, [inks[index] for index in chosen])
    if ring:
        canvas.discs(places, sizes * 0.55, [palette[0]] * len(places))


def icons(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Hearts, stars, moons and the like: one or two shapes, strewn or in rows."""
    places = scattered(generator, canvas.extent, 1.0, float(generator.choice([0.05, 0.3])))
    shapes = [_ICONS[int(index)] for index in generator.integers(len(_ICONS), size=2)]
    tilted = float(generator.choice([0.0, 0.3, 3.0]))
    inks = palette[1 : 1 + int(generator.integers(1, 4))]
    size = float(generator.uniform(0.22, 0.36))
    which, ink = generator.integers(2, size=len(places)), generator.integers(len(inks), size=len(places))
    angles, sizes = (
        generator.uniform(-tilted, tilted, len(places)),
        size * generator.uniform(0.7, 1.2, len(places)),
    )
    for shape in (0, 1):
        here = which == shape
        outlines = placed(shapes[shape], places[here], angles[here], sizes[here])
        canvas.polygons(outlines, [inks[int(index)] for index in ink[here]])


def stripes(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Bands of several widths and colors across the cloth, straight or waved."""
    x, y = canvas.coordinates
    if generator.random() < 0.2:
        x = x + np.float32(generator.uniform(0.1, 0.3)) * _triangle(
            y * np.float32(generator.uniform(0.2, 0.6))
        )
    numbers, edges = _bars(generator, len(palette))
    canvas.color_by(numbers[np.searchsorted(edges, x - np.floor(x))], palette)


def plaid(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Warp and weft of one sequence of bars: gingham, checks and tartans."""
    x, y = canvas.coordinates
    numbers, edges = _bars(generator, len(palette))
    if generator.random() < 0.35:  # gingham
        numbers, edges = np.array([0, 1]), np.array([0.5, 1.0])
    warp = numbers[np.searchsorted(edges, x - np.floor(x))]
    weft = numbers[np.searchsorted(edges, y - np.floor(y))]
    count = len(palette)
    pairs = [mixed(palette[a], palette[b], 0.5) for a in range(count) for b in range(count)]
    canvas.color_by(warp * count + weft, pairs)


def geometric(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """One of several tilings: zigzags, checks, triangles, rhombi, scales or brick bonds."""
    tiling = _TILINGS[int(generator.integers(len(_TILINGS)))]
    numbers = tiling(*canvas.coordinates, generator)
    colors = palette[: int(generator.integers(2, len(palette)))]
    if tiling in (_triangles, _bricks):  # every tile takes its own color
        drawn = generator.integers(len(colors), size=64)
        canvas.color_by(drawn[numbers % 64], colors)
    else:
        canvas.color_by(numbers % len(colors), colors)


def mandala(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Wreaths of petals and dots around a middle: one large ornament or several."""
    middles = scattered(generator, canvas.extent, float(generator.choice([1.15, 2.4])), 0.0, 0.5)
    rings = int(generator.integers(3, 6))
    tips = int(generator.choice([8, 10, 12, 16]))
    order = [int(index) for index in generator.integers(1, len(palette), size=rings + 1)]
    kinds = generator.integers(3, size=rings)
    count = len(middles)
    for ring in range(rings):
        reach = 0.5 * (rings - ring) / rings
        shape = (star(4, 0.3), circle(12), heart())[int(kinds[ring])]
        canvas.polygons(circle() * reach * 0.86 + middles[:, None], [palette[0]] * count)
        around = (circle(tips) * (reach * 0.8) + middles[:, None]).reshape(-1, 2)
        angles = np.tile(np.arange(tips) * (FULL_TURN / tips) + ring * (np.pi / tips), count)
        sizes = np.full(len(around), reach * 2.2 / tips + 0.01)
        canvas.polygons(placed(shape, around, angles, sizes), [palette[order[ring]]] * len(around))
    canvas.polygons(star(tips, 0.6) * 0.06 + middles[:, None], [palette[order[-1]]] * count)


def _bars(generator: np.random.Generator, colors: int) -> tuple[npt.NDArray[np.int64], Doubles]:
    """A sequence of bars: the number of each one's color, and where it ends, from 0 to 1."""
    count = int(generator.choice([2, 2, 3, 4, 5, 6]))
    numbers = np.arange(count) % 2 * generator.integers(1, colors, count)
    widths = generator.choice([0.4, 1.0, 1.0, 2.5], count) if count > 2 else generator.uniform(0.3, 1.0, 2)
    edges = np.cumsum(widths) / widths.sum()
    edges[-1] = 2.0  # beyond what rounding can reach
    return numbers, edges


def _triangle(phase: FloatArray) -> FloatArray:
    """A wave from 0 to 1 and back while ``phase`` grows by 1."""
    return np.abs(2 * (phase - np.floor(phase)) - 1)


Numbers = npt.NDArray[np.int64]


def _zigzags(x: FloatArray, y: FloatArray, generator: np.random.Generator) -> Numbers:
    height = np.float32(generator.uniform(0.4, 1.0))
    return _whole(y * 2 + _triangle(x) * height * 2)


def _checks(x: FloatArray, y: FloatArray, generator: np.random.Generator) -> Numbers:
    return _whole(np.floor(x * 2) + np.floor(y * 2))


def _triangles(x: FloatArray, y: FloatArray, generator: np.random.Generator) -> Numbers:
    high = y * np.float32(1.155)
    slanted = x - high * np.float32(0.5)
    column, row = np.floor(slanted), np.floor(high)
    upper = (slanted - column) + (high - row) > 1
    return _whole(column * 7 + row * 13 + upper * 5)


def _rhombi(x: FloatArray, y: FloatArray, generator: np.random.Generator) -> Numbers:
    place = np.abs(x - np.floor(x) - np.float32(0.5)) + np.abs(y - np.floor(y) - np.float32(0.5))
    return _whole(place * np.float32(generator.integers(2, 5)))


def _scales(x: FloatArray, y: FloatArray, generator: np.random.Generator) -> Numbers:
    """Overlapping round scales with rings."""
    row = np.floor(y * 2)
    across = x + (row % 2) * np.float32(0.5)
    dx = across - np.floor(across) - np.float32(0.5)
    dy = y * 2 - row
    near = np.sqrt(dx * dx + dy * dy * np.float32(0.25))
    other = np.sqrt((np.abs(dx) - np.float32(0.5)) ** 2 + (dy + 1) ** 2 * np.float32(0.25))
    distance = np.where(other < np.float32(0.56), other, near)
    return _whole(distance * np.float32(generator.integers(5, 10)))


def _bricks(x: FloatArray, y: FloatArray, generator: np.random.Generator) -> Numbers:
    row = np.floor(y * 3)
    shifted = x + row * np.float32(generator.choice([0.0, 0.5, 0.33]))
    return _whole(np.floor(shifted) * 5 + row * 11)


_TILINGS = (_zigzags, _checks, _triangles, _rhombi, _scales, _bricks)


def _whole(values: FloatArray) -> Numbers:
    return np.floor(values).astype(np.int64)
