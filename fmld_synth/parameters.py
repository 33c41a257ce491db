"""Everything that is drawn by chance for one sample, drawn in one place into a plain record.

Rendering from this record is a pure function: the same photograph and the same parameters give the same bytes.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Rendering = Literal["full", "flat"]


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
