"""Whether a mask is printed."""

from __future__ import annotations

from collections.abc import Mapping

from fmld_synth.choices import Family
from fmld_synth.synthesis.prints.prints import Print, draw_print
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.templates.template import Template

# Respirators are printed less often than masks of cloth; shells and what has valves are not. Chosen by what is sold.
PRINTED: Mapping[Family, float] = {
    "surgical": 1.0,
    "cloth": 1.0,
    "fashion": 1.0,
    "bandana": 1.0,
    "fold_flat": 0.5,
}
"""Families whose masks can be printed, and how often compared with cloth."""


def draw_print_of(template: Template, share: float, seed: int) -> Print | None:
    """Draw whether a mask is printed, and what with.

    Args:
        template: artwork that is a picture, not inks, is never printed over.
        share: of the masks of cloth that are printed, 0 to 1.
        seed: of the sample.
    """
    description = template.description
    wanted = share * PRINTED.get(description.family, 0.0)
    if wanted <= 0 or description.artwork != "inks":
        return None
    generator = random_stream(seed, RandomStream.PRINT)
    return draw_print(generator) if generator.random() < wanted else None
