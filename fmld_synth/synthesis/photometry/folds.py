"""Random folds of a mask's cloth, as a height map over its texture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import bell, cosine, power, sine
from fmld_synth.geometry import FloatArray
from fmld_synth.templates.template import Anchors

FOLD_ROWS, FOLD_COLUMNS = 48, 72
_U = np.linspace(0, 1, FOLD_COLUMNS, dtype=np.float32)
_V = np.linspace(0, 1, FOLD_ROWS, dtype=np.float32)[:, None]

# All numbers below were chosen by eye, beside photographs of worn masks. Places are (u, v) of the texture, from 0 to 1;
# lengths are in heights of the texture as worn; directions are in radians; heights of folds are in amplitudes
# (``Folding.amplitude``), those of facets in inter-ocular distances. Pairs are the ends of what is drawn from evenly.

# Share of each kind of fold on a rigid shell, and what limp cloth adds to it.
_STIFF_DENTS, _LIMP_DENTS = 0.3, 0.7
_STIFF_GATHERS, _LIMP_GATHERS = 0.25, 0.75
_FACETS = 0.7
"""Strength of facets on cloth that is not bunched; bunching is added to it."""

_FACET_COUNT = (3, 7)
"""Least number of facets, and one more than the largest."""
_FACET_U, _FACET_V = (0.2, 0.8), (0.15, 0.95)
_FACET_TURN = 0.9
"""Standard deviation of the direction in which two facets meet; 0 is horizontal."""
_FACET_WIDTH, _FACET_LENGTH = (0.12, 0.3), (0.25, 0.7)
_FACET_SLOPE = 0.22
"""Standard deviation of the height gained with the distance from where two facets meet."""
_FACET_BLUNTNESS = 0.02
"""Radius of the edge where two facets meet."""

_CREASE_COUNT = (1, 4)
"""Least number of creases from each corner, and one more than the largest."""
_CREASE_AIM = ((0.3, 0.15), (0.7, 0.85))
"""Least and greatest (u, v) that a crease runs toward."""
_CREASE_BEND = 0.05
"""Standard deviation of how far the middle of a crease leaves the straight line."""
_CREASE_WIDTH = (0.025, 0.06)
_CREASE_SPREAD = 1.5
"""How much wider a crease gets on its way, in widths."""
_CREASE_SPREAD_END = 1.2
"""Share of its way after which a crease gets no wider."""
_CREASE_REACH = (0.45, 0.95)
"""Share of its way after which a crease has flattened out."""
_CREASE_ONSET = 0.08
"""Share of its way over which a crease rises from the corner."""
_CREASE_HEIGHT = (0.4, 1.1)

_DENT_COUNT = (2, 6)
"""Least number of dents, and one more than the largest."""
_DENT_U, _DENT_V = (0.15, 0.85), (0.2, 0.85)
_DENT_TURN = 0.6
"""Standard deviation of a dent's direction; 0 is horizontal."""
_DENT_CURVATURE = 0.4
"""Standard deviation of a dent's curvature: it leaves its straight line by this times the squared distance along it."""
_DENT_LENGTH, _DENT_WIDTH = (0.15, 0.45), (0.03, 0.09)
_DENT_HEIGHT = 0.6
"""Standard deviation of a dent's height; a negative one is a hollow."""

_LEAST_BUNCHING = 0.02
"""Cloth that is bunched no more than this has no gathers."""
_LEAST_GATHERS, _MOST_GATHERS, _MORE_WHEN_BUNCHED = 2.0, 3.0, 3.5
"""Folds down the mask: ends of what is drawn from, and what full bunching adds to the upper one."""
_WOBBLES = (1, 2, 3)
"""Waves across the mask that make the folds wavy, each by a factor of ``_WOBBLE_WAVES`` more."""
_WOBBLE_WAVES = (0.6, 1.1)
_WOBBLE = 0.7
"""Standard deviation of each wave's strength."""
_WOBBLE_SHIFT = 0.8
"""How far these waves move the folds, in radians of a fold's wave."""
_SAG = 0.8
"""Standard deviation of how much the ends of the folds hang or rise."""
_SAG_SHIFT = 3
"""How far the sag moves the ends of the folds, in radians of a fold's wave."""
_GATHER_SHAPE = 0.8
"""Exponent of the folds' sine: below 1, their flanks are steeper and their tops flatter."""
_SWELL, _SWELL_CHANGE = 0.6, 0.4
"""Mean strength along a fold, and how far it swells and dies away."""
_SWELL_WAVES = (0.7, 1.6)
"""Waves of that strength across the mask."""
_GATHER_HEIGHT = 1.5

_TROUGH_DEPTH, _TROUGH_AT = 0.5, 1.6
"""The trough beside a ridge: its depth in the ridge's heights, its distance in the ridge's widths."""
_LEAST_LENGTH = 1e-3
"""Keeps divisions by a length finite."""


@dataclass(frozen=True)
class Folding:
    """How strongly, and in what way, cloth is folded.

    Attributes:
        amplitude: height of a typical fold, in inter-ocular distances.
        bunching: 0 to 1, share of gathered cloth: crowded folds along the mask's width.
        stiffness: 0 to 1; stiff cloth folds in fewer, wider creases.
    """

    amplitude: float
    bunching: float
    stiffness: float


def fold_relief(
    folding: Folding, anchors: Anchors, aspect: float, generator: np.random.Generator
) -> FloatArray:
    """Heights of random folds, float32 (FOLD_ROWS, FOLD_COLUMNS), in inter-ocular distances.

    Three kinds, as seen on worn masks: tension creases that fan out from the four corners where the straps pull,
    gathers along the width where the cloth is bunched up, and a few dents anywhere.

    Args:
        anchors: the corners.
        aspect: width over height of the texture as worn.
    """
    u, v = _U, _V
    limp = 1 - folding.stiffness
    relief = _creases(u, v, anchors, aspect, generator) * np.float32(limp)
    relief += _dents(u, v, aspect, generator) * np.float32(_STIFF_DENTS + _LIMP_DENTS * limp)
    relief += _gathers(u, v, folding.bunching, generator) * np.float32(_STIFF_GATHERS + _LIMP_GATHERS * limp)
    planes = _facets(u, v, aspect, generator) * np.float32((_FACETS + folding.bunching) * limp)
    return np.asarray(relief * np.float32(folding.amplitude) + planes, np.float32)


def _of_each(values: npt.NDArray[np.float64]) -> FloatArray:
    """One value (n,) for each fold, as float32 (n, 1, 1): all folds of a kind are computed together."""
    return values.astype(np.float32)[:, None, None]


def _facets(u: FloatArray, v: FloatArray, aspect: float, generator: np.random.Generator) -> FloatArray:
    """Large flat planes that meet at blunt edges, as in cloth with a wire or a pulled corner."""
    count = int(generator.integers(*_FACET_COUNT))
    du = (u - _of_each(generator.uniform(*_FACET_U, count))) * np.float32(aspect)
    dv = v - _of_each(generator.uniform(*_FACET_V, count))
    turn = _of_each(generator.normal(0, _FACET_TURN, count))
    across, along = dv * cosine(turn) + du * sine(turn), du * cosine(turn) - dv * sine(turn)
    width, length = (
        _of_each(generator.uniform(*_FACET_WIDTH, count)),
        _of_each(generator.uniform(*_FACET_LENGTH, count)),
    )
    reach = bell(np.square(across / width) + np.square(along / length))
    strength = _of_each(generator.normal(0, _FACET_SLOPE, count))
    return np.asarray(
        (strength * np.sqrt(across**2 + np.float32(_FACET_BLUNTNESS**2)) * reach).sum(axis=0), np.float32
    )


def _creases(
    u: FloatArray, v: FloatArray, anchors: Anchors, aspect: float, generator: np.random.Generator
) -> FloatArray:
    """Ridges from each corner toward the middle, which flatten on their way."""
    corners = np.array([anchors.top_left, anchors.top_right, anchors.bottom_left, anchors.bottom_right])
    start = np.repeat(corners, generator.integers(*_CREASE_COUNT, len(corners)), axis=0)
    count = len(start)
    way = (generator.uniform(*_CREASE_AIM, (count, 2)) - start) * (aspect, 1)
    length = np.sqrt((way**2).sum(axis=1)) + _LEAST_LENGTH
    along_u, along_v = (_of_each(part / length) for part in way.T)
    du, dv = (u - _of_each(start[:, 0])) * np.float32(aspect), v - _of_each(start[:, 1])
    along = (du * along_u + dv * along_v) / _of_each(length)
    bend = _of_each(generator.normal(0, _CREASE_BEND, count)) * (4 * along * (1 - along))
    across = dv * along_u - du * along_v + bend
    spread = 1 + np.float32(_CREASE_SPREAD) * np.clip(along, 0, _CREASE_SPREAD_END)
    width = _of_each(generator.uniform(*_CREASE_WIDTH, count)) * spread
    reach = _of_each(generator.uniform(*_CREASE_REACH, count))
    fade = np.clip(along * np.float32(1 / _CREASE_ONSET), 0, 1) * np.clip(1 - along / reach, 0, 1)
    height = _of_each(generator.uniform(*_CREASE_HEIGHT, count))
    return np.asarray((height * fade * _ridge(cast(FloatArray, across / width))).sum(axis=0), np.float32)


def _dents(u: FloatArray, v: FloatArray, aspect: float, generator: np.random.Generator) -> FloatArray:
    """A few short soft folds anywhere, in any direction."""
    count = int(generator.integers(*_DENT_COUNT))
    du = (u - _of_each(generator.uniform(*_DENT_U, count))) * np.float32(aspect)
    dv = v - _of_each(generator.uniform(*_DENT_V, count))
    turn = _of_each(generator.normal(0, _DENT_TURN, count))
    along = du * cosine(turn) + dv * sine(turn)
    across = (
        dv * cosine(turn) - du * sine(turn) + _of_each(generator.normal(0, _DENT_CURVATURE, count)) * along**2
    )
    length, width = (
        _of_each(generator.uniform(*_DENT_LENGTH, count)),
        _of_each(generator.uniform(*_DENT_WIDTH, count)),
    )
    height = _of_each(generator.normal(0, _DENT_HEIGHT, count))
    return np.asarray(
        (height * bell(np.square(along / length)) * _ridge(cast(FloatArray, across / width))).sum(axis=0),
        np.float32,
    )


def _gathers(u: FloatArray, v: FloatArray, bunching: float, generator: np.random.Generator) -> FloatArray:
    """Crowded folds along the width, wavy, swelling and dying away."""
    if bunching <= _LEAST_BUNCHING:
        return np.zeros((FOLD_ROWS, FOLD_COLUMNS), np.float32)
    count = generator.uniform(_LEAST_GATHERS, _MOST_GATHERS + _MORE_WHEN_BUNCHED * bunching)
    phase = generator.uniform(0, 2 * np.pi)
    wobble = sum(
        generator.normal(0, _WOBBLE)
        * sine(2 * np.pi * (k * u * generator.uniform(*_WOBBLE_WAVES) + generator.random()))
        for k in _WOBBLES
    )
    sag = generator.normal(0, _SAG) * (2 * u - 1) ** 2
    wave = sine(2 * np.pi * count * v + phase + _WOBBLE_SHIFT * wobble + _SAG_SHIFT * sag)
    sharp = np.sign(wave) * power(np.abs(wave), _GATHER_SHAPE)
    swell = _SWELL + _SWELL_CHANGE * sine(
        2 * np.pi * (u * generator.uniform(*_SWELL_WAVES) + v + generator.random())
    )
    return np.asarray(_GATHER_HEIGHT * bunching * sharp * swell, np.float32)


def _ridge(across: FloatArray) -> FloatArray:
    """Cross-section of a fold: a rounded ridge with a shallow trough on one side."""
    return np.asarray(
        bell(np.square(across)) - _TROUGH_DEPTH * bell(np.square(across - np.float32(_TROUGH_AT))), np.float32
    )
