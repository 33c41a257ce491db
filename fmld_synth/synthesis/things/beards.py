"""Beards: hair over cheeks, chin and the upper lip."""

from __future__ import annotations

import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.around import on_head
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.colors import from_srgb
from fmld_synth.synthesis.things.piece import Piece
from fmld_synth.synthesis.things.thing import Thing

_HAIR = (
    (22, 18, 16),
    (45, 32, 24),
    (80, 55, 36),
    (120, 85, 52),
    (140, 70, 35),
    (130, 126, 122),
    (205, 203, 198),
)
_HALF_WIDTH, _TOP, _BOTTOM = 1.6, 0.3, 2.1
"""What the artwork spans: the distance along the head from its middle, and heights, in inter-ocular distances."""
_DEGREES = 60.0
"""Degrees around the head to an inter-ocular distance."""


def beard(thing: Thing) -> list[Piece]:
    """A full beard, a goatee, a moustache or stubble."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-_HALF_WIDTH, _TOP, _HALF_WIDTH, _BOTTOM, 150)
    style = generator.random()
    share = _region(canvas, generator, style)
    stubble = style > 0.8
    strands = canvas.mottle(generator, 0.012, 5) + 0.7 * canvas.mottle(generator, 0.03, 2.5)
    ragged = np.clip(1.7 * canvas.blurred(share, 0.03) - 0.45 + 0.22 * strands, 0, 1)
    color = from_srgb(*_HAIR[int(generator.integers(len(_HAIR)))]) * generator.uniform(0.7, 1.2)
    gray = (strands > generator.uniform(2.8, 6.0)).astype(np.float32)[..., None]
    tone = np.clip(1 + 0.3 * strands, 0.4, 1.9)[..., None] * color
    opacity = generator.uniform(0.25, 0.5) if stubble else generator.uniform(0.82, 0.97)
    length = 0.01 if stubble else generator.uniform(0.04, 0.14)
    relief = (
        canvas.blurred(share, 0.08) * np.float32(length) + np.float32(0.004 if stubble else 0.012) * strands
    )
    canvas.paint(ragged, tone * (1 - gray) + gray * np.array([0.35, 0.34, 0.33], np.float32), relief, opacity)
    columns, rows = 41, 31
    angles, heights = np.meshgrid(
        np.linspace(-_HALF_WIDTH, _HALF_WIDTH, columns) * _DEGREES, np.linspace(_TOP, _BOTTOM, rows)
    )
    hangs = np.float32(0.015 + length * 0.9)
    points = on_head(angles.astype(np.float32), heights.astype(np.float32), float(hangs))
    return [Piece(points, canvas, under_hair=True, shadow=0.5)]


def _region(canvas: Canvas, generator: np.random.Generator, style: float) -> FloatArray:
    """Where hair grows, (h, w), 0 to 1."""
    side = np.abs(canvas.x)
    low = generator.uniform(1.68, 1.95)
    mouth = canvas.ellipse(0, 0.93, 0.42, 0.15)
    moustache = canvas.ellipse(0, 0.78, generator.uniform(0.4, 0.5), 0.12)
    moustache = np.maximum(
        moustache, canvas.ellipse(-0.36, 0.9, 0.12, 0.16) + canvas.ellipse(0.36, 0.9, 0.12, 0.16)
    )
    chin = canvas.ellipse(0, 1.42, generator.uniform(0.32, 0.5), 0.38)
    if style < 0.12:
        return np.asarray(np.clip(moustache - mouth, 0, 1), np.float32)
    if style < 0.3:
        return np.asarray(np.clip(np.maximum(moustache, chin) - mouth, 0, 1), np.float32)
    cheek = np.float32(0.98 + generator.uniform(-0.1, 0.15)) - np.float32(0.62) * np.maximum(
        side - np.float32(0.42), 0
    )
    cheek = cheek - np.float32(0.25) * np.maximum(side - np.float32(1.0), 0)
    inside = canvas.inside(
        np.maximum(cheek - canvas.y, canvas.y - np.float32(low) + np.float32(0.22) * side**2)
    )
    inside = inside * np.clip((1.5 - side) / 0.12, 0, 1)
    return np.asarray(np.clip(np.maximum(inside, moustache) - mouth, 0, 1), np.float32)
