"""Curves as dense polylines: float arrays (n, 2) in inter-ocular distances, x to the right, y down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]
Points = Sequence[tuple[float, float]]


def smooth(points: Points, closed: bool = False, steps: int = 48) -> Curve:
    """A Catmull-Rom spline through ``points``; a point written twice in a row makes a sharp corner there."""
    knots = np.asarray(points, dtype=np.float64)
    if closed:
        knots = np.concatenate([knots[-1:], knots, knots[:2]])
    else:
        knots = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    before, start, end, after = knots[:-3], knots[1:-2], knots[2:-1], knots[3:]
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    chord = np.linalg.norm(end - start, axis=1)[:, None]

    def tangent(left: Curve, middle: Curve, right: Curve) -> Curve:
        """Slope at ``middle``, weighted by chord lengths so that uneven knots do not overshoot."""
        first = np.linalg.norm(middle - left, axis=1)[:, None]
        second = np.linalg.norm(right - middle, axis=1)[:, None]
        sharp = (first < 1e-9) | (second < 1e-9)
        first, second = np.maximum(first, 1e-9), np.maximum(second, 1e-9)
        slope = ((middle - left) / first * second + (right - middle) / second * first) / (first + second)
        return np.where(sharp, 0.0, slope)

    leaving = (tangent(before, start, end) * chord)[:, None]
    arriving = (tangent(start, end, after) * chord)[:, None]
    curve = (
        (2 * t**3 - 3 * t**2 + 1) * start[:, None]
        + (t**3 - 2 * t**2 + t) * leaving
        + (-2 * t**3 + 3 * t**2) * end[:, None]
        + (t**3 - t**2) * arriving
    ).reshape(-1, 2)
    return curve if closed else np.concatenate([curve, knots[-2:-1]])


def mirrored(right_half: Points) -> list[tuple[float, float]]:
    """A closed outline from its right half, listed from the top to the bottom center (both at x = 0)."""
    return [*right_half, *((-x, y) for x, y in reversed(right_half) if x > 0)]


def moved(curve: Curve, x: float, y: float) -> Curve:
    """The same curve moved to the right by ``x`` and down by ``y``."""
    return curve + np.array([x, y])


def scaled(curve: Curve, x: float, y: float, factor: float) -> Curve:
    """The same curve made larger or smaller about (x, y)."""
    center = np.array([x, y])
    return (curve - center) * factor + center


def flipped(curve: Curve) -> Curve:
    """The same curve on the other side of the middle."""
    return curve * np.array([-1.0, 1.0])


def circle(x: float, y: float, radius: float, stretch: float = 1.0, steps: int = 96) -> Curve:
    """A closed circle, or an ellipse ``stretch`` times as high as wide."""
    turn = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    return np.stack([x + radius * np.cos(turn), y + radius * stretch * np.sin(turn)], axis=1)


def rounded_box(left: float, top: float, right: float, bottom: float, radius: float) -> Curve:
    """A closed rectangle with round corners."""
    quarter = np.linspace(0, np.pi / 2, 12)
    corners = (
        (right - radius, top + radius, -np.pi / 2),
        (right - radius, bottom - radius, 0.0),
        (left + radius, bottom - radius, np.pi / 2),
        (left + radius, top + radius, np.pi),
    )
    arcs = [
        np.stack([x + radius * np.cos(start + quarter), y + radius * np.sin(start + quarter)], axis=1)
        for x, y, start in corners
    ]
    return np.concatenate(arcs)


def closed_up(curve: Curve) -> Curve:
    """The curve with its first point added at its end, so that a stroke along it closes."""
    return np.concatenate([curve, curve[:1]])


def spaced(curve: Curve, distance: float) -> Curve:
    """Points every ``distance`` along a curve."""
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))])
    at = np.arange(distance / 2, lengths[-1], distance)
    return np.stack([np.interp(at, lengths, curve[:, axis]) for axis in (0, 1)], axis=1)


def dashes(curve: Curve, length: float, gap: float) -> list[Curve]:
    """A curve cut into dashes, as stitches of a sewn seam."""
    fine = spaced(curve, length / 6)
    period = max(2, round((length + gap) / (length / 6)))
    return [fine[start : start + 7] for start in range(0, len(fine) - 7, period)]


def edge(outline: Curve, x: float, top: bool) -> float:
    """Height y at which a closed outline is crossed at ``x``: the highest crossing, or the lowest."""
    after = np.roll(outline, -1, axis=0)
    crosses = (outline[:, 0] <= x) != (after[:, 0] <= x)
    here, there = outline[crosses], after[crosses]
    share = (x - here[:, 0]) / (there[:, 0] - here[:, 0])
    heights = here[:, 1] + share * (there[:, 1] - here[:, 1])
    return float(heights.min() if top else heights.max())
