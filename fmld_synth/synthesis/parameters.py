"""Everything that is drawn by chance for one sample, drawn in one place into a plain record.

Rendering from this record is a pure function: the same photograph and the same parameters give the same bytes.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from fmld_synth.synthesis.warp.surface import HANGING_BELOW_CHIN
from fmld_synth.templates.template import Template
from fmld_synth.wear import Coverage, Spread, WearState, wear_state

Rendering = Literal["full", "flat"]
RenderingChoice = Literal[Rendering, "mixed"]
"""What a user may ask for; ``mixed`` draws one of the renderings for each sample."""
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


def draw_parameters(
    state: WearState, template: Template, colourway: str, rendering: RenderingChoice, seed: int
) -> Parameters:
    """Draw everything that varies within a wear state.

    Args:
        state: a state with a geometry.
        rendering: how the mask is drawn; ``mixed`` is settled here, and the rest stays as the seed has it.
        seed: the sample's seed; the same seed gives the same parameters.

    Raises:
        ValueError: the state has no geometry (nothing is worn).
    """
    if state.geometry is None:
        raise ValueError(f"{state.name} wears no mask")
    generator = np.random.default_rng([seed, 1])
    geometry, shape = state.geometry, template.description.shape
    worn = CHIN_POINT + shape.below_chin
    top = _drawn(generator, geometry.top)
    bottom = _drawn(generator, geometry.bottom or (worn - 0.05, worn, worn + 0.12))
    if bottom > CHIN_POINT:  # a state that bares the chin squeezes even a shell
        bottom = max(bottom, top + _least_height(template))
    base, slope = geometry.side_of_top
    top_at_side = base + slope * top + _spread(generator, 0.08, 0.18)
    bottom_at_side = _drawn(generator, geometry.bottom_at_side)
    top_at_side, bottom_at_side = _keep_outline(template, top, bottom, top_at_side, bottom_at_side)
    return Parameters(
        wear_state=state.name,
        template=template.name,
        template_sha256=template.sha256,
        colourway=colourway,
        rendering=_draw_rendering(rendering, seed),
        seed=seed,
        top=top,
        top_at_side=round(top_at_side, 4),
        bottom=round(bottom, 4),
        bottom_at_side=round(bottom_at_side, 4),
        tilt=_spread(generator, 3.0, 8.0),
        shift=_spread(generator, 0.025, 0.08),
        width_scale=1 + _spread(generator, 0.04, 0.1),
        bunching=round(_drawn(generator, geometry.bunching) * (1 - 0.75 * shape.stiffness), 4),
        gap=_drawn(generator, geometry.gap),
        slack=_drawn(generator, (0.0, 0.01, 0.05 * (1 - shape.stiffness) + 0.011)),
        asymmetry=_spread(generator, 0.03, 0.09),
        fold_amplitude=_drawn(generator, (0.015, 0.04, 0.075)),
        colour_shift=(
            _spread(generator, 0.05, 0.15),
            _spread(generator, 0.05, 0.15),
            _spread(generator, 0.05, 0.15),
        ),
        strap_sag=_drawn(generator, (-0.01, 0.0, 0.08)),
    )


def _draw_rendering(choice: RenderingChoice, seed: int) -> Rendering:
    """The rendering itself; of ``mixed``, either with equal odds."""
    if choice != "mixed":
        return choice
    return "flat" if np.random.default_rng([seed, 5]).random() < 0.5 else "full"


def _least_height(template: Template) -> float:
    """Shells do not fold together: the least distance from top to bottom edge that a mask can be pushed to."""
    shape, anchors = template.description.shape, template.description.anchors
    flat = shape.height * (anchors.bottom_centre[1] - anchors.top_centre[1])
    return flat * max(shape.stiffness - 0.2, 0.0)


def _keep_outline(
    template: Template, top: float, bottom: float, top_at_side: float, bottom_at_side: float
) -> tuple[float, float]:
    """Heights of the corners between the wear state's and those of the mask's own outline.

    Limp cloth follows the straps, stiff masks keep their shape.
    """
    anchors, stiffness = template.description.anchors, template.description.shape.stiffness
    stretch = (bottom - top) / (anchors.bottom_centre[1] - anchors.top_centre[1])
    own_top = top + (anchors.top_left[1] - anchors.top_centre[1]) * stretch
    own_bottom = top + (anchors.bottom_left[1] - anchors.top_centre[1]) * stretch
    share = min(0.1 + stiffness, 1.0)
    # What hangs down the neck is held by nothing below: there the outline alone says where its corners are.
    hanging = template.description.shape.below_chin > HANGING_BELOW_CHIN
    bottom_share = 1.0 if hanging else share
    return (
        top_at_side + (own_top - top_at_side) * share,
        max(bottom_at_side + (own_bottom - bottom_at_side) * bottom_share, top_at_side + 0.2),
    )


def nudged(parameters: Parameters, coverage: Coverage, violations: list[str], attempt: int) -> Parameters:
    """Move the mask's edge that is nearest to each wrongly covered region, the less the later the attempt.

    Tilt and the other departures from symmetry shrink as well: on hard faces they are what breaks a contract.

    Args:
        coverage: what was measured with ``parameters``.
        violations: names of the measurements outside the contract.
        attempt: 1 for the first correction.
    """
    contract = wear_state(parameters.wear_state).contract
    top, bottom, top_at_side = parameters.top, parameters.bottom, parameters.top_at_side
    # Steps shrink, so that a mask caught between two limits settles instead of swinging.
    step = 0.012 + 0.06 * 0.82**attempt
    for name in violations:
        too_much = getattr(coverage, name) > getattr(contract, name)[1]
        if name == "mask_area":  # too little of it shows: more cloth on both sides
            top, bottom = top - step, bottom + step
            continue
        middle = _REGION_MIDDLE[name]
        if abs(middle - top) < abs(middle - bottom):
            top += step if too_much else -step
            # What sticks out at the top is mostly the corners of a smiling mouth: lift the sides more.
            top_at_side += step if too_much else -1.5 * step
        else:
            bottom += -step if too_much else step
    calmer = 0.75
    return parameters.model_copy(
        update={
            "top": round(top, 4),
            "top_at_side": round(top_at_side, 4),
            "bottom": round(max(bottom, top + 0.3), 4),
            "tilt": round(parameters.tilt * calmer, 4),
            "shift": round(parameters.shift * calmer, 4),
            "asymmetry": round(parameters.asymmetry * calmer, 4),
            "gap": round(parameters.gap * calmer, 4),
        }
    )


def _drawn(generator: np.random.Generator, spread: Spread) -> float:
    return round(float(generator.triangular(*spread)), 4)


def _spread(generator: np.random.Generator, deviation: float, limit: float) -> float:
    return round(float(np.clip(generator.normal(0, deviation), -limit, limit)), 4)
