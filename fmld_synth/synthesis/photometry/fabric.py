"""The cloth's own relief: random folds and the weave, as height maps over the texture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import FloatArray
from fmld_synth.templates.template import Anchors, Fabric

FOLD_ROWS, FOLD_COLUMNS = 48, 72
WEAVE_TILE = 256
THREAD = {"nonwoven": 0.030, "woven": 0.016, "knit": 0.024, "foam": 0.020, "smooth": 0.030}
"""Size of what one sees of a fabric's structure, in inter-ocular distances (1 mm is about 0.016)."""
_CONTRAST = {"nonwoven": 0.035, "woven": 0.07, "knit": 0.07, "foam": 0.025, "smooth": 0.01}


@dataclass(frozen=True)
class Folding:
    """How much and how cloth is folded.

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
    u = np.linspace(0, 1, FOLD_COLUMNS, dtype=np.float32)
    v = np.linspace(0, 1, FOLD_ROWS, dtype=np.float32)[:, None]
    limp = 1 - folding.stiffness
    relief = _creases(u, v, anchors, aspect, generator) * np.float32(limp)
    relief += _dents(u, v, aspect, generator) * np.float32(0.3 + 0.7 * limp)
    relief += _gathers(u, v, folding.bunching, generator) * np.float32(0.25 + 0.75 * limp)
    planes = _facets(u, v, aspect, generator) * np.float32((0.7 + folding.bunching) * limp)
    return np.asarray(relief * np.float32(folding.amplitude) + planes, np.float32)


def _of_each(values: npt.NDArray[np.float64]) -> FloatArray:
    """One value (n,) of each fold, float32 (n, 1, 1): all folds of a kind are worked out together."""
    return values.astype(np.float32)[:, None, None]


def _facets(u: FloatArray, v: FloatArray, aspect: float, generator: np.random.Generator) -> FloatArray:
    """Large flat planes that meet at blunt creases, as cloth with a wire or a pulled corner shows."""
    count = int(generator.integers(3, 7))
    du = (u - _of_each(generator.uniform(0.2, 0.8, count))) * np.float32(aspect)
    dv = v - _of_each(generator.uniform(0.15, 0.95, count))
    turn = _of_each(generator.normal(0, 0.9, count))
    across, along = dv * np.cos(turn) + du * np.sin(turn), du * np.cos(turn) - dv * np.sin(turn)
    width, length = (
        _of_each(generator.uniform(0.12, 0.3, count)),
        _of_each(generator.uniform(0.25, 0.7, count)),
    )
    reach = np.exp(-((across / width) ** 2) - (along / length) ** 2)
    strength = _of_each(generator.normal(0, 0.22, count))
    return np.asarray((strength * np.sqrt(across**2 + np.float32(0.02**2)) * reach).sum(axis=0), np.float32)


def _creases(
    u: FloatArray, v: FloatArray, anchors: Anchors, aspect: float, generator: np.random.Generator
) -> FloatArray:
    """One to three ridges from each corner toward the middle that flatten on their way."""
    corners = np.array([anchors.top_left, anchors.top_right, anchors.bottom_left, anchors.bottom_right])
    start = np.repeat(corners, generator.integers(1, 4, len(corners)), axis=0)
    count = len(start)
    way = (generator.uniform((0.3, 0.15), (0.7, 0.85), (count, 2)) - start) * (aspect, 1)
    length = np.hypot(*way.T) + 1e-3
    along_u, along_v = (_of_each(part / length) for part in way.T)
    du, dv = (u - _of_each(start[:, 0])) * np.float32(aspect), v - _of_each(start[:, 1])
    along = (du * along_u + dv * along_v) / _of_each(length)
    bend = _of_each(generator.normal(0, 0.05, count)) * np.sin(np.float32(np.pi) * along)
    across = dv * along_u - du * along_v + bend
    width = _of_each(generator.uniform(0.025, 0.06, count)) * (1 + np.float32(1.5) * np.clip(along, 0, 1.2))
    reach = _of_each(generator.uniform(0.45, 0.95, count))
    fade = np.clip(along * np.float32(1 / 0.08), 0, 1) * np.clip(1 - along / reach, 0, 1)
    height = _of_each(generator.uniform(0.4, 1.1, count))
    return np.asarray((height * fade * _ridge(across / width)).sum(axis=0), np.float32)


def _dents(u: FloatArray, v: FloatArray, aspect: float, generator: np.random.Generator) -> FloatArray:
    """A few short soft folds anywhere, in any direction."""
    count = int(generator.integers(2, 6))
    du = (u - _of_each(generator.uniform(0.15, 0.85, count))) * np.float32(aspect)
    dv = v - _of_each(generator.uniform(0.2, 0.85, count))
    turn = _of_each(generator.normal(0, 0.6, count))
    along = du * np.cos(turn) + dv * np.sin(turn)
    across = dv * np.cos(turn) - du * np.sin(turn) + _of_each(generator.normal(0, 0.4, count)) * along**2
    length, width = (
        _of_each(generator.uniform(0.15, 0.45, count)),
        _of_each(generator.uniform(0.03, 0.09, count)),
    )
    height = _of_each(generator.normal(0, 0.6, count))
    return np.asarray(
        (height * np.exp(-((along / length) ** 2)) * _ridge(across / width)).sum(axis=0), np.float32
    )


def _gathers(u: FloatArray, v: FloatArray, bunching: float, generator: np.random.Generator) -> FloatArray:
    """Crowded folds along the width, wavy, swelling and dying away."""
    if bunching <= 0.02:
        return np.zeros((FOLD_ROWS, FOLD_COLUMNS), np.float32)
    count = generator.uniform(2.0, 3.0 + 3.5 * bunching)
    phase = generator.uniform(0, 2 * np.pi)
    wobble = sum(
        generator.normal(0, 0.7)
        * np.sin(2 * np.pi * (k * u * generator.uniform(0.6, 1.1) + generator.random()))
        for k in (1, 2, 3)
    )
    sag = generator.normal(0, 0.8) * (2 * u - 1) ** 2
    wave = np.sin(2 * np.pi * count * v + phase + 0.8 * wobble + 3 * sag)
    sharp = np.sign(wave) * np.abs(wave) ** 0.8
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * (u * generator.uniform(0.7, 1.6) + v + generator.random()))
    return np.asarray(1.5 * bunching * sharp * swell, np.float32)


def _ridge(across: FloatArray) -> FloatArray:
    """Cross-section of a fold: a rounded ridge with a shallow trough on one side."""
    return np.asarray(np.exp(-(across**2)) - 0.5 * np.exp(-((across - 1.6) ** 2)), np.float32)


def weave_contrast(fabric: Fabric, threads_across: float) -> float:
    """Contrast of the visible weave when one thread spans ``threads_across`` pixels; 0 when it is too fine."""
    return _CONTRAST[fabric.weave] * float(np.clip((threads_across - 1.6) / 1.6, 0, 1))


@lru_cache(maxsize=8)
def weave_tile(weave: str) -> FloatArray:
    """A seamless tile of one fabric's structure, float32 (WEAVE_TILE, WEAVE_TILE), about -1 to 1.

    A thread spans 8 samples of the tile, a fibre of non-woven cloth likewise.
    """
    generator = np.random.default_rng(7)
    noise = generator.standard_normal((WEAVE_TILE, WEAVE_TILE)).astype(np.float32)
    y, x = np.mgrid[:WEAVE_TILE, :WEAVE_TILE].astype(np.float32)
    if weave == "woven":
        over = np.where((x // 8 + y // 8) % 2 == 0, np.sin(np.pi * (y % 8) / 8), np.sin(np.pi * (x % 8) / 8))
        tile = over + 0.25 * _wrapped_blur(noise, 1.5)
    elif weave == "knit":
        tile = np.sin(2 * np.pi * x / 8) * 0.6 + np.sin(2 * np.pi * (y / 8 + np.abs((x % 8) - 4) / 8))
    elif weave == "foam":
        tile = _wrapped_blur(noise, 1.2)
    else:
        tile = _wrapped_blur(noise, 2.0) + 0.7 * _wrapped_blur(noise[::-1], 6.0)
    tile = tile - tile.mean()
    return np.asarray(np.clip(tile / (2 * tile.std()), -1.5, 1.5), np.float32)


def _wrapped_blur(noise: FloatArray, sigma: float) -> FloatArray:
    wrapped = cv2.copyMakeBorder(noise, 24, 24, 24, 24, cv2.BORDER_WRAP)
    blurred = cv2.GaussianBlur(wrapped, (0, 0), sigma)[24:-24, 24:-24]
    return np.asarray(blurred / blurred.std(), np.float32)
