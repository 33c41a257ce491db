"""Cups, mugs, glasses and bottles at the mouth."""

from __future__ import annotations

import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.colors import BLACK, WHITE, drawn_color, from_srgb
from fmld_synth.synthesis.things.fingers import grip
from fmld_synth.synthesis.things.piece import Piece, held
from fmld_synth.synthesis.things.thing import Thing

LIPS = (0.0, 1.0, -0.62)
"""Where a rim meets the mouth, on the canonical face."""


def cup(thing: Thing) -> list[Piece]:
    """A mug, a paper cup with or without lid; its rim lies at the origin."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.9, -0.35, 1.9, 2.9)
    paper = generator.random() < 0.5
    height = generator.uniform(1.55, 1.9) if paper else generator.uniform(1.25, 1.5)
    top = generator.uniform(0.6, 0.7)
    bottom = top * (generator.uniform(0.68, 0.78) if paper else generator.uniform(0.85, 1.0))
    side = 1 if generator.random() < 0.5 else -1
    color = from_srgb(240, 238, 232) if generator.random() < 0.45 else drawn_color(generator)
    if not paper and generator.random() < 0.7:
        _handle(canvas, top, height, color, side)
    body, relief = canvas.turned([0, height * 0.93, height], [top, bottom * 1.01, bottom * 0.93])
    canvas.paint(body, color * (1 + 0.02 * canvas.mottle(generator, 0.5))[..., None], relief)
    if paper:
        _sleeve(canvas, generator, body, height)
    else:
        _print(canvas, generator, body, height)
    _rim(canvas, generator, top, color, paper)
    _streak(canvas, body, top, height, 0.03 if paper else 0.12)
    if generator.random() < 0.9:
        grip(
            canvas, generator, thing.color, half_width=(top + bottom) / 2, y=height * generator.uniform(0.2, 0.4),
            side=side, tight=generator.uniform(0.45, 0.7),
        )  # fmt: skip
    return [held(canvas, thing, LIPS, gloss=0.1 if paper else 0.5)]


def _handle(canvas: Canvas, top: float, height: float, color: FloatArray, side: int) -> None:
    ring = np.abs(canvas.round_distance(side * top * 0.98, height * 0.48, 0.36, height * 0.3)) - np.float32(
        0.08
    )
    share = canvas.inside(ring)
    canvas.paint(share, color, np.sqrt(np.maximum(0.08**2 - (ring + np.float32(0.08)) ** 2, 0)))


def _sleeve(canvas: Canvas, generator: np.random.Generator, body: FloatArray, height: float) -> None:
    if generator.random() < 0.6:
        low, high = height * generator.uniform(0.25, 0.35), height * generator.uniform(0.7, 0.85)
        band = body * canvas.box(-2, low, 2, high)
        canvas.paint(band, from_srgb(150, 112, 78) if generator.random() < 0.6 else drawn_color(generator))
    _print(canvas, generator, body, height)


def _print(canvas: Canvas, generator: np.random.Generator, body: FloatArray, height: float) -> None:
    """A mark on its front."""
    kind, x = generator.random(), generator.uniform(-0.25, 0.25)
    color, size = drawn_color(generator, 0.5), generator.uniform(0.12, 0.3)
    if kind < 0.3:
        canvas.paint(body * canvas.ellipse(x, height * 0.52, size, size), color)
        canvas.paint(body * canvas.ellipse(x, height * 0.52, size * 0.7, size * 0.7), WHITE, opacity=0.8)
    elif kind < 0.5:
        for row in range(int(generator.integers(1, 4))):
            y = height * 0.45 + row * 0.13
            canvas.paint(
                body * canvas.box(x - size, y, x + size * generator.uniform(0.3, 1), y + 0.07, 0.02), color
            )
    elif kind < 0.65:
        for row in range(3):
            canvas.paint(
                body * canvas.box(-2, height * (0.2 + 0.25 * row), 2, height * (0.28 + 0.25 * row)), color
            )


def _rim(canvas: Canvas, generator: np.random.Generator, top: float, color: FloatArray, paper: bool) -> None:
    lid = paper and generator.random() < 0.55
    if lid:
        white = WHITE if generator.random() < 0.6 else BLACK
        share, relief = canvas.turned(
            [-0.2, -0.12, 0.0, 0.1], [top * 0.8, top * 0.92, top * 1.06, top * 1.06]
        )
        canvas.paint(share, white, relief)
    else:
        outer, inner = canvas.ellipse(0, 0, top, 0.1), canvas.ellipse(0, 0.012, top * 0.93, 0.075)
        canvas.paint(outer, np.minimum(color * 1.15, 0.9), 0.2)
        canvas.paint(inner, color * 0.35, 0.2)


def _streak(canvas: Canvas, body: FloatArray, radius: float, height: float, strength: float) -> None:
    """A window mirrored along its side."""
    stripe = canvas.blurred(canvas.box(-radius * 0.62, 0.1, -radius * 0.45, height * 0.9, 0.05), 0.03)
    canvas.lighten(stripe * body, strength)


def glass(thing: Thing) -> list[Piece]:
    """A drinking glass with something in it."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.6, -0.25, 1.6, 2.8)
    height, top = generator.uniform(1.5, 2.0), generator.uniform(0.48, 0.6)
    bottom = top * generator.uniform(0.75, 1.0)
    body, relief = canvas.turned([0, height], [top, bottom])
    canvas.paint(body, (0.75, 0.78, 0.78), relief * 0.6, opacity=0.22)
    level = height * generator.uniform(0.2, 0.55)
    drink, _ = canvas.turned([level, height * 0.94], [top * 0.93, bottom * 0.93])
    colors = ((70, 30, 12), (210, 140, 30), (235, 200, 120), (230, 225, 215), (150, 20, 40), (190, 215, 215))
    choice = int(generator.integers(len(colors)))
    canvas.paint(drink, from_srgb(*colors[choice]), opacity=0.85 if choice < 5 else 0.3)
    edges = canvas.blurred(body, 0.02) * (
        1 - canvas.turned([0.03, height - 0.08], [top * 0.9, bottom * 0.9])[0]
    )
    canvas.paint(edges * body, (0.55, 0.58, 0.6), opacity=0.45)
    _streak(canvas, body, top, height, 0.35)
    canvas.lighten(
        canvas.blurred(canvas.box(top * 0.55, 0.15, top * 0.62, height * 0.85, 0.02), 0.015) * body, 0.25
    )
    grip(
        canvas, generator, thing.color, half_width=(top + bottom) / 2, y=height * generator.uniform(0.3, 0.5),
        side=1 if generator.random() < 0.5 else -1, tight=generator.uniform(0.55, 0.8),
    )  # fmt: skip
    return [held(canvas, thing, LIPS, gloss=0.6)]


def bottle(thing: Thing) -> list[Piece]:
    """A bottle of plastic or glass, its mouth at the origin."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.7, -0.2, 1.7, 4.2, 80)
    length, wide, neck = (
        generator.uniform(3.0, 3.7),
        generator.uniform(0.45, 0.6),
        generator.uniform(0.16, 0.24),
    )
    shoulder = generator.uniform(0.8, 1.4)
    heights = [0.0, 0.35, shoulder * 0.6, shoulder, shoulder + 0.25, length - 0.1, length]
    radii = [neck, neck, neck * 1.25, wide * 0.85, wide, wide, wide * 0.85]
    body, relief = canvas.turned(heights, radii)
    clear = generator.random() < 0.5
    glasses = ((60, 110, 70), (95, 55, 20), (150, 190, 200), (205, 215, 220), (40, 90, 150))
    color = from_srgb(*glasses[int(generator.integers(len(glasses)))]) if clear else drawn_color(generator)
    canvas.paint(body, color, relief, opacity=0.62 if clear else 1.0)
    label = body * canvas.box(-2, shoulder + 0.35, 2, length * generator.uniform(0.65, 0.8))
    if generator.random() < 0.75:
        canvas.paint(label, drawn_color(generator, 0.3))
        canvas.paint(label * canvas.ellipse(0, shoulder + 0.9, wide * 0.6, 0.25), drawn_color(generator, 0.4))
    _streak(canvas, body, wide, length, 0.25 if clear else 0.1)
    grip(
        canvas, generator, thing.color, half_width=wide, y=shoulder + generator.uniform(0.1, 0.6),
        side=1 if generator.random() < 0.5 else -1, tight=generator.uniform(0.5, 0.75),
    )  # fmt: skip
    return [held(canvas, thing, LIPS, gloss=0.7)]
