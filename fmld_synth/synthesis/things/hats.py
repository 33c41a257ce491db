"""Caps, beanies and helmets."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import power, tangent
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.around import band_along, dome, visor
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.colors import BLACK, STEEL, WHITE, drawn_color
from fmld_synth.synthesis.things.piece import Piece
from fmld_synth.synthesis.things.thing import Thing

_ANGLES = np.linspace(-118, 118, 41).astype(np.float32)


def _turned(points: FloatArray, thing: Thing) -> FloatArray:
    """Points moved and leaning as the thing says."""
    lean = tangent(np.deg2rad(thing.turn)) * points[..., 0]
    moved = points.copy()
    moved[..., 1] += (lean + thing.y).astype(np.float32)
    moved[..., 0] += np.float32(thing.x)
    return moved


def cap(thing: Thing) -> list[Piece]:
    """A baseball cap: its crown of panels, its peak, often with a mark."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    color = drawn_color(generator)
    crown = Canvas(-1.8, -1.1, 1.8, 0.0)
    everywhere = np.ones(crown.shape, np.float32)
    crown.paint(
        everywhere,
        color * (1 + 0.03 * crown.mottle(generator, 0.25))[..., None],
        0.015 * crown.mottle(generator, 0.4),
    )
    for seam in (0.0, -0.9, 0.9):
        crown.paint(crown.box(seam - 0.008, -1.2, seam + 0.008, 0.1), color * 0.6)
    if generator.random() < 0.6:
        _mark(crown, generator, -0.45)
    band = (-0.62 + 0.12 * np.abs(_ANGLES / 118) ** 2).astype(np.float32)
    top = generator.uniform(-1.75, -1.6)
    pieces = [
        Piece(_turned(dome(band, top, _ANGLES, thing.scale, squareness=1.5), thing), crown, behind_face=False)
    ]
    if generator.random() < 0.88:
        peak = Canvas(-1.0, 0.0, 1.0, 0.8)
        shade = drawn_color(generator) if generator.random() < 0.3 else color
        peak.paint(np.ones(peak.shape, np.float32), shade)
        root = np.clip(1 - peak.y / np.float32(0.14), 0, 1)
        peak.paint(np.broadcast_to(root, peak.shape), shade * 0.3, opacity=0.7)
        for row in range(1, 7):
            peak.paint(peak.box(-1, row * 0.12, 1, row * 0.12 + 0.012), shade * 0.75)
        angles = np.linspace(-66, 66, 25).astype(np.float32)
        root = np.interp(angles, _ANGLES, band).astype(np.float32)
        points = visor(
            root, angles, generator.uniform(0.75, 0.95), generator.uniform(0.18, 0.42), thing.scale
        )
        pieces.append(Piece(_turned(points, thing), peak, behind_face=False, seen_from_behind=True))
    return pieces


def _mark(canvas: Canvas, generator: np.random.Generator, y: float) -> None:
    color = WHITE if generator.random() < 0.5 else drawn_color(generator, 0.2)
    size = generator.uniform(0.12, 0.25)
    if generator.random() < 0.5:
        canvas.paint(canvas.ellipse(0, y, size * 1.3, size), color)
        canvas.paint(canvas.ellipse(0, y, size * 0.8, size * 0.5), drawn_color(generator, 0.5))
    else:
        for column in range(int(generator.integers(2, 5))):
            x = (column - 1.5) * size * 0.7
            canvas.paint(
                canvas.box(x, y - size, x + size * 0.4, y + size * generator.uniform(0.2, 1), 0.02), color
            )


def beanie(thing: Thing) -> list[Piece]:
    """A knitted hat with a rolled brim."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    color = drawn_color(generator)
    angles = np.linspace(-125, 125, 41).astype(np.float32)
    band = (-0.5 + 0.6 * power(np.abs(angles / 125), 1.6)).astype(np.float32)
    canvas = Canvas(-2.0, -1.3, 2.0, 0.0)
    everywhere = np.ones(canvas.shape, np.float32)
    stitch = generator.uniform(0.07, 0.12)
    phase = np.abs((canvas.x / np.float32(stitch)) % 1 - np.float32(0.5))
    ribs = np.sqrt(np.maximum(0.25 - phase**2, 0)) * np.float32(2)
    rough = canvas.mottle(generator, 0.04, 1.5)
    shade = (0.7 + 0.3 * ribs) * (1 + 0.08 * rough)
    canvas.paint(
        everywhere,
        color * np.broadcast_to(shade, canvas.shape)[..., None],
        np.broadcast_to(0.03 * ribs, canvas.shape) + 0.008 * rough,
    )
    if generator.random() < 0.3:
        other = drawn_color(generator, 0.2)
        for _ in range(int(generator.integers(1, 4))):
            y = generator.uniform(-1.0, -0.4)
            canvas.paint(
                canvas.box(-3, y, 3, y + generator.uniform(0.06, 0.16)),
                other * np.broadcast_to(shade, canvas.shape)[..., None],
            )
    top = generator.uniform(-2.0, -1.7)
    crown = Piece(_turned(dome(band, top, angles, 1.03 * thing.scale), thing), canvas, behind_face=False)
    if generator.random() < 0.25:
        return [crown]
    cuff = Canvas(-2.0, 0.0, 2.0, 0.45)
    phase = np.abs((cuff.x / np.float32(stitch)) % 1 - np.float32(0.5))
    ribs = np.sqrt(np.maximum(0.25 - phase**2, 0)) * np.float32(2)
    round_ = np.sqrt(np.maximum(1 - ((cuff.y - np.float32(0.22)) / np.float32(0.24)) ** 2, 0))
    cuff.paint(
        np.ones(cuff.shape, np.float32),
        color * np.broadcast_to(0.72 + 0.28 * ribs, cuff.shape)[..., None],
        0.03 * ribs + 0.1 * round_,
    )
    lower = dome(band, top, angles, 1.09 * thing.scale, rows=31)[-9:]
    return [crown, Piece(_turned(lower, thing), cuff, behind_face=False)]


def helmet(thing: Thing) -> list[Piece]:
    """A hard hat or a bicycle helmet, with its strap under the chin."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    hard_hat = generator.random() < 0.5
    color = drawn_color(generator, 0.35)
    crown = Canvas(-1.8, -1.2, 1.8, 0.0)
    crown.paint(np.ones(crown.shape, np.float32), color)
    if hard_hat:
        ridge = crown.box(-0.14, -1.3, 0.14, -0.1, 0.05)
        crown.paint(ridge, color, crown.puffed(ridge, 0.12, 0.05))
        if generator.random() < 0.5:
            _mark(crown, generator, -0.4)
    else:
        for x in (-1.1, -0.55, 0.0, 0.55, 1.1):
            slot = crown.box(x - 0.13, -0.95, x + 0.13, -0.3 + 0.1 * abs(x), 0.1)
            crown.paint(slot, np.array(BLACK, np.float32), -0.05 * crown.blurred(slot, 0.03))
    band = (-0.66 + 0.35 * np.abs(_ANGLES / 118) ** 2).astype(np.float32)
    top = generator.uniform(-1.95, -1.8)
    wider = 1.12 * thing.scale
    pieces = [
        *_chin_strap(thing, generator),
        Piece(
            _turned(dome(band, top, _ANGLES, wider, squareness=1.25), thing),
            crown,
            gloss=0.6,
            behind_face=False,
        ),
    ]
    if hard_hat:
        rim = Canvas(-1.0, 0.0, 1.0, 0.3)
        rim.paint(np.ones(rim.shape, np.float32), color, 0.04)
        angles = np.linspace(-85, 85, 25).astype(np.float32)
        root = np.interp(angles, _ANGLES, band).astype(np.float32)
        points = visor(root, angles, 0.35, 0.1, wider)
        pieces.append(Piece(_turned(points, thing), rim, gloss=0.5, behind_face=False, seen_from_behind=True))
    return pieces


def _chin_strap(thing: Thing, generator: np.random.Generator) -> list[Piece]:
    """From both temples down the cheeks and under the chin, with a buckle."""
    color = np.array(BLACK, np.float32) * 1.5 if generator.random() < 0.75 else drawn_color(generator, 0.6)
    canvas = Canvas(0.0, 0.0, 3.0, 0.2, 60)
    everywhere = np.ones(canvas.shape, np.float32)
    canvas.paint(
        everywhere,
        color * (1 + 0.1 * canvas.mottle(generator, 0.04))[..., None],
        canvas.puffed(everywhere, 0.05, 0.015),
    )
    buckle = generator.uniform(0.5, 2.4)
    canvas.paint(
        canvas.box(buckle, 0.01, buckle + 0.26, 0.19, 0.03),
        color * 0.5 if generator.random() < 0.7 else STEEL,
        0.04,
    )
    low = generator.uniform(1.62, 1.85)
    start = generator.uniform(72, 88)
    along = np.linspace(-1, 1, 41).astype(np.float32)
    angles = np.sign(along) * power(np.abs(along), 0.8) * np.float32(start)
    heights = (low - (low + 0.45) * power(np.abs(along), 1.7)).astype(np.float32)
    return [
        Piece(
            band_along(angles.astype(np.float32), heights, 0.17 * thing.scale, 0.07),
            canvas,
            under_hair=True,
            shadow=0.8,
        )
    ]
