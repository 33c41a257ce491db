"""Everything that varies within a wear state, drawn at random into a plain record.

Rendering from this record is a pure function: the same photograph and the same parameters give the same bytes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from fmld_synth.choices import Rendering, RenderingChoice
from fmld_synth.synthesis.finish import Finish
from fmld_synth.synthesis.prints.prints import Print
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.warp.hanging import Hang
from fmld_synth.synthesis.warp.surface import HANGING_BELOW_CHIN
from fmld_synth.templates.template import Template
from fmld_synth.wear import Hanging, Spread, WearState

CHIN_HEIGHT = 1.57
"""Height of the chin point on the canonical head, in inter-ocular distances: ``canonical_face()``'s own."""

# Numbers below were chosen by eye unless it is said otherwise. Heights and lengths are in inter-ocular distances.
DECIMALS = 4
"""Drawn numbers are rounded to so many, so that a record holds exactly what was rendered."""

_BOTTOM_HIGHER, _BOTTOM_LOWER = 0.05, 0.12
"""How far the bottom edge may lie above and below where the template has it."""

# Departures from symmetry and from the state's own shape, normally distributed about 0: standard deviation, limit.
_TOP_AT_SIDE = (0.08, 0.18)
"""How far the top corners lie from the line in ``Geometry.side_of_top``; after ``benchmarks/measure_real_masks.py``."""
_TILT = (3.0, 8.0)
"""How far the mask is turned, in degrees; after ``benchmarks/measure_real_masks.py``."""
_SHIFT = (0.025, 0.08)
_WIDTH_SCALE = (0.04, 0.1)
"""Share of the template's width: sizes differ, and so do faces."""
_ASYMMETRY = (0.03, 0.09)
_COLOR_SHIFT = (0.05, 0.15)
"""Natural logarithm of the factor on each linear color channel: dyes and batches differ."""

_FOLD_AMPLITUDE: Spread = (0.015, 0.04, 0.075)
_STRAP_SAG: Spread = (-0.01, 0.0, 0.08)
_LIKELIEST_SLACK = 0.01
_MOST_SLACK_OF_A_SHELL, _MORE_WHEN_LIMP = 0.011, 0.05
"""Largest slack of stiffness 1, and what stiffness 0 adds to it."""
_BUNCHING_LOST = 0.75
"""Share of the state's bunching that stiffness 1 does not show."""

_FOLDS_TOGETHER = 0.2
"""Stiffness up to which a mask can be pushed together without limit."""
_LEAST_OWN_SHAPE = 0.1
"""Share of its own outline that even the limpest mask keeps at its corners."""
_LEAST_SIDE = 0.2
"""Least height of a mask's sides."""

LEAST_HEIGHT = 0.2
"""Least distance from the top to the bottom edge: what the narrowest masks under the chin still show on photographs."""
HIGHEST_TOP = -1.55
"""Nearly the crown: no mask is pushed up farther."""


class Parameters(BaseModel):
    """The recipe of one sample. Lengths in inter-ocular distances on the canonical face, angles in degrees.

    A mask that hangs from an ear sits at no height: ``hang`` says how it hangs, ``bottom`` less ``top`` is its width
    across, and ``tilt``, ``shift``, ``gap``, ``slack`` and ``asymmetry`` are 0.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    wear_state: str
    template: str
    template_sha256: str
    colorway: str
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
    color_shift: tuple[float, float, float]
    strap_sag: float
    off_throat: float = 0.0
    hang: Hang | None = None
    print: Print | None = None
    """What is printed on the cloth; None leaves the colorway's own colors."""
    finish: Finish | None = None
    """What the cloth is made of, where it is not what its template says."""

    @model_serializer(mode="wrap")
    def _without_what_is_not_there(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        unused = {"off_throat": 0.0, "hang": None, "print": None, "finish": None}
        return {
            name: value
            for name, value in serialize(self).items()
            if name not in unused or value != unused[name]
        }


def draw_parameters(
    state: WearState,
    template: Template,
    colorway: str,
    rendering: RenderingChoice,
    seed: int,
) -> Parameters:
    """Draw everything that varies within a wear state.

    Args:
        state: a state with a geometry.
        rendering: how the mask is drawn; for ``mixed`` one of the two is drawn, and all else stays the same.
        seed: the sample's seed; the same seed gives the same parameters.

    Raises:
        ValueError: the state has no geometry (nothing is worn).
    """
    if state.geometry is None:
        raise ValueError(f"{state.name} wears no mask")
    generator = random_stream(seed, RandomStream.PARAMETERS)
    geometry, shape = state.geometry, template.description.shape
    if isinstance(geometry, Hanging):
        return _draw_hanging(state, geometry, template, colorway, rendering, seed)
    most_slack = _MORE_WHEN_LIMP * (1 - shape.stiffness) + _MOST_SLACK_OF_A_SHELL
    worn = CHIN_HEIGHT + shape.below_chin
    top = _drawn(generator, geometry.top)
    bottom = _drawn(generator, geometry.bottom or (worn - _BOTTOM_HIGHER, worn, worn + _BOTTOM_LOWER))
    if bottom > CHIN_HEIGHT:  # a state that bares the chin squeezes even a shell
        bottom = max(bottom, top + max(_least_height(template), LEAST_HEIGHT))
    elif bottom < 0:  # on the forehead it is pushed up, not down
        top = max(min(top, bottom - _least_height(template)), HIGHEST_TOP)
    base, slope = geometry.side_of_top
    top_at_side = base + slope * top + _departure(generator, _TOP_AT_SIDE)
    bottom_at_side = _drawn(generator, geometry.bottom_at_side)
    top_at_side, bottom_at_side = _keep_outline(template, top, bottom, top_at_side, bottom_at_side)
    held = random_stream(seed, RandomStream.PULLED_DOWN)
    length = _drawn(held, geometry.length) if _is_spread(geometry.length) else 1
    return Parameters(
        wear_state=state.name,
        template=template.name,
        template_sha256=template.sha256,
        colorway=colorway,
        rendering=_draw_rendering(rendering, seed),
        seed=seed,
        top=round(top, DECIMALS),
        top_at_side=round(top_at_side, DECIMALS),
        bottom=round(bottom, DECIMALS),
        bottom_at_side=round(bottom_at_side, DECIMALS),
        tilt=round(geometry.askew * _departure(generator, _TILT), DECIMALS),
        shift=_departure(generator, _SHIFT),
        width_scale=round(length * (1 + _departure(generator, _WIDTH_SCALE)), DECIMALS),
        bunching=round(
            _drawn(generator, geometry.bunching) * (1 - _BUNCHING_LOST * shape.stiffness), DECIMALS
        ),
        gap=_drawn(generator, geometry.gap),
        slack=_drawn(
            generator,
            (0.0, _LIKELIEST_SLACK, most_slack),
        ),
        asymmetry=round(geometry.askew * _departure(generator, _ASYMMETRY), DECIMALS),
        fold_amplitude=_drawn(generator, _FOLD_AMPLITUDE),
        color_shift=(
            _departure(generator, _COLOR_SHIFT),
            _departure(generator, _COLOR_SHIFT),
            _departure(generator, _COLOR_SHIFT),
        ),
        strap_sag=_drawn(generator, _STRAP_SAG),
        off_throat=_drawn(held, geometry.off_throat) if _is_spread(geometry.off_throat) else 0.0,
    )


def _draw_hanging(
    state: WearState,
    geometry: Hanging,
    template: Template,
    colorway: str,
    rendering: RenderingChoice,
    seed: int,
) -> Parameters:
    """The parameters of a mask that hangs from an ear."""
    generator = random_stream(seed, RandomStream.PARAMETERS)
    shape = template.description.shape
    hang = Hang(
        side="left" if generator.random() < 0.5 else "right",
        drop=0.0 if shape.reaches_ears else _drawn(generator, geometry.drop),
        turn=_drawn(generator, geometry.turn),
        fold=round(_drawn(generator, geometry.fold) * (1 - shape.stiffness / 2), DECIMALS),
        gathered=_drawn(generator, geometry.gathered),
        swing=_drawn(generator, geometry.swing),
    )
    width = round(shape.height * hang.gathered, DECIMALS)
    return Parameters(
        wear_state=state.name,
        template=template.name,
        template_sha256=template.sha256,
        colorway=colorway,
        rendering=_draw_rendering(rendering, seed),
        seed=seed,
        top=0.0,
        top_at_side=0.0,
        bottom=width,
        bottom_at_side=width,
        tilt=0.0,
        shift=0.0,
        width_scale=1 + _departure(generator, _WIDTH_SCALE),
        bunching=round(1 - hang.gathered, DECIMALS),
        gap=0.0,
        slack=0.0,
        asymmetry=0.0,
        fold_amplitude=_drawn(generator, _FOLD_AMPLITUDE),
        color_shift=(
            _departure(generator, _COLOR_SHIFT),
            _departure(generator, _COLOR_SHIFT),
            _departure(generator, _COLOR_SHIFT),
        ),
        strap_sag=0.0,
        hang=hang,
    )


def _draw_rendering(choice: RenderingChoice, seed: int) -> Rendering:
    """The rendering asked for; for ``mixed``, either one with equal odds."""
    if choice != "mixed":
        return choice
    return "flat" if random_stream(seed, RandomStream.RENDERING).random() < 0.5 else "full"


def _least_height(template: Template) -> float:
    """The least distance from top to bottom edge that a mask can be pushed to: shells do not fold together."""
    shape, anchors = template.description.shape, template.description.anchors
    flat = shape.height * (anchors.bottom_center[1] - anchors.top_center[1])
    return flat * max(shape.stiffness - _FOLDS_TOGETHER, 0.0)


def _keep_outline(
    template: Template, top: float, bottom: float, top_at_side: float, bottom_at_side: float
) -> tuple[float, float]:
    """Heights of the corners: a mean of those of the wear state and those of the mask's own outline.

    Limp cloth follows the straps, stiff masks keep their shape.
    """
    anchors, stiffness = template.description.anchors, template.description.shape.stiffness
    stretch = (bottom - top) / (anchors.bottom_center[1] - anchors.top_center[1])
    own_top = top + (anchors.top_left[1] - anchors.top_center[1]) * stretch
    own_bottom = top + (anchors.bottom_left[1] - anchors.top_center[1]) * stretch
    share = min(_LEAST_OWN_SHAPE + stiffness, 1.0)
    # What hangs down the neck is held by nothing below: there the outline alone says where its corners are.
    hanging = template.description.shape.below_chin > HANGING_BELOW_CHIN
    bottom_share = 1.0 if hanging else share
    top_at_side += (own_top - top_at_side) * share
    bottom_at_side += (own_bottom - bottom_at_side) * bottom_share
    return top_at_side, max(bottom_at_side, top_at_side + _LEAST_SIDE)


def _drawn(generator: np.random.Generator, spread: Spread) -> float:
    """A number drawn from a triangular distribution."""
    return round(float(generator.triangular(*spread)), DECIMALS)


def _is_spread(spread: Spread) -> bool:
    """Whether there is anything to draw."""
    return spread[0] < spread[2]


def _departure(generator: np.random.Generator, deviation_and_limit: tuple[float, float]) -> float:
    """A number drawn from a normal distribution about 0 and cut off at a limit."""
    deviation, limit = deviation_and_limit
    return round(min(max(generator.normal(0, deviation), -limit), limit), DECIMALS)
