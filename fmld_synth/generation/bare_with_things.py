"""How many pictures show a bare face with things that are no masks: what looks like a mask and is none."""

from __future__ import annotations

from collections.abc import Mapping

from fmld_synth.dataset.sample_names import sample_seed
from fmld_synth.generation.configuration import Configuration
from fmld_synth.synthesis.random_streams import RandomStream, random_stream

FOR_EACH_MASKED = 0.6
"""Such pictures for each masked picture with things, where bare faces join the set."""


def bare_with_things(
    configuration: Configuration, masked: int, kept: Mapping[str, tuple[int, ...]]
) -> dict[str, int]:
    """How many pictures of each kept face show it with things, by photograph.

    Args:
        configuration: of the run.
        masked: masked pictures in the whole set.
        kept: faces whose picture joins the set as it is, by photograph.
    """
    faces = sum(len(indices) for indices in kept.values())
    if not (configuration.things and configuration.include_unmasked and faces):
        return {}
    each = configuration.things * FOR_EACH_MASKED * masked / faces
    return {sha256: int(each + _chance(configuration.seed, sha256)) for sha256 in kept}


def _chance(seed: int, sha256: str) -> float:
    """A number from 0 to 1 that rounds a photograph's share up or down."""
    return random_stream(sample_seed(seed, sha256, 0, 0), RandomStream.THINGS).random()
