"""Where straps fall in a photograph, and which of their points lie on the side of the head that is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import length
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.rendering.grid import Grid
from fmld_synth.synthesis.warp.straps import Strap

# Chosen by eye.
_OUTWARD_STEP = 0.1
"""Length of the step that tells which way a strap's side points in the photograph."""
_STRAP_TURNED_AWAY = 0.35
"""Depth component of that unit direction from which a strap is on the far side of the head."""


@dataclass(frozen=True, eq=False)
class StrapCurve:
    """A strap in the photograph: points float32 (n, 3), which of them lie on the side of the head that is seen."""

    points: FloatArray
    facing: npt.NDArray[np.bool_]
    over_hair: bool


class LaidStraps(NamedTuple):
    """A mask's straps in the photograph, and a grid of the mask's cells that holds it, them and the shadow."""

    curves: list[StrapCurve]
    surroundings: Grid


def project_straps(straps: list[Strap], warp: Callable[[FloatArray], FloatArray]) -> list[StrapCurve]:
    """Straps in the photograph; warped together, because each call has its cost."""
    if not straps:
        return []
    points = np.stack([strap.points for strap in straps])
    beyond = points + np.float32(_OUTWARD_STEP) * np.stack([strap.outward for strap in straps])
    points, beyond = warp(np.stack([points, beyond]))
    outward = beyond - points
    facing = outward[..., 2] < _STRAP_TURNED_AWAY * length(outward).astype(np.float32)
    return [
        StrapCurve(curve, seen, strap.over_hair)
        for curve, seen, strap in zip(points, facing, straps, strict=True)
    ]
