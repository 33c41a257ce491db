"""Moving a mask that covers too much or too little, so that its picture keeps its label."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from fmld_synth.synthesis.parameters import DECIMALS, LEAST_HEIGHT, Parameters
from fmld_synth.synthesis.warp.hanging import Hang
from fmld_synth.wear import Coverage, wear_state

# Chosen by eye. Heights and lengths are in inter-ocular distances.
_TURNED_OUT, _MOST_TURNED = 15.0, 90.0
"""Degrees by which a correction turns a mask that hangs from an ear, away from the face, and where that ends."""

_REGION_MIDDLE = {"eyes": -0.10, "forehead": -0.60, "nose": 0.49, "lips": 0.93, "chin": 1.30}
"""Heights of the middles of the regions on the canonical head."""
_LEAST_STEP, _FIRST_STEP, _SHRINKING = 0.012, 0.06, 0.82
"""A correction moves an edge by the first, plus the second times the third to the power of the attempt."""
_SIDES_LIFT = 1.5
"""How much more than the middle the sides are lifted."""
_CALMER = 0.75
"""Share of each departure from symmetry that a correction leaves."""


def nudged(parameters: Parameters, coverage: Coverage, violations: list[str], attempt: int) -> Parameters:
    """Move the edge of the mask nearest to each wrongly covered region, less with every attempt.

    Tilt and the other departures from symmetry shrink as well: on difficult faces they are what breaks a contract.

    Args:
        coverage: what was measured with ``parameters``.
        violations: names of the measurements outside the contract.
        attempt: 1 for the first correction.
    """
    contract = wear_state(parameters.wear_state).contract
    if parameters.hang:
        return parameters.model_copy(update={"hang": _hung_elsewhere(parameters.hang, attempt)})
    top, bottom, top_at_side = parameters.top, parameters.bottom, parameters.top_at_side
    bottom_at_side = parameters.bottom_at_side
    # Steps shrink, so that a mask caught between two limits settles instead of swinging.
    step = _LEAST_STEP + _FIRST_STEP * _SHRINKING**attempt
    for name in violations:
        too_much = getattr(coverage, name) > getattr(contract, name)[1]
        if name == "mask_area":  # too little of it shows: more cloth on both sides
            top, bottom = top - step, bottom + step
            continue
        middle = _REGION_MIDDLE[name]
        if abs(middle - top) < abs(middle - bottom):
            top += step if too_much else -step
            # What sticks out at the top is mostly the corners of a smiling mouth: lift the sides more.
            top_at_side += step if too_much else -_SIDES_LIFT * step
        else:
            bottom += -step if too_much else step
            if name == "eyes":  # brows reach farther up at the sides
                bottom_at_side -= step
    return parameters.model_copy(
        update={
            "top": round(top, DECIMALS),
            "top_at_side": round(top_at_side, DECIMALS),
            "bottom": round(max(bottom, top + LEAST_HEIGHT), DECIMALS),
            "bottom_at_side": round(bottom_at_side, DECIMALS),
            "tilt": round(parameters.tilt * _CALMER, DECIMALS),
            "shift": round(parameters.shift * _CALMER, DECIMALS),
            "asymmetry": round(parameters.asymmetry * _CALMER, DECIMALS),
            "gap": round(parameters.gap * _CALMER, DECIMALS),
        }
    )


def _hung_elsewhere(hang: Hang, attempt: int) -> Hang:
    """From the other ear, which may be the one that is seen; back on the first it faces farther outward."""
    other: Literal["left", "right"] = "right" if hang.side == "left" else "left"
    outward = _TURNED_OUT if attempt % 2 == 0 else 0.0
    return replace(hang, side=other, turn=round(min(hang.turn + outward, _MOST_TURNED), DECIMALS))
