"""A mask that hangs from one ear: a sheet in space that gravity pulls down, with the loops that hold it and hang free.

Held by its loop over the ear, the mask turns by a right angle: its length, ear to ear when worn, runs down, its height
runs across, a little gathered by the loop and folded about its long axis, inside on inside. Both sides can be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fmld_synth.arithmetic import cosine, length, sine, solved
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.warp.head import canonical_head, to_cartesian
from fmld_synth.synthesis.warp.straps import POINTS, Strap
from fmld_synth.synthesis.warp.surface import EAR_ANGLE, Sheet
from fmld_synth.templates.template import Anchors, Point, Shape

# Chosen by eye, beside photographs of masks that hang from an ear. Lengths are in inter-ocular distances.
EAR_ROOT = 0.08
"""Height at which a loop lies over the ear."""
_BEFORE_THE_HEAD, _BESIDE_THE_HEAD = 0.30, 0.02
"""How far in front of the ear, and outside of it, the middle of the mask hangs."""
_CLEAR_OF_THE_JAW = 0.12
"""Share of its width by which a mask that faces forward hangs farther out, so that it clears jaw and neck."""
_PINCHED, _PINCHED_OVER = 0.45, 0.9
"""Share of its width that the loop takes from the mask's upper end, and the length over which that is lost."""
_BOW = 0.14
"""How far the middle of the mask bulges outward: it keeps some of the shape it had on the face."""
_TWIST = 16.0
"""Degrees by which the mask turns from its upper to its lower end."""
_APART_AT_THE_EAR = 0.3
"""How far apart the two strands lie on the ear, as a share of their distance at the mask."""
_LOOP_LENGTH = 0.55
"""How far the free loop hangs below the mask."""
_PROBE = 0.05
"""Length of the steps that tell which way is down."""


@dataclass(frozen=True)
class Hang:
    """How one mask hangs; the fields are those of ``Parameters.hang``."""

    side: Literal["left", "right"]
    drop: float
    turn: float
    fold: float
    gathered: float
    swing: float


def down_in_photograph(
    warp: Callable[[FloatArray], FloatArray], side: Literal["left", "right"]
) -> FloatArray:
    """The canonical unit vector (3,) that points straight down the photograph at an ear."""
    root = _ear_root(side)
    probes = np.vstack([root, root + np.eye(3, dtype=np.float32) * np.float32(_PROBE)])
    moved = warp(probes.astype(np.float32))
    steps = (moved[1:] - moved[0]).T / np.float32(_PROBE)
    down = solved(steps, np.array([[0.0], [1.0], [0.0]]))[:, 0]
    return np.asarray(down / length(down), np.float32)


def hang_from_ear(
    shape: Shape, anchors: Anchors, hang: Hang, width_scale: float, down: FloatArray, rows: int, columns: int
) -> tuple[Sheet, list[Strap]]:
    """Hang a mask from an ear.

    Args:
        shape: its size.
        anchors: where its loops leave.
        hang: how it hangs.
        width_scale: factor on its length.
        down: canonical unit vector (3,), the way gravity pulls.
        rows, columns: resolution of the grid.

    Returns:
        The sheet, and its straps: two strands over the ear, and the free loop; none where arms are the loops.
    """
    held, free = ("left", "right") if hang.side == "left" else ("right", "left")
    forward, outward = _horizontal(down, hang.side)
    swing = np.deg2rad(hang.swing)
    along = np.asarray(down * cosine(swing) + outward * sine(swing), np.float32)
    u = np.linspace(0, 1, columns, dtype=np.float32)
    path = (u if held == "left" else 1 - u) * np.float32(shape.width * width_scale)
    width = shape.height * hang.gathered
    # An arc across, inside on inside: where the outside faces turns with v, and slowly down the mask.
    v = np.linspace(-0.5, 0.5, rows, dtype=np.float32)[:, None]
    facing = hang.turn + hang.fold * v + _TWIST * (path / path.max() - np.float32(0.5))
    turn = np.deg2rad(facing).astype(np.float32)[..., None]
    step = (outward * cosine(turn) - forward * sine(turn)) * np.float32(width / (rows - 1))
    step *= (1 - _PINCHED * np.clip(1 - path / _PINCHED_OVER, 0, 1) ** 2)[:, None]
    across = np.cumsum(step, axis=0)
    across -= across[rows // 2]
    outside = forward * cosine(turn[rows // 2]) + outward * sine(turn[rows // 2])
    clear = _BESIDE_THE_HEAD + _CLEAR_OF_THE_JAW * width * float(cosine(np.deg2rad(hang.turn)))
    root = _ear_root(hang.side)
    upper_end = root + along * np.float32(hang.drop) + outward * np.float32(clear)
    upper_end = upper_end + forward * np.float32(_BEFORE_THE_HEAD)
    middle = upper_end + along * path[:, None] + outside * _BOW * sine(np.pi * path / path.max())[:, None]
    points = np.asarray(middle[None] + across, np.float32)
    sheet = Sheet(points, np.zeros((rows, columns), np.float32))
    if shape.reaches_ears:
        return sheet, []
    strands = [
        _strand(_point(points, getattr(anchors, f"{edge}_{held}")), upper_end, root, outward)
        for edge in ("top", "bottom")
    ]
    ends = [_point(points, getattr(anchors, f"{edge}_{free}")) for edge in ("top", "bottom")]
    return sheet, [*strands, _free_loop(ends[0], ends[1], along, forward)]


def _ear_root(side: Literal["left", "right"]) -> FloatArray:
    """Where a loop lies over the ear: canonical point (3,)."""
    angle = np.array([-EAR_ANGLE if side == "left" else EAR_ANGLE], np.float32)
    radius, level = canonical_head().at(angle, np.array([EAR_ROOT], np.float32))
    return np.asarray(to_cartesian(angle, radius, level)[0], np.float32)


def _horizontal(down: FloatArray, side: Literal["left", "right"]) -> tuple[FloatArray, FloatArray]:
    """Unit vectors at a right angle to ``down``: to the front of the head, and outward from the ear."""
    front = np.array([0, 0, -1], np.float32)
    front = front - down * np.float32((front * down).sum())
    front = np.asarray(front / length(front), np.float32)
    right = np.asarray(np.cross(front, down), np.float32)
    return front, -right if side == "left" else right


def _point(points: FloatArray, at: Point) -> FloatArray:
    """The point (3,) of a grid (rows, columns, 3) at the texture point ``at`` = (u, v), to the nearest vertex."""
    rows, columns = points.shape[:2]
    return np.asarray(points[round(at[1] * (rows - 1)), round(at[0] * (columns - 1))], np.float32)


def _strand(corner: FloatArray, upper_end: FloatArray, root: FloatArray, outward: FloatArray) -> Strap:
    """A taut strand of the loop that holds the mask, from its corner to the ear."""
    aside = corner - upper_end
    root = root + aside * np.float32(_APART_AT_THE_EAR)
    share = np.linspace(0, 1, POINTS, dtype=np.float32)[:, None]
    lifted = outward * np.float32(_BESIDE_THE_HEAD) * sine(np.pi * share)
    points = np.asarray(corner + (root - corner) * share + lifted, np.float32)
    return Strap(points, np.repeat(outward[None], POINTS, axis=0), over_hair=True)


def _free_loop(first: FloatArray, last: FloatArray, along: FloatArray, forward: FloatArray) -> Strap:
    """The loop that nothing holds: it hangs below the mask's lower end."""
    share = np.linspace(0, 1, POINTS, dtype=np.float32)[:, None]
    hanging = along * np.float32(_LOOP_LENGTH) * sine(np.pi * share)
    points = np.asarray(first + (last - first) * share + hanging, np.float32)
    return Strap(points, np.repeat(forward[None], POINTS, axis=0), over_hair=True)
