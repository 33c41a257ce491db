"""How far a mask stands off its taut cloth: the bulge or beak of a shell, a gap at the top edge, slack."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from fmld_synth.arithmetic import exponential, power, sine
from fmld_synth.geometry import FloatArray
from fmld_synth.templates.template import Anchors, Shape

# Chosen by eye, beside photographs of worn masks. Lengths are in inter-ocular distances, v is the texture coordinate
# from 0 at the top to 1, "across" runs from -1 to 1 and "down" from 0 at the top edge to 1 at the bottom edge.
CLOTH_OFFSET = 0.035
"""The cloth's distance from the skin it lies on."""
LEAST_SPAN = 0.05
"""Least distance from top to bottom edge, in v; keeps divisions by it finite."""
# The bulge of a shell: exponents of the way down, which lifts its top, of the sine over it, and of "across".
_DOME_LIFT, _DOME_ROUNDNESS, _DOME_WIDTH = 0.9, 0.75, 2.4
_DOME_END = 0.999
"""Way down at which the bulge ends: at 1 the sine would be a little negative."""
# The beak: part of the way down where it stands, exponent of the sine over it, its reach across, and exponent of that.
_RIDGE_DOWN, _RIDGE_ROUNDNESS, _RIDGE_WIDTH, _RIDGE_SHARPNESS = (0.02, 0.98), 0.6, 0.75, 1.2
_GAP_DOWN, _GAP_ACROSS = 0.22, 0.45
"""Lengths of the Gaussians by which a gap at the top edge dies away, down and across."""
_SAG_ACROSS = 0.6
"""Length of the Gaussian by which slack dies away to the sides."""


class StandOff(NamedTuple):
    """Where each of them is how strong, float32 (rows, columns), at most about 1."""

    dome: FloatArray
    ridge: FloatArray
    gap: FloatArray
    sag: FloatArray

    def distance(self, shape: Shape, gap: float, slack: float) -> FloatArray:
        """Distance from the taut cloth, float32 (rows, columns), for the shape's bulge and beak, a gap and slack."""
        return np.asarray(
            CLOTH_OFFSET
            + shape.bulge * self.dome
            + shape.beak * self.ridge
            + gap * self.gap
            + slack * self.sag,
            np.float32,
        )


@lru_cache(maxsize=128)
def stand_off(anchors: Anchors, rows: int, columns: int) -> StandOff:
    """What a mask with these anchors can have, over a grid of its texture."""
    across = 2 * np.linspace(0, 1, columns, dtype=np.float32) - 1
    v = np.linspace(0, 1, rows, dtype=np.float32)
    top, bottom = anchors.top_center[1], anchors.bottom_center[1]
    down = np.clip((v - top) / max(bottom - top, LEAST_SPAN), 0, 1)[:, None]
    dome = power(sine(np.pi * np.clip(power(down, _DOME_LIFT), 0.0, _DOME_END)), _DOME_ROUNDNESS)
    dome = dome * np.clip(1 - power(np.abs(across), _DOME_WIDTH), 0, 1)
    ridge = power(sine(np.pi * np.clip(down, *_RIDGE_DOWN)), _RIDGE_ROUNDNESS)
    ridge = ridge * power(np.clip(1 - np.abs(across) / _RIDGE_WIDTH, 0, 1), _RIDGE_SHARPNESS)
    gap = exponential(-((down / _GAP_DOWN) ** 2)) * exponential(-((across / _GAP_ACROSS) ** 2))
    sag = sine(np.pi * down) * exponential(-((across / _SAG_ACROSS) ** 2))
    return StandOff(dome, ridge, gap, sag)
