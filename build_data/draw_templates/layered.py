"""Masks of more than one thing: cloth around a clear window, a surgical mask under one of cloth."""

from __future__ import annotations

import numpy as np
from canvas import PRIMARY, SECONDARY, TRIM
from cloth import PLAIN, WOVEN, CurvedSheet
from curves import closed_up, mirrored, rounded_box, smooth
from design import Design, colorways, design, finished
from pleated import PleatedSheet
from sewing import hem, nose_wire, stitches, weld_dots

WINDOW = (-0.78, 0.78, 0.8, 1.62)
"""Left, right, top and bottom of the window."""
CORNER = 0.32


@design
def cloth_window() -> Design:
    """Sewn for those who read lips: a window of clear film in a bound opening."""
    sheet = CurvedSheet()
    canvas = sheet.canvas
    left, right, top, bottom = WINDOW
    opening = rounded_box(left, top, right, bottom, CORNER)
    binding = canvas.stroke(closed_up(opening), 0.13)
    canvas.relief *= 1 - canvas.area(opening)
    canvas.paint(binding, TRIM)
    canvas.raise_by(binding, 0.02, 0.012)
    around = rounded_box(left - 0.1, top - 0.1, right + 0.1, bottom + 0.1, CORNER + 0.1)
    stitches(canvas, (closed_up(around),))
    drawn = sheet.finish("cloth_window", "Cloth mask with a clear window", 0.8, PLAIN)
    u, v = canvas.anchor((left + right) / 2, (top + bottom) / 2)
    pane = {"center": (u, v), "width": right - left, "height": round(bottom - top, 3), "corner": CORNER}
    fields = drawn.description.model_dump() | {"pane": pane}
    return Design(canvas, type(drawn.description).model_validate(fields))


@design
def double_cloth_surgical() -> Design:
    """A pleated surgical mask that looks out above, below and beside the cloth mask over it."""
    sheet = PleatedSheet(1.42, 2.24, 1.56, 0.15)
    canvas = sheet.canvas
    sheet.fold((0.3, 0.5, 0.7), 0.022, 0.12)
    canvas.paint(canvas.coverage * 0 + 1, SECONDARY)
    nose_wire(canvas, sheet.below_top(0.06, 0.56), 0.045, 0.014)
    weld_dots(canvas, (sheet.below_top(0.035, 1.36), sheet.above_bottom(0.035, 1.36)), 0.006, 0.03)
    weld_dots(canvas, (*sheet.upright(1.38, 0.03), *sheet.upright(1.34, 0.03)), 0.007, 0.03)
    right_half = [
        (0.0, 0.2), (0.16, 0.22), (0.42, 0.33), (0.8, 0.44), (1.16, 0.5), (1.16, 0.5), (1.17, 0.95),
        (1.14, 1.44), (1.14, 1.44), (0.86, 1.68), (0.54, 1.94), (0.24, 2.1), (0.0, 2.13),
    ]  # fmt: skip
    over = smooth(mirrored(right_half), closed=True)
    cloth = canvas.area(over)
    inset = canvas.inset(over)
    # The upper mask hides the pleats of the lower one, and casts a small step.
    canvas.relief = canvas.relief * (1 - cloth) + 0.05 * canvas.soften(cloth, 0.01)
    canvas.paint(cloth, PRIMARY)
    hem(canvas, np.where(cloth > 0.5, inset, 9.0), 0.07, 0.012)
    y = np.linspace(0.22, 2.11, 140)
    middle = np.stack([np.zeros_like(y), y], axis=1)
    canvas.raise_by(canvas.stroke(middle, 0.08), 0.02, 0.024)
    canvas.raise_by(canvas.stroke(middle, 0.009), -0.02, 0.004)
    stitches(
        canvas,
        (
            closed_up(
                smooth(mirrored([(x * 0.94, 1.17 + (at - 1.17) * 0.94) for x, at in right_half]), closed=True)
            ),
        ),
    )
    colors = (
        "black_blue   242427 8dc0de 3a3a3f f0f1f1 8",
        "black_white  252528 eceeee 3a3a3f f0f1f1 4",
        "gray_blue    85888c 8fc1de 6b6e72 f0f1f1 3",
        "navy_white   28324c eceeee 3b4763 f0f1f1 3",
        "red_blue     9d3036 8dc0de 7f252b f0f1f1 2",
        "floral_blue  c9a0a8 8dc0de b0858e f0f1f1 1",
        "teal_white   2f6f73 eceeee 25595c f0f1f1 1",
        "beige_mint   cdb89d a5dacb b49f84 eff1ef 1",
    )
    return finished(
        canvas,
        name="double_cloth_surgical",
        title="Cloth mask over a surgical mask",
        family="cloth",
        weight=1,
        corners=((1.42, 0.36), (1.42, 1.8)),
        center=(0.08, 2.32),
        shape={"stiffness": 0.35, "bulge": 0.07, "beak": 0.1, "below_chin": 0.13},
        straps={"kind": "ear_loops", "width": 0.045},
        fabric=WOVEN,
        colors=colorways(*colors),
    )
