"""Crumpled paper: facets that meet in sharp creases, as a height map over a mask's texture."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import cosine, sine
from fmld_synth.geometry import FloatArray

ROWS, COLUMNS = 96, 144
# Chosen by eye, beside photographs of crumpled masks. Lengths are in heights of the texture as worn.
_FACETS = (18, 40)
"""Least number of facets, and one more than the largest."""
_CREASE = 0.05
"""Distance from a crease over which a facet rises to its own slope."""
_REACH = 0.1
"""Distance from its middle at which a facet is as high as is said."""


def crumpled(height: float, aspect: float, generator: np.random.Generator) -> FloatArray:
    """Heights, float32 (ROWS, COLUMNS), in inter-ocular distances, about 0.

    Each facet is a tilted plane about its own middle, and holds what is nearest to it; toward the border with the next
    one it comes down to the plane of the paper, so that a crease runs there.

    Args:
        height: of a typical facet, in inter-ocular distances.
        aspect: width over height of the texture as worn.
        generator: drives it.
    """
    u = np.linspace(0, aspect, COLUMNS, dtype=np.float32)
    v = np.linspace(0, 1, ROWS, dtype=np.float32)[:, None]
    count = int(generator.integers(*_FACETS))
    right = u - generator.uniform(0, aspect, count).astype(np.float32)[:, None, None]
    down = v - generator.uniform(0, 1, count).astype(np.float32)[:, None, None]
    turns = generator.uniform(0, 2 * np.pi, count)
    tilt = generator.normal(0, height / _REACH, count).astype(np.float32)
    across, along = (tilt * part(turns) for part in (cosine, sine))
    distances = np.sqrt(right * right + down * down)
    nearest = distances.argmin(axis=0)[None]
    first, second = np.partition(distances, 1, axis=0)[:2]
    facet = nearest[0]
    slope = np.take_along_axis(right, nearest, axis=0)[0] * across[facet]
    slope += np.take_along_axis(down, nearest, axis=0)[0] * along[facet]
    return np.asarray(slope * np.minimum((second - first) * np.float32(1 / _CREASE), 1), np.float32)
