"""A phone at the ear or before the face."""

from __future__ import annotations

import numpy as np

from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.colors import BLACK, STEEL, drawn_color
from fmld_synth.synthesis.things.fingers import DEFAULT_SKIN, FINGER, Skin
from fmld_synth.synthesis.things.piece import Piece, held
from fmld_synth.synthesis.things.thing import Thing

CHEEK = (0.0, 0.75, -0.5)


def phone(thing: Thing) -> list[Piece]:
    """A phone seen from its back, with lenses, and the hand that holds it."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.3, -1.4, 1.3, 2.9)
    side = 1 if thing.x >= 0 else -1
    half, long = generator.uniform(0.52, 0.6), generator.uniform(1.08, 1.25)
    back = canvas.box(-half, -long, half, long, 0.12)
    color = np.array(BLACK, np.float32) if generator.random() < 0.5 else drawn_color(generator, 0.4)
    canvas.paint(back, np.minimum(color * 0.6 + 0.02, 0.9), canvas.puffed(back, 0.06, 0.05))
    canvas.paint(canvas.box(-half + 0.03, -long + 0.03, half - 0.03, long - 0.03, 0.1), color)
    corner = -half + 0.3
    island = canvas.box(corner - 0.2, -long + 0.1, corner + 0.2, -long + 0.5, 0.1)
    canvas.paint(island, color * 0.7 + 0.01, 0.07)
    for x, y in ((-0.09, 0.2), (-0.09, 0.4), (0.1, 0.3))[: int(generator.integers(1, 4))]:
        canvas.paint(canvas.ellipse(corner + x, -long + y, 0.085, 0.085), np.array(STEEL) * 0.5, 0.08)
        canvas.paint(canvas.ellipse(corner + x, -long + y, 0.065, 0.065), (0.006, 0.006, 0.01), 0.08)
        canvas.lighten(canvas.ellipse(corner + x - 0.02, -long + y - 0.02, 0.015, 0.015), 0.5)
    slope = np.clip(
        1 - np.abs(canvas.x + canvas.y * np.float32(0.5) + np.float32(0.3)) / np.float32(0.25), 0, 1
    )
    canvas.lighten(slope * back, 0.05)
    hand = Skin(canvas, thing.color or DEFAULT_SKIN, generator)
    y = generator.uniform(-0.1, 0.35)
    hand.limb((side * 0.55, y + 0.9), (side * 0.75, 2.9), 0.4, 0.45)
    hand.limb((side * 0.5, y + 0.3), (side * 0.52, y + 0.95), 0.3, 0.38)
    for number in range(4):
        row = y + number * 2.1 * FINGER
        reach = side * (half - (0.95, 1.05, 0.95, 0.75)[number] * generator.uniform(0.6, 0.85))
        hand.finger(
            [(side * (half + 0.12), row + 0.05), (side * half * 0.6, row - 0.02), (reach, row + 0.03)]
        )
    hand.paint()
    return [held(canvas, thing, CHEEK, gloss=0.5)]
