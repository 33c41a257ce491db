"""Everything that is drawn by chance for one sample, drawn in one place into a plain record.

Rendering from this record is a pure function: the same photograph and the same parameters give the same bytes.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from fmld_synth.templates.template import Template
from fmld_synth.wear import Coverage, WearState, wear_state

Rendering = Literal["full", "flat"]
CHIN_POINT = 1.57  # height of the chin point on the canonical head
_REGION_MIDDLE = {"nose": 0.49, "lips": 0.93, "chin": 1.30}


class Parameters(BaseModel):
    """The recipe of one sample. Lengths in inter-ocular distances on the canonical face, angles in degrees."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    wear_state: str
    template: str
    template_sha256: str
    colourway: str
    rendering: Rendering
    seed: int
    """Seeds what is too fine to list: the course of folds, the weave's phase, the noise."""
    top: float
    top_at_side: float
    bottom: float
    bottom_at_side: float
    tilt: float
    shift: float
    width_scale: float
    bunching: float
    gap: float
    slack: float
    asymmetry: float
    fold_amplitude: float
    colour_shift: tuple[float, float, float]
    strap_sag: float


def draw_parameters(state: WearState, template: Template, colourway: str, rendering: Rendering, seed: int) -> Parameters:
    """Draw everything that varies within a wear state.

    Args:
        state: a state with a geometry.
        seed: the sample's seed; the same seed gives the same parameters.

    Raises:
        ValueError: the state has no geometry (nothing is worn).
    """
    if state.geometry is None:
        raise ValueError(f"{state.name} wears no mask")
    generator = np.random.default_rng([seed, 1])
    geometry, shape = state.geometry, template.description.shape
    bottom = geometry.bottom or (CHIN_POINT + shape.below_chin - 0.05, CHIN_POINT + shape.below_chin + 0.12)
    bunching = generator.uniform(*geometry.bunching) * (1 - 0.75 * shape.stiffness)
    return Parameters(
        wear_state=state.name,
        template=template.name,
        template_sha256=template.sha256,
        colourway=colourway,
        rendering=rendering,
        seed=seed,
        top=_drawn(generator, geometry.top),
        top_at_side=_drawn(generator, geometry.top_at_side),
        bottom=_drawn(generator, bottom),
        bottom_at_side=_drawn(generator, geometry.bottom_at_side),
        tilt=_spread(generator, 1.5, 4.0),
        shift=_spread(generator, 0.025, 0.08),
        width_scale=1 + _spread(generator, 0.04, 0.1),
        bunching=round(float(bunching), 4),
        gap=_drawn(generator, geometry.gap),
        slack=_drawn(generator, (0.0, 0.05 * (1 - shape.stiffness))),
        asymmetry=_spread(generator, 0.03, 0.09),
        fold_amplitude=_drawn(generator, (0.012, 0.042)),
        colour_shift=tuple(_spread(generator, 0.05, 0.15) for _ in range(3)),
        strap_sag=_drawn(generator, (-0.01, 0.10)),
    )


def nudged(parameters: Parameters, coverage: Coverage, violations: list[str], attempt: int) -> Parameters:
    """Move the mask's edge that is nearest to each wrongly covered region, the farther the later the attempt.

    Tilt and the other departures from symmetry shrink as well: on hard faces they are what breaks a contract.

    Args:
        coverage: what was measured with ``parameters``.
        violations: names of the measurements outside the contract.
        attempt: 1 for the first correction.
    """
    contract = wear_state(parameters.wear_state).contract
    top, bottom = parameters.top, parameters.bottom
    step = 0.025 + 0.02 * attempt
    for name in violations:
        too_much = getattr(coverage, name) > getattr(contract, name)[1]
        middle = _REGION_MIDDLE.get(name, CHIN_POINT + 0.5)
        if abs(middle - top) < abs(middle - bottom):
            top += step if too_much else -step
        else:
            bottom += -step if too_much else step
    calmer = 0.75
    return parameters.model_copy(
        update={
            "top": round(top, 4),
            "bottom": round(max(bottom, top + 0.3), 4),
            "tilt": round(parameters.tilt * calmer, 4),
            "shift": round(parameters.shift * calmer, 4),
            "asymmetry": round(parameters.asymmetry * calmer, 4),
            "gap": round(parameters.gap * calmer, 4),
        }
    )


def _drawn(generator: np.random.Generator, limits: tuple[float, float]) -> float:
    return round(float(generator.uniform(*limits)), 4)


def _spread(generator: np.random.Generator, deviation: float, limit: float) -> float:
    return round(float(np.clip(generator.normal(0, deviation), -limit, limit)), 4)
