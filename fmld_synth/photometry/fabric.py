"""The cloth's own relief: random folds and the weave, as height maps over the texture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.templates.template import Anchors, Fabric, Point

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


def fold_relief(folding: Folding, anchors: Anchors, aspect: float, generator: np.random.Generator) -> FloatArray:
    """Heights of random folds, float32 (FOLD_ROWS, FOLD_COLUMNS), in inter-ocular distances.

    Three kinds, as seen on worn masks: tension creases that fan out from the four corners where the straps pull,
    gathers along the width where the cloth is bunched up, and a few dents anywhere.

    Args:
        anchors: the corners.
        aspect: width over height of the texture as worn.
    """
    u, v = np.meshgrid(
        np.linspace(0, 1, FOLD_COLUMNS, dtype=np.float32), np.linspace(0, 1, FOLD_ROWS, dtype=np.float32)
    )
    limp = 1 - folding.stiffness
    relief = np.zeros_like(u)
    corners = (anchors.top_left, anchors.top_right, anchors.bottom_left, anchors.bottom_right)
    for corner in corners:
        for _ in range(int(generator.integers(1, 4))):
            relief += _crease(u, v, corner, aspect, generator) * limp
    for _ in range(int(generator.integers(2, 6))):
        relief += _dent(u, v, aspect, generator) * (0.3 + 0.7 * limp)
    relief += _gathers(u, v, folding.bunching, generator) * (0.25 + 0.75 * limp)
    planes = _facets(u, v, aspect, generator) * (0.7 + folding.bunching) * limp
    return np.asarray(relief * folding.amplitude + planes, np.float32)


def _facets(u: FloatArray, v: FloatArray, aspect: float, generator: np.random.Generator) -> FloatArray:
    """Large flat planes that meet at blunt creases, as cloth with a wire or a pulled corner shows."""
    planes = np.zeros_like(u)
    for _ in range(int(generator.integers(3, 7))):
        centre = generator.uniform((0.2, 0.15), (0.8, 0.95))
        turn = generator.normal(0, 0.9)
        across = (v - centre[1]) * np.cos(turn) + (u - centre[0]) * aspect * np.sin(turn)
        along = (u - centre[0]) * aspect * np.cos(turn) - (v - centre[1]) * np.sin(turn)
        reach = np.exp(-((across / generator.uniform(0.12, 0.3)) ** 2) - (along / generator.uniform(0.25, 0.7)) ** 2)
        planes += generator.normal(0, 0.22) * np.sqrt(across**2 + 0.02**2) * reach
    return planes


def _crease(
    u: FloatArray, v: FloatArray, corner: Point, aspect: float, generator: np.random.Generator
) -> FloatArray:
    """A ridge from a corner toward the middle that flattens on its way."""
    target = generator.uniform((0.3, 0.15), (0.7, 0.85))
    along_u, along_v = (target[0] - corner[0]) * aspect, target[1] - corner[1]
    length = float(np.hypot(along_u, along_v)) + 1e-3
    du, dv = (u - corner[0]) * aspect, v - corner[1]
    along = (du * along_u + dv * along_v) / length**2
    bend = generator.normal(0, 0.05) * np.sin(np.pi * along)
    across = (du * -along_v + dv * along_u) / length + bend
    width = generator.uniform(0.025, 0.06) * (1 + 1.5 * np.clip(along, 0, 1.2))
    reach = generator.uniform(0.45, 0.95)
    fade = np.clip(along / 0.08, 0, 1) * np.clip(1 - along / reach, 0, 1)
    return np.asarray(generator.uniform(0.4, 1.1) * fade * _ridge(across / width), np.float32)


def _dent(u: FloatArray, v: FloatArray, aspect: float, generator: np.random.Generator) -> FloatArray:
    """A short soft fold anywhere, in any direction."""
    centre = generator.uniform((0.15, 0.2), (0.85, 0.85))
    turn = generator.normal(0, 0.6)
    du, dv = (u - centre[0]) * aspect, v - centre[1]
    along = du * np.cos(turn) + dv * np.sin(turn)
    across = -du * np.sin(turn) + dv * np.cos(turn) + generator.normal(0, 0.4) * along**2
    length, width = generator.uniform(0.15, 0.45), generator.uniform(0.03, 0.09)
    return np.asarray(generator.normal(0, 0.6) * np.exp(-((along / length) ** 2)) * _ridge(across / width), np.float32)


def _gathers(u: FloatArray, v: FloatArray, bunching: float, generator: np.random.Generator) -> FloatArray:
    """Crowded folds along the width, wavy, swelling and dying away."""
    if bunching <= 0.02:
        return np.zeros_like(u)
    count = generator.uniform(2.0, 3.0 + 3.5 * bunching)
    phase = generator.uniform(0, 2 * np.pi)
    wobble = sum(
        generator.normal(0, 0.7) * np.sin(2 * np.pi * (k * u * generator.uniform(0.6, 1.1) + generator.random()))
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
