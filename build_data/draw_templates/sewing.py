"""What many masks share: pleats, hems, stitches, welds, nose wires and seams."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from canvas import TRIM, Canvas, Layer
from curves import Curve, dashes, spaced

Edge = Callable[[Layer], Layer]


def between_edges(top: Edge, bottom: Edge, half_width: float, corner: float = 0.02) -> Curve:
    """A closed outline from its upper and lower edge, y as functions of x, cut off straight at both sides."""
    x = np.linspace(-half_width, half_width, 241)
    inner = np.clip(x, -half_width + corner, half_width - corner)
    # Quarter circles take the sharpness off the four corners.
    rounding = corner - np.sqrt(np.maximum(corner**2 - (x - inner) ** 2, 0))
    upper = np.stack([x, top(x) + rounding], axis=1)
    lower = np.stack([x, bottom(x) - rounding], axis=1)
    return np.concatenate([upper, lower[::-1]])


def level(canvas: Canvas, top: Edge, bottom: Edge) -> Layer:
    """How far down the mask a pixel lies, 0 at the upper to 1 at the lower edge, along its column."""
    upper, lower = top(canvas.x), bottom(canvas.x)
    return (canvas.y - upper) / (lower - upper)


def level_curve(top: Edge, bottom: Edge, share: float, left: float, right: float) -> Curve:
    """The curve of one level, from x = ``left`` to ``right``."""
    x = np.linspace(left, right, 200)
    return np.stack([x, top(x) + share * (bottom(x) - top(x))], axis=1)


def pleat(below: Layer, depth: Layer | float, run: float = 0.13) -> Layer:
    """Height of a pleat whose fold edge points down.

    Args:
        below: distance below the fold edge, negative above it.
        depth: height of the step at the edge.
        run: length over which the cloth rises toward the edge.
    """
    rise = np.exp(np.minimum(below, 0) / run)
    drop = 1 / (1 + np.exp(np.clip(below / 0.0045, -40, 40)))
    hollow = -0.3 * np.exp(-(((below - 0.035) / 0.03) ** 2))
    return depth * (rise * drop + hollow)


def weld_dots(canvas: Canvas, curves: Iterable[Curve], radius: float = 0.008, pitch: float = 0.034) -> None:
    """Rows of small dents where layers are welded; they look a shade darker than the cloth."""
    for curve in curves:
        spots = canvas.spots(spaced(curve, pitch), radius)
        canvas.paint(spots, TRIM, 0.55)
        canvas.raise_by(spots, -0.006, 0.003)


def stitches(canvas: Canvas, curves: Iterable[Curve], length: float = 0.045, ink: int = TRIM) -> None:
    """Sewn lines: short raised threads in a shallow groove."""
    lines = list(curves)
    canvas.raise_by(canvas.stroke(lines, 0.012), -0.008, 0.008)
    thread = canvas.stroke([dash for line in lines for dash in dashes(line, length, length * 0.45)], 0.011)
    canvas.paint(thread, ink, 0.8)
    canvas.raise_by(thread, 0.006, 0.003)


def seam(canvas: Canvas, curve: Curve, ridge: float = 0.022, groove: float = 0.012) -> None:
    """Two panels joined along a line: both swell toward it, with a narrow groove between."""
    canvas.raise_by(canvas.stroke(curve, 0.07), ridge, 0.022)
    canvas.raise_by(canvas.stroke(curve, 0.009), -groove - ridge * 0.4, 0.004)


def hem(canvas: Canvas, inset: Layer, width: float, height: float = 0.008) -> Layer:
    """Cloth folded over at the edge, ``width`` wide: a flat step; returns where it lies."""
    folded = canvas.between(inset, -1, width)
    canvas.raise_by(folded, height, 0.006)
    return folded


def nose_wire(canvas: Canvas, curve: Curve, width: float = 0.055, height: float = 0.016) -> None:
    """A wire under the cloth: a soft long bump."""
    canvas.raise_by(canvas.stroke(curve, width), height, 0.012)
