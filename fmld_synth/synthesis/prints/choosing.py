"""Whether a mask is printed."""

from __future__ import annotations

from collections.abc import Mapping

from fmld_synth.choices import Family
from fmld_synth.synthesis.prints.pictures import PictureFolder
from fmld_synth.synthesis.prints.prints import Print, draw_print
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.templates.template import Template

# Disposable masks and respirators are printed less often than masks of cloth, shells and sports masks never. Chosen by
# what is sold.
PRINTED: Mapping[Family, float] = {
    "cloth": 1.0, "fashion": 1.0, "bandana": 1.0, "surgical": 0.5, "fold_flat": 0.5,
}  # fmt: skip
"""Families whose masks can be printed, and how often compared with cloth."""


def draw_print_of(
    template: Template, share: float, seed: int, pictures: PictureFolder | None = None
) -> Print | None:
    """Draw whether a mask is printed, and what with.

    Args:
        template: artwork that is a picture, not inks, is never printed over.
        share: of the masks of cloth that are printed, 0 to 1.
        seed: of the sample.
        pictures: the user's own, of which half of the prints are taken.
    """
    description = template.description
    wanted = share * PRINTED.get(description.family, 0.0)
    if wanted <= 0 or description.artwork != "inks":
        return None
    generator = random_stream(seed, RandomStream.PRINT)
    return draw_print(generator, pictures=pictures) if generator.random() < wanted else None
