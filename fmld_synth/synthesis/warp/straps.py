"""Straps as 3D curves over the canonical head: ear loops, head bands and ties.

Unrolled around the head, a taut strap is a straight line from a corner of the mask to where it is held: the upper
and lower root of the ear, or the back of the head.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
_SHARES = np.linspace(0, 1, POINTS, dtype=np.float32)
"""Their places, as shares of the strap's length."""
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
    over_hair = raised or straps.kind != "ear_loops"
    return [
        Strap(points, outward, over_hair)
        for points, outward in _around_head(surface, _held(surface, anchors, straps, raised), sag)
    ]


class _Held(NamedTuple):
    """A corner of a mask that a strap holds.

    corner: (u, v) of the texture.
    angle: where it lies around the head, in degrees.
    way: stations of the strap.
    """

    corner: Point
    angle: float
    way: list[Point]


def _held(surface: Surface, anchors: Anchors, straps: Straps, raised: bool) -> list[_Held]:
    if straps.kind == "none":
        return []
    ways = _WAYS_FROM_FOREHEAD if raised else _WAYS
    corners = anchors.top_left, anchors.top_right, anchors.bottom_left, anchors.bottom_right
    angles = np.interp(
        [u for u, _ in corners], np.linspace(0, 1, len(surface.angles)), surface.angles
    ).tolist()
    found = []
    for corner, start, level, side in zip(
        corners, angles, ("top", "top", "bottom", "bottom"), (-1, 1, -1, 1), strict=True
    ):
        way = [(side * angle, height) for angle, height in ways[straps.kind, level]]
        # Otherwise the mask itself already reaches the ear.
        if abs(start) < abs(way[0][0]) - _AT_THE_EAR:
            found.append(_Held(corner, start, way))
    return found


def _around_head(surface: Surface, held: Sequence[_Held], sag: float) -> list[tuple[FloatArray, FloatArray]]:
    """Points and outward directions (POINTS, 3) of each strap, taut from the mask's corner over its stations.

    All are computed at once, because each call has its cost.
    """
    if not held:
        return []
    stations = np.array(
        [[(angle, surface.sample(surface.heights, corner)), *way] for corner, angle, way in held], np.float32
    )
    start_radius = np.array([[surface.sample(surface.radius, one.corner)] for one in held], np.float32)
    # Unrolled around the head.
    reached = np.zeros(stations.shape[:2])
    length(np.diff(stations, axis=1) / (_DEGREES_A_LENGTH, 1)).cumsum(axis=1, out=reached[:, 1:])
    along = _SHARES * reached[:, -1:]
    angles, heights = (
        np.stack([np.interp(*one) for one in zip(along, reached, stations[..., axis], strict=True)]).astype(
            np.float32
        )
        for axis in (0, 1)
    )
    to_first = along / reached[:, 1:2]
    heights += sag * sine(np.pi * np.minimum(to_first, 1))
    radius, level = canonical_head().at(angles, heights)
    # Near the mask the strap leaves at the mask's own distance from the head.
    near = np.maximum(1 - to_first, 0)
    radius = np.maximum(radius + STRAP_OFFSET, radius + (start_radius - radius[:, :1]) * near)
    turn = np.deg2rad(angles)
    outward = np.stack([sine(turn), np.zeros_like(turn), -cosine(turn)], axis=-1)
    return list(zip(to_cartesian(angles, radius, level), outward, strict=True))
