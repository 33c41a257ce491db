"""Outlines that motifs are made of, as closed curves about the origin, and how they are placed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import Doubles, cosine, power, sine
from fmld_synth.synthesis.prints.canvas import Extent

FULL_TURN = 2 * np.pi


def turned(outline: npt.ArrayLike, angles: npt.ArrayLike) -> Doubles:
    """An outline (k, 2), or n of them, turned by each of n angles in radians, clockwise: float64 (n, k, 2)."""
    x, y = np.moveaxis(np.asarray(outline, np.float64), -1, 0)
    c, s = (part.astype(np.float64)[..., None] for part in (cosine(angles), sine(angles)))
    return np.stack([x * c - y * s, x * s + y * c], axis=-1)


def placed(outline: npt.ArrayLike, places: Doubles, angles: npt.ArrayLike, sizes: npt.ArrayLike) -> Doubles:
    """An outline (k, 2) turned, sized and moved to each of n places (n, 2): float64 (n, k, 2)."""
    return turned(outline, angles) * np.asarray(sizes, np.float64)[:, None, None] + places[:, None]


@lru_cache(maxsize=64)
def circle(points: int = 24) -> Doubles:
    """A circle of radius 1, float64 (points, 2)."""
    angles = np.arange(points) * (FULL_TURN / points)
    return np.stack([cosine(angles), sine(angles)], axis=-1).astype(np.float64)


@lru_cache(maxsize=64)
def petal(width: float, points: int = 14) -> Doubles:
    """A petal or leaf from the origin to (1, 0), pointed at its end: float64 (points, 2)."""
    along = np.concatenate([np.linspace(0, 1, points // 2 + 1), np.linspace(1, 0, points // 2 + 1)[1:-1]])
    side = np.where(np.arange(len(along)) <= points // 2, 1.0, -1.0)
    bulge = 4 * along * (1 - along) * (0.6 + 0.4 * along)
    return np.stack([along, side * bulge * (width / 2)], axis=-1)


@lru_cache(maxsize=64)
def star(tips: int, depth: float) -> Doubles:
    """A star of radius 1 whose notches lie at ``depth``, one tip up: float64 (2 tips, 2)."""
    angles = np.arange(2 * tips) * (np.pi / tips) - np.pi / 2
    radii = np.where(np.arange(2 * tips) % 2 == 0, 1.0, depth)
    return np.stack([cosine(angles) * radii, sine(angles) * radii], axis=-1)


@lru_cache(maxsize=1)
def heart() -> Doubles:
    """A heart of about radius 1: float64 (28, 2)."""
    t = np.arange(28) * (FULL_TURN / 28)
    x = sine(t).astype(np.float64) ** 3
    y = -(13 * cosine(t) - 5 * cosine(2 * t) - 2 * cosine(3 * t) - cosine(4 * t)) / 16
    return np.stack([x, y], axis=-1)


@lru_cache(maxsize=1)
def drop() -> Doubles:
    """A bent drop, as in paisley, its tip up and to the right: float64 (28, 2)."""
    t = np.arange(28) * (FULL_TURN / 28)
    y = -cosine(t).astype(np.float64)
    slim = (1 - y) / 2
    x = sine(t) * 0.62 * (0.35 + 0.65 * (1 - slim**1)) + 0.55 * slim * slim
    return np.stack([x, y], axis=-1)


@lru_cache(maxsize=1)
def moon() -> Doubles:
    """A crescent of radius 1: float64 (30, 2)."""
    outer, inner = circle(20)[4:17], circle(20)[4:17][::-1] * (0.62, 0.86) + (-0.18, 0)
    return np.concatenate([outer, inner])


def blob(generator: np.random.Generator, count: int, roughness: float, points: int = 18) -> Doubles:
    """Rounded patches of about radius 1, no two alike: float64 (count, points, 2)."""
    angles = np.arange(points) * (FULL_TURN / points)
    radii = np.ones((count, points))
    for waves in (2, 3, 4, 5):
        phase = generator.uniform(0, FULL_TURN, (count, 1))
        strength = generator.normal(0, roughness / waves, (count, 1))
        radii += strength * sine(waves * angles + phase)
    return np.maximum(radii, 0.15)[..., None] * circle(points)


def scattered(
    generator: np.random.Generator, extent: Extent, spacing: float, jitter: float, margin: float = 1.0
) -> Doubles:
    """Places on a staggered lattice, each moved by chance: float64 (n, 2), in the order they are drawn.

    Args:
        spacing: of neighbors, in motifs.
        jitter: greatest move, in spacings.
        margin: how far places lie outside the extent, so that motifs are cut by the cloth's edge.
    """
    rows = np.arange(
        np.floor((extent.top - margin) / spacing), np.ceil((extent.bottom + margin) / spacing) + 1
    )
    columns = np.arange(
        np.floor((extent.left - margin) / spacing), np.ceil((extent.right + margin) / spacing) + 1
    )
    x, y = np.meshgrid(columns, rows)
    x = x + (rows % 2)[:, None] * 0.5
    places = np.stack([x, y], axis=-1).reshape(-1, 2)
    places = (places + generator.uniform(-jitter, jitter, places.shape)) * spacing
    return places[generator.permutation(len(places))]


@lru_cache(maxsize=64)
def rosette(petals: int, depth: float, bluntness: float, points: int = 10) -> Doubles:
    """A blossom of radius 1 seen from above: float64 (petals * points, 2).

    Args:
        petals: their number.
        depth: of the notches between them, as a share of the radius.
        bluntness: exponent; below 1 petals are broad, above they are pointed.
        points: of each petal.
    """
    count = petals * points
    angles = np.arange(count) * (FULL_TURN / count)
    tips = np.abs(cosine(angles * (petals / 2)))
    radii = 1 - depth + depth * power(tips, bluntness).astype(np.float64)
    return circle(count) * radii[:, None]


@lru_cache(maxsize=8)
def frond(pairs: int) -> Doubles:
    """A feathered leaf from the origin to (1, 0): float64 (8 pairs + 1, 2)."""
    along = (np.arange(pairs * 4 + 1) / (pairs * 4))[1:]
    envelope = 0.46 * np.sqrt(np.maximum(along * (1.08 - along) * 3.2, 0))
    notched = envelope * np.tile([0.45, 0.9, 1.0, 0.72], pairs)
    swept = along + notched * np.tile([-0.02, 0.1, 0.3, 0.1], pairs)
    upper = np.stack([swept, -notched], axis=-1)
    return np.concatenate([np.zeros((1, 2)), upper, upper[::-1] * (1, -1)])
