"""Drawing the template and the colorway of a sample at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from fmld_synth.choices import Family
from fmld_synth.templates.colors import select_colorways
from fmld_synth.templates.library import load_description
from fmld_synth.templates.template import TemplateDescription

FAMILY_SHARES: Mapping[Family, float] = {
    "surgical": 0.45,
    "fashion": 0.15,
    "fold_flat": 0.11,
    "cloth": 0.18,
    "cup": 0.05,
    "sports": 0.025,
    "bandana": 0.035,
}
"""How often each family is drawn when all are allowed; they sum to 1.

Counted by eye on 177 photographs of people with masks (most taken in East Asia): surgical 50 %, fashion 34 %,
fold-flat 10 %, cloth 5 %, cup 1 %, none of the others. On 300 of other parts of the world a fifth of all masks is
dark, and three quarters are white or blue (``benchmarks/measure_real_masks.py``); that leaves about half of that to
fashion, most of which is dark. The rare families are raised above what was counted: networks took printed cloth,
bandanas and cups that they had seldom seen for bare faces.
"""


def draw_template(
    generator: np.random.Generator,
    names: Sequence[str],
    colors: str | None = None,
    *,
    ear_loops: bool = False,
) -> tuple[str, str]:
    """Draw a template and its colorway: first a family, then a template of it, then a colorway.

    Args:
        generator: the only source of randomness; equal states give equal draws.
        names: names or paths of the allowed templates, as ``find_templates`` gives them.
        colors: names of allowed colorways, comma separated; None allows all.
        ear_loops: draw one that can hang from an ear, as far as any of the allowed can.

    Returns:
        One of ``names``, and the name of one of its colorways.

    Raises:
        UserError: a template is unknown or broken, or no allowed template comes in one of ``colors``.
    """
    candidates = _candidates(tuple(names), colors)
    if ear_loops:
        hanging = {name: entry for name, entry in candidates.items() if entry[0].has_ear_loops}
        candidates = hanging or candidates
    families = sorted({description.family for description, _ in candidates.values()})
    family = _weighted(generator, {family: FAMILY_SHARES[family] for family in families})
    weights = {name: held.weight for name, (held, _) in candidates.items() if held.family == family}
    name = _weighted(generator, weights)
    return name, _weighted(generator, candidates[name][1])


@lru_cache(maxsize=16)
def _candidates(
    names: tuple[str, ...], colors: str | None
) -> dict[str, tuple[TemplateDescription, dict[str, float]]]:
    """For each template that comes in an allowed color, its description and its colorways' weights."""
    descriptions = {name: load_description(name) for name in names}
    allowed = select_colorways(list(descriptions.values()), colors)
    return {
        name: (held, {colorway.name: colorway.weight for colorway in allowed[held.name]})
        for name, held in descriptions.items()
        if held.name in allowed
    }


def _weighted(generator: np.random.Generator, weights: Mapping[str, float]) -> str:
    """One of the keys, each as likely as its share of the weights."""
    limits = np.cumsum(list(weights.values()))
    at = int(np.searchsorted(limits, generator.random() * limits[-1], side="right"))
    return list(weights)[min(at, len(weights) - 1)]
