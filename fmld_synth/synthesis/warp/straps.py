"""Straps as 3D curves over the canonical head: ear loops, head bands and ties.

Unrolled around the head, a taut strap is a straight line from a corner of the mask to where it is held: the upper
and lower root of the ear, or the back of the head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from fmld_synth.arithmetic import cosine, length, sine
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.warp.head import canonical_head, to_cartesian
from fmld_synth.synthesis.warp.surface import Surface
from fmld_synth.templates.template import Anchors, Point, Straps

# Where a strap runs, as (degrees around the head, height in inter-ocular distances): to the upper or lower root of
# the ear, or past it above or below to the back of the head. Chosen by eye, as is all below.
_WAYS: dict[tuple[str, str], tuple[tuple[float, float], ...]] = {
    ("ear_loops", "top"): ((109.0, -0.05),),
    ("ear_loops", "bottom"): ((108.0, 0.60),),
    ("head_bands", "top"): ((106.0, -0.24), (145.0, -0.50)),
    ("head_bands", "bottom"): ((106.0, 0.80), (145.0, 0.90)),
    ("ties", "top"): ((106.0, -0.24), (145.0, -0.50)),
    ("ties", "bottom"): ((106.0, 0.80), (145.0, 0.90)),
}
_WAYS_FROM_FOREHEAD: dict[tuple[str, str], tuple[tuple[float, float], ...]] = {
    ("ear_loops", "top"): ((112.0, -0.08),),
    ("ear_loops", "bottom"): ((104.0, 0.06),),
    ("head_bands", "top"): ((110.0, -0.80), (145.0, -0.60)),
    ("head_bands", "bottom"): ((110.0, -0.30), (145.0, -0.10)),
    ("ties", "top"): ((110.0, -0.80), (145.0, -0.60)),
    ("ties", "bottom"): ((110.0, -0.30), (145.0, -0.10)),
}
"""The same where the mask is pushed up: loops run down to the ears, in front of the hair."""
STRAP_OFFSET = 0.03
"""Distance of a strap from the head, in inter-ocular distances."""
POINTS = 36
"""Points of the curve that stands for a strap."""
_AT_THE_EAR = 2
"""Degrees before the strap's first station from which the mask itself reaches the ear."""
_DEGREES_A_LENGTH = 60
"""Degrees around the head that are about one inter-ocular distance."""


@dataclass(frozen=True, eq=False)
class Strap:
    """One strap from mask to hold.

    Attributes:
        points: float32 (n, 3), canonical frame, the first at the mask's corner.
        outward: float32 (n, 3), unit vectors away from the head's axis; they tell which side of the head is seen.
        over_hair: whether it lies over the hair (bands around the head) or under it (loops behind the ear).
    """

    points: FloatArray
    outward: FloatArray
    over_hair: bool


def strap_curves(
    surface: Surface, anchors: Anchors, straps: Straps, sag: float, raised: bool = False
) -> list[Strap]:
    """Curves of all straps of a mask.

    Args:
        raised: whether the mask is pushed up onto the forehead.
        sag: how far the middle of a strap hangs below the straight line, in inter-ocular distances.
    """
    if straps.kind == "none":
        return []
    corners: tuple[tuple[Literal["top", "bottom"], Literal["left", "right"]], ...] = (
        ("top", "left"), ("top", "right"), ("bottom", "left"), ("bottom", "right"),
    )  # fmt: skip
    ways = _WAYS_FROM_FOREHEAD if raised else _WAYS
    unrolled, over_hair = [], raised or straps.kind != "ear_loops"
    for level, side in corners:
        u, v = getattr(anchors, f"{level}_{side}")
        start_angle = float(np.interp(u, np.linspace(0, 1, len(surface.angles)), surface.angles))
        start_height = surface.sample(surface.heights, (u, v))
        start_radius = surface.sample(surface.radius, (u, v))
        way = [(-angle if side == "left" else angle, height) for angle, height in ways[straps.kind, level]]
        if abs(start_angle) >= abs(way[0][0]) - _AT_THE_EAR:
            continue  # the mask itself already reaches the ear
        unrolled.append(_unrolled((start_angle, start_height), start_radius, way, sag))
    return [Strap(points, outward, over_hair) for points, outward in _around_head(unrolled)]


class _Unrolled(NamedTuple):
    """A strap unrolled around the head.

    angles: float32 (POINTS,), degrees.
    heights: float32 (POINTS,).
    near: float32 (POINTS,), from 1 at the mask to 0 at the first station.
    start_radius: distance of the mask's corner from the head's axis.
    """

    angles: FloatArray
    heights: FloatArray
    near: FloatArray
    start_radius: float


def _unrolled(start: Point, start_radius: float, way: list[Point], sag: float) -> _Unrolled:
    """The taut strap from the mask's corner over the stations of ``way``."""
    stations = np.array([start, *way], np.float32)
    legs = length(np.diff(stations, axis=0) / (_DEGREES_A_LENGTH, 1))
    reached = np.concatenate([[0], np.cumsum(legs)])
    along = np.linspace(0, 1, POINTS, dtype=np.float32) * reached[-1]
    angles = np.interp(along, reached, stations[:, 0]).astype(np.float32)
    heights = np.interp(along, reached, stations[:, 1]).astype(np.float32)
    heights += sag * sine(np.pi * np.minimum(along / reached[1], 1))
    return _Unrolled(angles, heights, np.clip(1 - along / reached[1], 0, 1), start_radius)


def _around_head(straps: Sequence[_Unrolled]) -> list[tuple[FloatArray, FloatArray]]:
    """Points and outward directions (POINTS, 3) of each strap; all at once, because each call has its cost."""
    if not straps:
        return []
    angles, heights, near = (np.stack(parts) for parts in list(zip(*straps, strict=True))[:3])
    start_radius = np.array([strap.start_radius for strap in straps], np.float32)[:, None]
    radius, level = canonical_head().at(angles, heights)
    # Near the mask the strap leaves at the mask's own distance from the head.
    radius = np.maximum(radius + STRAP_OFFSET, radius + (start_radius - radius[:, :1]) * near)
    turn = np.deg2rad(angles)
    outward = np.stack([sine(turn), np.zeros_like(turn), -cosine(turn)], axis=-1)
    return list(zip(to_cartesian(angles, radius, level), outward, strict=True))
