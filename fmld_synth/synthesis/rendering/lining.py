"""The inside of a mask, where it is seen: no print, and the color of its lining."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from fmld_synth.choices import Family
from fmld_synth.synthesis.photometry.light import WHITE_CLOTH
from fmld_synth.synthesis.rendering.artwork import Artwork, linear
from fmld_synth.synthesis.rendering.placing import MaskGeometry
from fmld_synth.templates.template import Colorway, Template

_WHITE_LINING: Mapping[Family, float] = {
    "surgical": 0.95, "cup": 0.95, "fold_flat": 0.95, "cloth": 0.55, "sports": 0.3, "bandana": 0.3, "fashion": 0.0
}  # fmt: skip
"""Share of white in the color of a family's lining, the rest being its primary color. Chosen by eye: medical masks are
white inside, cloth is lined with something lighter or shows its paler back, foam is dyed through."""


def with_lining(artwork: Artwork, template: Template, colorway: Colorway, geometry: MaskGeometry) -> Artwork:
    """The artwork with its inside where the geometry shows that."""
    if geometry.inside is None:
        return artwork
    white = _WHITE_LINING.get(template.description.family, _WHITE_LINING["cloth"])
    lining = np.asarray(white * WHITE_CLOTH + (1 - white) * linear(colorway.primary), np.float32)
    albedo = artwork.albedo + (lining[:, None, None] - artwork.albedo) * geometry.inside
    return replace(artwork, albedo=albedo, relief=artwork.relief * (1 - 2 * geometry.inside))
