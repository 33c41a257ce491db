"""What cloth is made of, where it is not what its template says: satin, coarse knit, mesh, crumpled paper, a window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from fmld_synth.choices import Family
from fmld_synth.synthesis.photometry.weave import CONTRAST, THREAD
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.templates.template import Template

FinishKind = Literal["satin", "knit", "mesh", "crumpled_paper", "window"]
_DECIMALS = 4

_FINISHES: Mapping[Family, Mapping[FinishKind, float]] = {
    "cloth": {"satin": 2, "knit": 2, "mesh": 1, "crumpled_paper": 0.5, "window": 1},
    "fashion": {"satin": 2, "mesh": 1.5, "knit": 1},
    "bandana": {"satin": 1, "knit": 2, "mesh": 1},
    "surgical": {"crumpled_paper": 2, "satin": 0.5},
    "fold_flat": {"crumpled_paper": 1, "satin": 0.5},
}
"""Which finishes masks of a family come in, and how often, relative to each other. Chosen by eye."""
_FINISHED = 0.35
"""Share of the masks that have another finish, where all masks of cloth are printed. Chosen by eye."""

# Least and greatest of what is drawn. Chosen by eye, beside photographs of worn masks.
_SATIN_SHEEN = (0.45, 1.0)
_COARSER_KNIT, _COARSER_MESH = (1.6, 3.2), (1.1, 1.9)
"""Threads, or openings, compared with the weave's usual ones."""
_KNIT_CONTRAST, _MESH_CONTRAST = (0.14, 0.3), (0.2, 0.42)
_CRUMPLE = (0.008, 0.022)
"""Height of the creases of paper, in inter-ocular distances."""
_CLEARNESS = (0.7, 0.92)
"""Share of the light that a window lets through."""


class Finish(BaseModel):
    """Another surface than the template's.

    Attributes:
        kind: what it is.
        strength: sheen of satin, contrast of the threads or openings of knit and mesh, height of the creases of
            crumpled paper in inter-ocular distances, share of the light that a window lets through.
        coarseness: size of threads or openings, compared with those of the weave.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: FinishKind
    strength: float = Field(ge=0, le=1)
    coarseness: float = Field(default=1.0, ge=0.5, le=10)


class Surface(NamedTuple):
    """The surface of a mask as it is worn.

    weave: what its structure is like.
    thread: size of a thread, in inter-ocular distances.
    contrast: of the threads, where they are large enough to be seen.
    sheen: share of glossy reflection.
    crumple: height of creases, in inter-ocular distances.
    """

    weave: str
    thread: float
    contrast: float
    sheen: float
    crumple: float


def draw_finish_of(template: Template, prints: float, seed: int) -> Finish | None:
    """Draw whether a mask has another finish, and which.

    Args:
        template: of the mask.
        prints: share of masks of cloth that are printed; finishes vary with it.
        seed: of the sample.
    """
    kinds = _FINISHES.get(template.description.family)
    if prints <= 0 or not kinds or template.description.artwork != "inks":
        return None
    generator = random_stream(seed, RandomStream.FINISH)
    if generator.random() >= prints * _FINISHED:
        return None
    weights = np.array(list(kinds.values()))
    kind = list(kinds)[int(generator.choice(len(kinds), p=weights / weights.sum()))]
    strengths = {
        "satin": _SATIN_SHEEN, "knit": _KNIT_CONTRAST, "mesh": _MESH_CONTRAST, "crumpled_paper": _CRUMPLE,
        "window": _CLEARNESS,
    }  # fmt: skip
    coarseness = {"knit": _COARSER_KNIT, "mesh": _COARSER_MESH}.get(kind, (1.0, 1.0))
    return Finish(
        kind=kind,
        strength=round(float(generator.uniform(*strengths[kind])), _DECIMALS),
        coarseness=round(float(generator.uniform(*coarseness)), _DECIMALS),
    )


def surface_of(template: Template, finish: Finish | None) -> Surface:
    """The surface of a template with a finish, or its own."""
    fabric = template.description.fabric
    weave = fabric.weave
    own = Surface(weave, THREAD[weave], CONTRAST[weave], fabric.sheen, 0.0)
    if finish is None:
        return own
    if finish.kind == "satin":
        return own._replace(sheen=finish.strength, contrast=own.contrast / 2)
    if finish.kind in ("knit", "mesh"):
        return own._replace(
            weave=finish.kind, thread=THREAD[finish.kind] * finish.coarseness, contrast=finish.strength
        )
    if finish.kind == "crumpled_paper":
        return own._replace(crumple=finish.strength)
    return own
