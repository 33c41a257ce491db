"""Straps as 3D curves over the canonical head: ear loops, head bands and ties.

Unrolled round the head, a taut strap is a straight line from a corner of the mask to where it is held: the upper
and lower root of the ear, or the back of the head.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.templates.template import Anchors, Straps
from fmld_synth.warp.head import canonical_head, to_cartesian
from fmld_synth.warp.surface import Surface

# Where a strap is held: (degrees round the head, height in inter-ocular distances).
EAR_TOP = (109.0, -0.08)
EAR_BOTTOM = (108.0, 0.62)
CROWN = (116.0, -0.55)
NAPE = (114.0, 0.95)
STRAP_OFFSET = 0.03
POINTS = 28


@dataclass(frozen=True, eq=False)
class Strap:
    """One strap from mask to hold.

    Attributes:
        points: float32 (n, 3), canonical frame, the first at the mask's corner.
        over_hair: whether it lies over the hair (bands round the head) or under it (loops behind the ear).
    """

    points: FloatArray
    over_hair: bool


def strap_curves(surface: Surface, anchors: Anchors, straps: Straps, sag: float) -> list[Strap]:
    """Curves of all straps of a mask.

    Args:
        sag: how far the middle of a strap hangs below the straight line, in inter-ocular distances.
    """
    if straps.kind == "none":
        return []
    holds = (EAR_TOP, EAR_BOTTOM) if straps.kind == "ear_loops" else (CROWN, NAPE)
    corners: tuple[tuple[Literal["top", "bottom"], Literal["left", "right"]], ...] = (
        ("top", "left"), ("top", "right"), ("bottom", "left"), ("bottom", "right"),
    )  # fmt: skip
    curves = []
    for level, side in corners:
        u, v = getattr(anchors, f"{level}_{side}")
        start_angle = float(np.interp(u, np.linspace(0, 1, len(surface.angles)), surface.angles))
        start_height = surface.sample(surface.heights, (u, v))
        start_radius = surface.sample(surface.radius, (u, v))
        angle, height = holds[level == "bottom"]
        angle = -angle if side == "left" else angle
        if abs(start_angle) >= abs(angle):
            continue  # the mask itself already reaches the ear
        curves.append(
            Strap(_curve(start_angle, start_height, start_radius, angle, height, sag), straps.kind != "ear_loops")
        )
    return curves


def _curve(
    start_angle: float, start_height: float, start_radius: float, angle: float, height: float, sag: float
) -> FloatArray:
    way = np.linspace(0, 1, POINTS, dtype=np.float32)
    angles = start_angle + (angle - start_angle) * way
    heights = start_height + (height - start_height) * way + sag * np.sin(np.pi * way)
    radius, level = canonical_head().at(angles, heights)
    # Near the mask the strap leaves at the mask's own distance from the head.
    radius = np.maximum(radius + STRAP_OFFSET, start_radius + (radius[-1] + STRAP_OFFSET - start_radius) * way)
    return to_cartesian(angles, radius, level)
