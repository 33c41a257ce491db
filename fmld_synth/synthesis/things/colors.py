"""Colors that things come in, as linear R, G, B."""

from __future__ import annotations

import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.color import to_linear

BLACK = (0.018, 0.018, 0.02)
WHITE = (0.8, 0.8, 0.79)
STEEL = (0.42, 0.43, 0.44)
_SUBDUED = 0.45
"""Share of draws that are black, gray, white or brown: most things are."""
_PLAIN = (
    (24, 24, 27),
    (60, 62, 66),
    (120, 122, 125),
    (235, 235, 232),
    (92, 66, 46),
    (28, 38, 64),
    (205, 190, 165),
)
"""sRGB of those."""


def from_srgb(red: int, green: int, blue: int) -> FloatArray:
    """Linear color of an sRGB one, 0 to 255."""
    return to_linear(np.array([red, green, blue], np.uint8))


def drawn_color(generator: np.random.Generator, plain: float = _SUBDUED) -> FloatArray:
    """A color of clothes and household things: a plain one, or any hue."""
    choice, number = generator.random(), int(generator.integers(len(_PLAIN)))
    hue, saturation, value = generator.random(), generator.uniform(0.35, 0.95), generator.uniform(0.25, 0.95)
    if choice < plain:
        base = np.array(_PLAIN[number], np.float64) * generator.uniform(0.8, 1.08)
        return to_linear(np.clip(base, 5, 250).astype(np.uint8))
    return to_linear((hue_to_rgb(hue, saturation, value) * 255).astype(np.uint8))


def hue_to_rgb(hue: float, saturation: float, value: float) -> FloatArray:
    """R, G, B, 0 to 1, of hue, saturation and value, each 0 to 1."""
    sector = (np.array([5.0, 3.0, 1.0]) + hue * 6) % 6
    return np.asarray(value * (1 - saturation * np.clip(np.minimum(sector, 4 - sector), 0, 1)), np.float32)
