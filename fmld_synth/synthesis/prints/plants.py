"""Prints of plants: scattered blossoms, single bouquets, leaves."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import Doubles
from fmld_synth.synthesis.prints.canvas import Canvas, Color
from fmld_synth.synthesis.prints.palettes import Palette, mixed
from fmld_synth.synthesis.prints.shapes import FULL_TURN, circle, petal, placed, round_petal, scattered, turned


def flowers(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Blossoms with leaves all over; sprigs fill the gaps."""
    ground, leaf, heart, *blossom_inks = palette
    spacing = float(generator.uniform(0.75, 1.5))
    sprigs = scattered(generator, canvas.extent, spacing * 0.55, 0.4)
    _leaves(canvas, generator, sprigs, mixed(leaf, ground, 0.35), float(generator.uniform(0.15, 0.3)))
    petals, blunt = int(generator.integers(4, 9)), bool(generator.random() < 0.7)
    for place in scattered(generator, canvas.extent, spacing, 0.3):
        ink = blossom_inks[int(generator.integers(len(blossom_inks)))]
        _blossom(canvas, generator, place, float(generator.uniform(0.28, 0.55)), petals, blunt, (ink, heart, leaf))


def bouquet(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """A few large blossoms with leaves at one side, as if embroidered."""
    ground, leaf, heart, *blossom_inks = palette
    middle = np.array([generator.uniform(-0.9, 0.9), generator.uniform(-0.5, 0.6)])
    count = int(generator.integers(2, 6))
    places = middle + generator.normal(0, 0.42, (count, 2))
    for place in places:
        around = place + generator.normal(0, 0.3, (int(generator.integers(3, 7)), 2))
        _leaves(canvas, generator, around, leaf, float(generator.uniform(0.25, 0.45)))
        stem = np.stack([place, middle, middle + (0.2, 0.9)])
        canvas.line(stem, 0.03, mixed(leaf, ground, 0.2))
    petals, blunt = int(generator.integers(5, 9)), bool(generator.random() < 0.7)
    for place in places:
        ink = blossom_inks[int(generator.integers(len(blossom_inks)))]
        _blossom(canvas, generator, place, float(generator.uniform(0.25, 0.5)), petals, blunt, (ink, heart, leaf))


def leaves(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Large feathered leaves over each other, as in prints of the tropics."""
    _, *inks = palette
    for place in scattered(generator, canvas.extent, float(generator.uniform(0.6, 0.95)), 0.4):
        ink = inks[int(generator.integers(len(inks)))]
        angle, size = float(generator.uniform(0, FULL_TURN)), float(generator.uniform(0.6, 1.0))
        _fern(canvas, place, angle, size, ink)


def _fern(canvas: Canvas, place: Doubles, angle: float, size: float, ink: Color) -> None:
    """A leaf of pairs of leaflets along a rib."""
    along = np.repeat(np.linspace(0.1, 0.95, 8), 2)
    side = np.tile([-1.0, 1.0], 8)
    reach = 0.5 * (1.05 - along)
    leaflets = turned(petal(0.34), side * 1.0) * (reach + 0.08)[:, None, None]
    leaflets[..., 0] += along[:, None]
    outlines = turned(leaflets.reshape(-1, 2), np.array([angle]))[0].reshape(leaflets.shape) * size + place
    canvas.polygons(outlines, [ink] * len(outlines))
    rib = turned(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([angle]))[0] * size + place
    canvas.line(rib, 0.03, ink)


def _leaves(canvas: Canvas, generator: np.random.Generator, places: Doubles, ink: Color, size: float) -> None:
    angles = generator.uniform(0, FULL_TURN, len(places))
    sizes = size * generator.uniform(0.7, 1.3, len(places))
    outlines = placed(petal(0.45), places, angles, sizes)
    canvas.polygons(outlines, [ink] * len(outlines))


def _blossom(
    canvas: Canvas, generator: np.random.Generator, place: Doubles, size: float, petals: int, blunt: bool,
    inks: tuple[Color, Color, Color],
) -> None:  # fmt: skip
    """Petals around a heart, with two leaves behind them."""
    ink, heart, leaf = inks
    turn = float(generator.uniform(0, FULL_TURN))
    stalks = placed(petal(0.5), np.stack([place, place]), turn + np.array([0.4, 2.6]), np.full(2, size * 1.45))
    canvas.polygons(stalks, [leaf, leaf])
    angles = turn + np.arange(petals) * (FULL_TURN / petals)
    outline = round_petal(4.4 / petals) if blunt else petal(4.0 / petals)
    around = np.repeat(place[None], petals, axis=0)
    shade, light = mixed(ink, (20, 10, 20), 0.25), mixed(ink, (255, 255, 255), 0.22)
    canvas.polygons(placed(outline, around, angles, np.full(petals, size)), [shade] * petals)
    canvas.polygons(placed(outline, around, angles, np.full(petals, size * 0.88)), [ink] * petals)
    canvas.polygons(placed(outline, around, angles, np.full(petals, size * 0.5)), [light] * petals)
    canvas.polygon(circle() * (size * 0.24) + place, heart)
