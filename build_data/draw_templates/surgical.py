"""Pleated surgical masks."""

from __future__ import annotations

import numpy as np
from canvas import PRIMARY, SECONDARY
from design import Design, design
from pleated import PleatedSheet
from sewing import nose_wire, weld_dots

# name, primary (cloth), secondary (hem), trim (welds), strap, weight
COLORS = (
    "light_blue     8dc0de f0f2f3 a9c4d3 f0f1f1 30",
    "white          eceeee f2f3f3 d3d8da f1f1f1 26",
    "black          222225 26262a 3b3b40 232326 16",
    "mint           a5dacb eef2f0 b9cfc8 eff1ef 9",
    "sky            b9d8e8 f0f2f3 c3d2da f0f1f1 9",
    "gray           9c9fa4 a3a6ab 84878d e9e9ea 4",
    "pink           eabcc6 f3eff0 d8b3bb f3eef0 8",
    "navy           27324f 2a3555 3b4766 27304a 3",
    "lilac          b8aed2 efeef3 a79dbf efedf3 3",
    "yellow         efdd92 f3f0e2 d9c987 f3f0e4 2",
    "teal           2f7f88 33868f 276d75 e9efef 2",
    "peach          efc9ad f4ede7 dcb79c f4ede6 2",
    "burgundy       7c2531 812935 651d28 7a2531 1",
)


@design
def surgical_pleated() -> Design:
    """The everyday three-ply mask: white inner layer folded over the upper edge, three pleats, ear loops."""
    sheet = PleatedSheet(1.39, 2.18, 1.5, 0.16)
    canvas = sheet.canvas
    sheet.fold((0.33, 0.5, 0.67), 0.03, 0.14)
    from_top = canvas.y - sheet.top(canvas.x)
    canvas.paint(canvas.between(from_top, -1, 0.085), SECONDARY)
    canvas.paint(canvas.between(sheet.half_width - np.abs(canvas.x), -1, 0.035), SECONDARY)
    canvas.raise_by(canvas.between(from_top, -1, 0.085), 0.009, 0.006)
    canvas.raise_by(canvas.between(sheet.bottom(canvas.x) - canvas.y, -1, 0.06), 0.007, 0.006)
    nose_wire(canvas, sheet.below_top(0.13, 0.56))
    weld_dots(canvas, (sheet.below_top(0.035, 1.34), sheet.below_top(0.105, 1.3)), 0.007, 0.03)
    weld_dots(canvas, (sheet.below_top(0.17, 0.62),), 0.006, 0.024)
    weld_dots(canvas, (sheet.above_bottom(0.035, 1.34), sheet.above_bottom(0.075, 1.32)), 0.007, 0.03)
    weld_dots(canvas, (*sheet.upright(1.355, 0.03), *sheet.upright(1.315, 0.03)), 0.008, 0.03)
    weld_dots(canvas, sheet.upright(1.28, 0.2), 0.006, 0.045)
    return sheet.finish("surgical_pleated", "Surgical mask, three pleats", 6, "ear_loops", COLORS)


@design
def surgical_procedure() -> Design:
    """A wider mask with four pleats, bound in tape on all four edges."""
    sheet = PleatedSheet(1.46, 2.3, 1.52, 0.18)
    canvas = sheet.canvas
    sheet.fold((0.27, 0.42, 0.57, 0.72), 0.026, 0.11)
    from_top = canvas.y - sheet.top(canvas.x)
    tape = np.maximum(
        canvas.between(from_top, -1, 0.07), canvas.between(sheet.bottom(canvas.x) - canvas.y, -1, 0.07)
    )
    side_tape = canvas.between(sheet.half_width - np.abs(canvas.x), -1, 0.11)
    for band in (tape, side_tape):
        canvas.paint(band, SECONDARY)
        canvas.raise_by(band, 0.011, 0.007)
    nose_wire(canvas, sheet.below_top(0.125, 0.62), 0.05, 0.015)
    weld_dots(canvas, (sheet.below_top(0.035, 1.42), sheet.above_bottom(0.035, 1.42)), 0.007, 0.026)
    weld_dots(canvas, (sheet.below_top(0.175, 1.34),), 0.006, 0.05)
    weld_dots(canvas, (*sheet.upright(1.425, 0.02), *sheet.upright(1.385, 0.02)), 0.007, 0.026)
    return sheet.finish(
        "surgical_procedure", "Procedure mask, four pleats, bound", 2.5, "ear_loops", COLORS[:9]
    )


@design
def surgical_tie() -> Design:
    """A theatre mask: its binding tapes run on as ties behind the head."""
    sheet = PleatedSheet(1.43, 2.32, 1.56, 0.14)
    canvas = sheet.canvas
    sheet.fold((0.3, 0.47, 0.64), 0.034, 0.15)
    from_top = canvas.y - sheet.top(canvas.x)
    for band in (
        canvas.between(from_top, -1, 0.1),
        canvas.between(sheet.bottom(canvas.x) - canvas.y, -1, 0.1),
    ):
        canvas.paint(band, SECONDARY)
        canvas.raise_by(band, 0.013, 0.007)
    sides = canvas.between(sheet.half_width - np.abs(canvas.x), -1, 0.05)
    canvas.paint(sides, PRIMARY)
    canvas.raise_by(sides, 0.008, 0.006)
    nose_wire(canvas, sheet.below_top(0.05, 0.6), 0.045, 0.018)
    weld_dots(canvas, (sheet.below_top(0.085, 1.4), sheet.above_bottom(0.085, 1.4)), 0.005, 0.022)
    weld_dots(canvas, (*sheet.upright(1.4, 0.08), *sheet.upright(1.35, 0.08)), 0.006, 0.028)
    colors = (
        "light_blue 8fbedb a9cfe4 7fabc6 b3d5e7 5",
        "mint 9fd3c2 b7dfd2 8cc0b0 c0e3d8 5",
        "green 6fae9b 8ac0b0 5f9a88 95c6b8 2",
        "white eceeee f2f3f3 d3d8da f1f1f1 3",
        "sky b5d3e6 cde2ee a2c0d4 d3e6f0 2",
    )
    return sheet.finish("surgical_tie", "Theatre mask with ties", 0.6, "ties", colors)
