"""Hands at the face: over the mouth, at the chin, against the cheek, and those that pull a mask by its edge."""

from __future__ import annotations

from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.fingers import DEFAULT_SKIN, FINGER, Skin
from fmld_synth.synthesis.things.piece import Piece, held
from fmld_synth.synthesis.things.thing import Thing

MOUTH = (0.0, 1.1, -0.62)
"""Where hands are, in the canonical frame, in inter-ocular distances."""


def hand(thing: Thing) -> list[Piece]:
    """The back of a hand from the side or from below, its fingertips near the origin."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.2, -1.0, 1.6, 3.6)
    side = 1 if generator.random() < 0.5 else -1
    skin = Skin(canvas, thing.color or DEFAULT_SKIN, generator)
    spread, bend = generator.uniform(0.02, 0.12), generator.uniform(-0.1, 0.25)
    skin.limb((0.1 * side, 2.1), (0.25 * side, 3.9), 0.42, 0.46)
    skin.limb((0.0, 1.35), (0.05 * side, 1.9), 0.52, 0.5)
    if generator.random() < 0.6:
        skin.finger(
            [(-0.42 * side, 1.75), (-0.72 * side, 1.25), (-0.78 * side, 0.8)], FINGER * 1.15, lift=0.02
        )
    for number in (3, 0, 2, 1):
        x = (number - 1.5) * 2.05 * FINGER
        long = (0.9, 1.0, 0.95, 0.72)[number] * generator.uniform(0.92, 1.05)
        tip = x + (number - 1.5) * spread
        middle = (x + tip) / 2 + bend * 0.1 * side
        skin.finger(
            [(x, 1.0), (middle, 1.0 - long * 0.55), (tip + bend * 0.3 * side, 1.0 - long * 1.15)],
            FINGER * (0.95, 1.0, 0.97, 0.85)[number],
            lift=0.03,
        )
    skin.paint()
    return [held(canvas, thing, MOUTH)]


def pinching_hand(thing: Thing) -> list[Piece]:
    """A hand from below whose thumb and forefinger meet at the origin, the others bent behind them."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.5, -0.6, 1.5, 3.4)
    side = 1 if generator.random() < 0.5 else -1
    skin = Skin(canvas, thing.color or DEFAULT_SKIN, generator)

    def at(x: float, y: float) -> tuple[float, float]:
        return side * x + generator.normal(0, 0.015), y + generator.normal(0, 0.015)

    lean = generator.uniform(0.0, 0.5)
    skin.limb(at(0.42 + lean, 2.1), at(0.5 + 2 * lean, 3.9), 0.36, 0.42)
    skin.limb(at(0.42, 1.1), at(0.42 + lean, 2.0), 0.42, 0.38)
    apart = generator.uniform(0.15, 0.24)
    for number in (3, 2, 1):
        knuckle, tip = 0.72 - 0.05 * number, 0.24 + 0.05 * number
        row = 0.42 + apart * number
        skin.finger(
            [at(knuckle, row + 0.16), at((knuckle + tip) / 2 + 0.06, row - 0.06), at(tip, row + 0.02)],
            FINGER * (1.0, 1.0, 0.97, 0.86)[number],
            nail=False,
            lift=0.02,
        )
    skin.finger([at(0.66, 0.62), at(0.50, 0.16), at(0.05, 0.0)], lift=0.05)
    skin.finger([at(0.22, 1.15), at(0.02, 0.62), at(-0.02, 0.12)], FINGER * 1.12, lift=0.07)
    skin.paint()
    return [held(canvas, thing, MOUTH)]
