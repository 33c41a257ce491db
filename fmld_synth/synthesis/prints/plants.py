"""Prints of plants: scattered blossoms, single bouquets, leaves."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import Doubles
from fmld_synth.synthesis.prints.canvas import Canvas, Color
from fmld_synth.synthesis.prints.palettes import Palette, mixed
from fmld_synth.synthesis.prints.shapes import FULL_TURN, circle, frond, petal, placed, rosette, scattered

_WHITE, _DARK = (255, 255, 255), (24, 12, 20)


def flowers(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Blossoms with leaves all over; sprigs fill the gaps."""
    ground, leaf, *_ = palette
    spacing = float(generator.uniform(0.8, 1.5))
    sprigs = scattered(generator, canvas.extent, spacing * 0.6, 0.4, 0.3)
    _leaves(canvas, generator, sprigs, mixed(leaf, ground, 0.35), float(generator.uniform(0.15, 0.3)))
    places = scattered(generator, canvas.extent, spacing, 0.3, 0.5)
    _blossoms(canvas, generator, places, (0.28, 0.55), palette)


def bouquet(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """A few large blossoms with leaves at one side, as if embroidered."""
    ground, leaf, *_ = palette
    middle = np.array([generator.uniform(-0.9, 0.9), generator.uniform(-0.5, 0.6)])
    places = middle + generator.normal(0, 0.42, (int(generator.integers(2, 7)), 2))
    root = np.add(middle, (0.2, 0.9))
    for place in places:
        canvas.line(np.stack([place, middle, root]), 0.03, mixed(leaf, ground, 0.2))
        around = place + generator.normal(0, 0.3, (int(generator.integers(3, 7)), 2))
        _leaves(canvas, generator, around, leaf, float(generator.uniform(0.25, 0.45)))
    _blossoms(canvas, generator, places, (0.25, 0.5), palette)


def leaves(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Large leaves over each other, feathered or whole, as in prints of the tropics."""
    _, *inks = palette
    places = scattered(generator, canvas.extent, float(generator.uniform(0.55, 0.9)), 0.4, 0.7)
    angles, sizes = generator.uniform(0, FULL_TURN, len(places)), generator.uniform(0.7, 1.1, len(places))
    chosen = generator.integers(len(inks), size=len(places))
    outline = frond(int(generator.integers(4, 8))) if generator.random() < 0.6 else petal(0.55)
    ribs = placed(np.array([[0.0, 0.0], [0.95, 0.0]]), places, angles, sizes)
    outlines = placed(outline, places, angles, sizes)
    paler = [mixed(ink, palette[0], 0.45) for ink in inks]
    canvas.motifs(
        canvas.polygon_parts(outlines, [inks[index] for index in chosen.tolist()]),
        canvas.line_parts(ribs, 0.025, [paler[index] for index in chosen.tolist()]),
    )


def _leaves(canvas: Canvas, generator: np.random.Generator, places: Doubles, ink: Color, size: float) -> None:
    angles = generator.uniform(0, FULL_TURN, len(places))
    sizes = size * generator.uniform(0.7, 1.3, len(places))
    outlines = placed(petal(0.45), places, angles, sizes)
    canvas.polygons(outlines, [ink] * len(outlines))


def _blossoms(
    canvas: Canvas,
    generator: np.random.Generator,
    places: Doubles,
    size: tuple[float, float],
    palette: Palette,
) -> None:
    """Blossoms of one species in several inks: rosettes inside each other around a heart, two leaves behind them."""
    _, leaf, heart, *inks = palette
    count, petals = len(places), int(generator.integers(4, 9))
    bluntness = float(generator.choice([0.5, 0.8, 1.3]))
    outer = rosette(petals, round(float(generator.uniform(0.25, 0.6)), 2), bluntness)
    turns, sizes = generator.uniform(0, FULL_TURN, count), generator.uniform(*size, count)
    chosen = [inks[index] for index in generator.integers(len(inks), size=count).tolist()]
    depth = mixed(palette[0], _DARK, 0.6)
    layers = (
        *((placed(petal(0.5), places, turns + side, sizes * 1.5), [leaf] * count) for side in (0.4, 2.6)),
        (placed(outer, places, turns, sizes), [mixed(ink, depth, 0.35) for ink in chosen]),
        (placed(outer, places, turns, sizes * 0.88), chosen),
        (placed(outer, places, turns + 0.25, sizes * 0.52), [mixed(ink, _WHITE, 0.3) for ink in chosen]),
        (placed(circle(12), places, turns, sizes * 0.22), [heart] * count),
    )
    canvas.motifs(*(canvas.polygon_parts(outlines, colors) for outlines, colors in layers))
