"""A hand at the face: over the mouth, at the chin, against the cheek."""

from __future__ import annotations

from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.fingers import DEFAULT_SKIN, FINGER, Skin
from fmld_synth.synthesis.things.piece import Piece, held
from fmld_synth.synthesis.things.thing import Thing

_MOUTH = (0.0, 1.1, -0.62)


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
    return [held(canvas, thing, _MOUTH)]
