"""Surfaces without a face, drawn from a seed: what is taken for a face is often a wall, leaves, cloth or bare skin."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.random import Generator

from fmld_synth.geometry import ByteArray, FloatArray

OCTAVES = 5
"""Layers of cloudy noise, each twice as fine as the one before."""
SKIN = ((60, 38, 28), (255, 222, 200))
"""RGB of dark and of fair skin; any between them."""
LEAF = ((20, 40, 12), (170, 190, 90))
BRICK = ((70, 40, 30), (215, 170, 140))


def texture(seed: int, width: int, height: int) -> ByteArray:
    """One surface: uint8 (height, width, 3), RGB; equal arguments give equal pixels."""
    generator = np.random.default_rng(seed)
    draw = KINDS[int(generator.integers(len(KINDS)))]
    picture = draw(generator, width, height)
    # Light that falls off to one side, and folds.
    light = 1 + generator.uniform(0.05, 0.5) * (_clouds(generator, width, height, 2)[..., None] - 0.5)
    return np.clip(picture * light, 0, 255).astype(np.uint8)


def _clouds(generator: Generator, width: int, height: int, octaves: int = OCTAVES) -> FloatArray:
    """Cloudy noise: float32 (height, width), 0 to 1."""
    total = np.zeros((height, width), np.float32)
    cells = int(generator.integers(2, 6))
    for octave in range(octaves):
        coarse = generator.random((cells << octave, cells << octave), np.float32)
        total += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) / 2**octave
    low, high = float(total.min()), float(total.max())
    return np.asarray((total - low) / max(high - low, 1e-6), np.float32)


def _between(generator: Generator, ends: tuple[tuple[int, int, int], tuple[int, int, int]]) -> FloatArray:
    """A color between two, a little off: float32 (3,)."""
    share = generator.random()
    color = (1 - share) * np.array(ends[0]) + share * np.array(ends[1])
    return (color + generator.normal(0, 8, 3)).astype(np.float32)


def _any_color(generator: Generator) -> FloatArray:
    """As often dull as bright: float32 (3,)."""
    color = generator.uniform(0, 255, 3)
    return np.asarray(color + generator.random() * (color.mean() - color), np.float32)


def _blended(share: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    """Two colors mixed by a share for each pixel: float32 (height, width, 3)."""
    return (first + (second - first) * share[..., None]).astype(np.float32)


def _cloudy(generator: Generator, width: int, height: int) -> FloatArray:
    """Plaster, sky, water, distant things out of focus."""
    return _blended(_clouds(generator, width, height), _any_color(generator), _any_color(generator))


def _skin(generator: Generator, width: int, height: int) -> FloatArray:
    """Bare skin with soft shadows and dark spots: arms, necks, backs."""
    light, dark = _between(generator, SKIN), _between(generator, SKIN) * np.float32(0.4)
    picture = _blended(_clouds(generator, width, height, 3) ** 2, light, dark)
    for _ in range(int(generator.integers(0, 6))):
        _spot(generator, picture, dark, (0.02, 0.15))
    blurred = cv2.GaussianBlur(picture, (0, 0), float(generator.uniform(0.5, 0.02 * max(width, height))))
    return np.asarray(blurred, np.float32)


def _spot(generator: Generator, picture: FloatArray, color: FloatArray, share: tuple[float, float]) -> None:
    height, width = picture.shape[:2]
    center = int(generator.integers(width)), int(generator.integers(height))
    axes = tuple(max(round(width * generator.uniform(*share)), 1) for _ in range(2))
    angle = float(generator.uniform(0, 180))
    cv2.ellipse(picture, center, axes, angle, 0, 360, tuple(map(float, color)), -1)


def _leaves(generator: Generator, width: int, height: int) -> FloatArray:
    """Foliage, gravel, petals: many small ellipses over each other."""
    ends = LEAF if generator.random() < 0.6 else (_tone(generator), _tone(generator))
    picture = np.empty((height, width, 3), np.float32)
    picture[:] = _between(generator, ends) * np.float32(0.4)
    size = generator.uniform(0.01, 0.08)
    for _ in range(int(generator.integers(80, 350))):
        _spot(generator, picture, _between(generator, ends), (0.4 * size, size))
    return picture


def _tone(generator: Generator) -> tuple[int, int, int]:
    red, green, blue = generator.integers(0, 256, 3).tolist()
    return red, green, blue


def _bricks(generator: Generator, width: int, height: int) -> FloatArray:
    """Walls, tiles, shelves and windows: rows of oblongs, each a little another color."""
    picture = np.empty((height, width, 3), np.float32)
    picture[:] = _any_color(generator)
    ends = BRICK if generator.random() < 0.5 else (_tone(generator), _tone(generator))
    down = max(round(height * generator.uniform(0.04, 0.3)), 4)
    across = max(round(down * generator.uniform(0.6, 3)), 4)
    joint = max(round(down * generator.uniform(0.05, 0.2)), 1)
    for row, top in enumerate(range(0, height, down)):
        for left in range(-(row % 2) * across // 2, width, across):
            corner = (left + across - joint, top + down - joint)
            cv2.rectangle(picture, (left, top), corner, tuple(map(float, _between(generator, ends))), -1)
    return picture


def _weave(generator: Generator, width: int, height: int) -> FloatArray:
    """Stripes, plaids and dots of cloth, curtains, blinds."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    angle = generator.uniform(0, np.pi)
    bend = _clouds(generator, width, height, 2) * np.float32(generator.uniform(0, 0.1) * width)
    period = np.float32(generator.uniform(0.02, 0.25) * width / (2 * np.pi))
    along = np.sin((x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle)) + bend) / period)
    beside = np.sin((y * np.float32(np.cos(angle)) - x * np.float32(np.sin(angle)) + bend) / period)
    kind = generator.integers(3)
    share = along if kind == 0 else along * beside if kind == 1 else np.maximum(along, beside)
    sharp = np.float32(generator.uniform(0.5, 8))
    return _blended(
        np.clip(share * sharp, -1, 1) / 2 + np.float32(0.5), _any_color(generator), _any_color(generator)
    )


def _clutter(generator: Generator, width: int, height: int) -> FloatArray:
    """Things of any shape: oblongs, ellipses and strokes of plain colors over clouds."""
    picture = np.ascontiguousarray(_cloudy(generator, width, height))
    for _ in range(int(generator.integers(4, 40))):
        color = tuple(map(float, _any_color(generator)))
        start, end = (tuple(generator.integers(0, (width, height)).tolist()) for _ in range(2))
        kind = int(generator.integers(3))
        if kind == 0:
            cv2.rectangle(picture, start, end, color, -1)
        elif kind == 1:
            cv2.line(picture, start, end, color, int(generator.integers(1, max(width // 12, 2))))
        else:
            _spot(generator, picture, np.array(color, np.float32), (0.01, 0.2))
    return picture


def _letters(generator: Generator, width: int, height: int) -> FloatArray:
    """Signs, shirts and badges: large and small letters in rows, whose rounds and dots are easily taken for eyes."""
    picture = np.ascontiguousarray(
        _blended(
            _clouds(generator, width, height, 2) / np.float32(3), _any_color(generator), _any_color(generator)
        )
    )
    color = tuple(map(float, _any_color(generator)))
    scale = float(generator.uniform(0.4, 5) * max(width, height) / 192)
    font, thickness = int(generator.integers(8)), max(round(scale * generator.uniform(0.5, 3)), 1)
    for top in range(round(20 * scale), height + round(30 * scale), max(round(35 * scale), 6)):
        word = "".join(map(chr, generator.integers(33, 127, 12).tolist()))
        left = int(generator.integers(-60, 20) * scale)
        cv2.putText(picture, word, (left, top), font, scale, color, thickness, cv2.LINE_AA)
    return picture


KINDS: tuple[Callable[[Generator, int, int], FloatArray], ...] = (
    _cloudy,
    _skin,
    _leaves,
    _bricks,
    _weave,
    _clutter,
    _letters,
)
"""All kinds, equally often."""
