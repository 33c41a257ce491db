"""The weave of a mask's cloth: its visible structure as a seamless tile, and how strongly it shows."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from fmld_synth.arithmetic import sine
from fmld_synth.geometry import FloatArray

THREAD = {"nonwoven": 0.030, "woven": 0.016, "knit": 0.024, "foam": 0.020, "smooth": 0.030, "mesh": 0.036}
"""Size of what one sees of a fabric's structure, in inter-ocular distances (1 mm is about 0.016). Chosen by eye."""
CONTRAST = {"nonwoven": 0.035, "woven": 0.07, "knit": 0.07, "foam": 0.025, "smooth": 0.01, "mesh": 0.3}
"""How much the structure changes the cloth's brightness, as a share of it. Chosen by eye: more would hide the seams of
dark cloth."""
FINEST_SEEN = 1.6
"""Pixels a thread must span to be seen at all; at twice as many it has its full contrast. Chosen by eye."""

WEAVE_TILE = 256
"""Side of the tile, in samples."""
THREAD_SAMPLES = 8
"""Samples of the tile that one thread spans."""

_TILE_SEED = 7
_STRONGEST = 1.5
"""Values of the tile, whose standard deviation is 0.5, are cut off here."""
_WRAP = 24
"""Samples by which the tile is continued on each side before it is blurred: four times the widest blur."""

# How each fabric is drawn; blurs are standard deviations in samples of the tile. Chosen by eye.
_FUZZ_BLUR, _FUZZ = 1.5, 0.25
"""Blur of the loose fibers on woven threads, and their strength compared with the threads."""
_LOOP_STRENGTH = 0.6
"""Strength of a knit's columns compared with its rows of loops."""
_OPENING = 0.42
"""Radius of a mesh's openings, in threads."""
_PORE_BLUR = 1.2
"""Blur that makes the pores of foam."""
_FIBER_BLUR, _CLOUD_BLUR, _CLOUDS = 2.0, 6.0, 0.7
"""Blurs of a fleece's fibers and of its thicker places, and the latter's strength compared with the fibers."""


def weave_contrast(contrast: float, threads_across: float) -> float:
    """What is seen of a weave's ``contrast`` when one thread spans ``threads_across`` pixels; 0 when it is too fine."""
    return contrast * float(np.clip((threads_across - FINEST_SEEN) / FINEST_SEEN, 0, 1))


@lru_cache(maxsize=8)
def weave_tile(weave: str) -> FloatArray:
    """A seamless tile of one fabric's structure, float32 (WEAVE_TILE, WEAVE_TILE), about -1 to 1.

    A thread spans ``THREAD_SAMPLES`` samples of the tile, and so does a fiber of non-woven cloth.
    """
    generator = np.random.default_rng(_TILE_SEED)
    noise = generator.standard_normal((WEAVE_TILE, WEAVE_TILE)).astype(np.float32)
    y, x = np.mgrid[:WEAVE_TILE, :WEAVE_TILE].astype(np.float32)
    thread = THREAD_SAMPLES
    if weave == "woven":
        over = np.where(
            (x // thread + y // thread) % 2 == 0,
            sine(np.pi * (y % thread) / thread),
            sine(np.pi * (x % thread) / thread),
        )
        tile = over + _FUZZ * _wrapped_blur(noise, _FUZZ_BLUR)
    elif weave == "knit":
        slant = np.abs((x % thread) - thread // 2) / thread
        tile = sine(2 * np.pi * x / thread) * _LOOP_STRENGTH + sine(2 * np.pi * (y / thread + slant))
    elif weave == "mesh":  # dark openings on a staggered lattice
        across = x + thread // 2 * (y // thread % 2)
        right, down = across % thread - (thread - 1) / 2, y % thread - (thread - 1) / 2
        tile = np.minimum(np.sqrt(right * right + down * down) / np.float32(_OPENING * thread), 1)
    elif weave == "foam":
        tile = _wrapped_blur(noise, _PORE_BLUR)
    else:
        tile = _wrapped_blur(noise, _FIBER_BLUR) + _CLOUDS * _wrapped_blur(noise[::-1], _CLOUD_BLUR)
    tile = tile - tile.mean()
    return np.asarray(np.clip(tile / (2 * tile.std()), -_STRONGEST, _STRONGEST), np.float32)


def _wrapped_blur(noise: FloatArray, sigma: float) -> FloatArray:
    """The tile blurred as if it were repeated, brought to standard deviation 1."""
    wrapped = cv2.copyMakeBorder(noise, _WRAP, _WRAP, _WRAP, _WRAP, cv2.BORDER_WRAP)
    blurred = cv2.GaussianBlur(wrapped, (0, 0), sigma)[_WRAP:-_WRAP, _WRAP:-_WRAP]
    return np.asarray(blurred / blurred.std(), np.float32)
