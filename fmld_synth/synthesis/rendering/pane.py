"""A clear window in a mask: what is behind it is seen through it, but for some haze and glare."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.finish import Finish
from fmld_synth.synthesis.rendering.placing import MaskGeometry
from fmld_synth.templates.template import Pane, Template

# Chosen by eye. Lengths are in inter-ocular distances.
_DEFAULT_PANE = Pane(center=(0.5, 0.49), width=1.5, height=0.82, corner=0.3)
"""The window of a mask whose template has none."""
_DEFAULT_CLEARNESS = 0.85
"""Share of the light that a template's own window lets through."""
_EDGE = 0.012
"""Length over which the window begins."""
_RIM, _RIM_SHADE = 0.035, 0.3
"""Length over which the cloth is darker around the window, and by what share."""
_HAZE, _GLARE = 0.5, 0.9
"""Display values of the plastic's own gray and of its glare, each for what it holds back of the light behind."""
_SLANT, _GLARE_WIDTH, _GLARE_PLACES = 0.3, 0.09, 89
"""Slope of the streak of glare, its half width as a share of the texture's, and at how many places it may lie."""


class SeenThrough(NamedTuple):
    """A window over the cells of a mask.

    clear: float32 (rows, columns), share of what lies behind that is seen.
    glare: float32 (rows, columns), display value of the plastic itself in full light.
    cloth: float32 (rows, columns), share of the cloth's own light: none inside, less at the rim that is sewn on.
    """

    clear: FloatArray
    glare: FloatArray
    cloth: FloatArray


def seen_through(
    template: Template, finish: Finish | None, geometry: MaskGeometry, seed: int
) -> SeenThrough | None:
    """The window of a placed mask; None where it has none.

    Args:
        template: may have a window of its own.
        finish: may be one.
        geometry: of the placed mask.
        seed: of the sample; says where the glare lies.
    """
    pane, clearness = template.description.pane, _DEFAULT_CLEARNESS
    if finish is not None and finish.kind == "window":
        pane, clearness = pane or _DEFAULT_PANE, finish.strength
    if pane is None:
        return None
    shape = template.description.shape
    across = np.abs((geometry.u - np.float32(pane.center[0])) * np.float32(shape.width))
    down = np.abs((geometry.v - np.float32(pane.center[1])) * np.float32(shape.height))
    across -= np.float32(pane.width / 2 - pane.corner)
    down -= np.float32(pane.height / 2 - pane.corner)
    outside = np.sqrt(np.maximum(across, 0) ** 2 + np.maximum(down, 0) ** 2) - np.float32(pane.corner)
    outside += np.minimum(np.maximum(across, down), 0)
    inside = np.minimum(np.maximum(outside * np.float32(-1 / _EDGE), 0), 1)
    streak = geometry.u - np.float32(0.42 + 0.16 * (seed % _GLARE_PLACES) / _GLARE_PLACES)
    streak += (geometry.v - np.float32(pane.center[1])) * np.float32(_SLANT)
    bright = np.maximum(1 - (streak * np.float32(1 / _GLARE_WIDTH)) ** 2, 0)
    glare = inside * np.float32(1 - clearness) * (np.float32(_HAZE) + np.float32(_GLARE) * bright)
    near = np.maximum(1 - np.abs(outside * np.float32(1 / _RIM) - 1), 0)
    clear, cloth = inside * np.float32(clearness), (1 - inside) * (1 - np.float32(_RIM_SHADE) * near)
    return SeenThrough(*(np.asarray(plane, np.float32) for plane in (clear, glare, cloth)))
