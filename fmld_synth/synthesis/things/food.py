"""What is eaten: fruit, ice cream, burgers; and cigarettes."""

from __future__ import annotations

import numpy as np

from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.colors import drawn_color, from_srgb
from fmld_synth.synthesis.things.drinks import LIPS
from fmld_synth.synthesis.things.fingers import DEFAULT_SKIN, Skin, grip
from fmld_synth.synthesis.things.piece import Piece, held
from fmld_synth.synthesis.things.thing import Thing

_FRUIT = ((170, 25, 30), (140, 175, 50), (215, 170, 60), (225, 120, 30), (190, 60, 50))
_SCOOPS = ((240, 225, 190), (90, 50, 30), (235, 160, 175), (190, 220, 170), (150, 40, 60), (250, 250, 245))


def fruit(thing: Thing) -> list[Piece]:
    """An apple, orange or peach before the mouth, held by fingers from both sides."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.6, -0.9, 1.6, 2.4)
    wide, high = generator.uniform(0.5, 0.62), generator.uniform(0.47, 0.6)
    body = np.maximum(
        canvas.ellipse(-wide * 0.16, 0.3, wide * 0.86, high),
        canvas.ellipse(wide * 0.16, 0.3, wide * 0.86, high),
    )
    reach = np.clip(
        1
        - (canvas.x / np.float32(wide * 1.03)) ** 2
        - ((canvas.y - np.float32(0.3)) / np.float32(high)) ** 2,
        0,
        1,
    )
    color = from_srgb(*_FRUIT[int(generator.integers(len(_FRUIT)))])
    other = from_srgb(*_FRUIT[int(generator.integers(len(_FRUIT)))])
    blend = np.clip(0.5 + 0.4 * canvas.mottle(generator, 0.5), 0, 1)[..., None] * np.float32(0.5)
    canvas.paint(body, color * (1 - blend) + other * blend, np.sqrt(reach) * wide)
    grip(
        canvas, generator, thing.color, half_width=wide * 0.95, y=0.1 + generator.uniform(0, 0.2),
        side=1 if generator.random() < 0.5 else -1, tight=generator.uniform(0.3, 0.5),
    )  # fmt: skip
    return [held(canvas, thing, LIPS, gloss=0.5)]


def ice_cream(thing: Thing) -> list[Piece]:
    """One or two scoops on a cone."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.4, -0.9, 1.4, 3.2)
    cone, rise = canvas.turned([0.35, 0.5, 2.1], [0.4, 0.38, 0.05])
    wafer = from_srgb(205, 150, 90)
    lines = (np.abs((canvas.x + canvas.y) * 5 % 1 - 0.5) < 0.09) | (
        np.abs((canvas.x - canvas.y) * 5 % 1 - 0.5) < 0.09
    )
    canvas.paint(cone, wafer * (1 - 0.4 * lines.astype(np.float32))[..., None], rise)
    for number in reversed(range(int(generator.integers(1, 3)))):
        y, radius = 0.12 - 0.5 * number, generator.uniform(0.43, 0.5)
        color = from_srgb(*_SCOOPS[int(generator.integers(len(_SCOOPS)))])
        rough = canvas.mottle(generator, 0.09)
        distance = canvas.round_distance(0, y, radius, radius * 0.95) + np.float32(0.02) * rough
        height = np.sqrt(np.maximum(radius**2 - canvas.x**2 - (canvas.y - np.float32(y)) ** 2, 0))
        canvas.paint(canvas.inside(distance), color, height + np.float32(0.02) * rough)
    grip(
        canvas, generator, thing.color, half_width=0.3, y=generator.uniform(0.75, 1.0),
        side=1 if generator.random() < 0.5 else -1, tight=0.8,
    )  # fmt: skip
    return [held(canvas, thing, LIPS, gloss=0.15)]


def burger(thing: Thing) -> list[Piece]:
    """A burger or sandwich between two hands."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.9, -0.7, 1.9, 2.4)
    wide = generator.uniform(0.78, 0.95)
    bun = from_srgb(205, 145, 75) * generator.uniform(0.6, 1.1)
    rough = canvas.mottle(generator, 0.1)
    layers = [
        ((225, 190, 110), 0.12),
        ((70, 35, 22), 0.2),
        ((235, 180, 60), 0.06),
        ((110, 150, 60), 0.1),
        ((180, 50, 40), 0.1),
    ]
    low = canvas.box(-wide * 0.95, 0.55, wide * 0.95, 0.9, 0.16)
    canvas.paint(low, bun * 1.1, canvas.puffed(low, 0.18, 0.4))
    y = 0.62
    for number in generator.permutation(len(layers))[: int(generator.integers(2, 5))]:
        rgb, thick = layers[int(number)]
        edge = canvas.y + np.float32(0.03) * rough
        share = canvas.inside(
            np.maximum(
                np.abs(edge - np.float32(y - thick / 2)) - np.float32(thick / 2),
                np.abs(canvas.x) - np.float32(wide),
            )
        )
        canvas.paint(share, from_srgb(*rgb) * (1 + 0.15 * rough)[..., None], 0.42 + 0.01 * rough)
        y -= thick
    top = canvas.ellipse(0, y + 0.02, wide, 0.5) * canvas.box(-3, -2, 3, y + 0.06)
    height = np.sqrt(
        np.clip(
            1 - (canvas.x / np.float32(wide)) ** 2 - ((canvas.y - np.float32(y)) / np.float32(0.52)) ** 2,
            0,
            1,
        )
    )
    canvas.paint(top, bun * (1 + 0.06 * rough)[..., None], height * np.float32(0.5))
    if generator.random() < 0.6:
        for _ in range(16):
            x, row = generator.uniform(-0.6, 0.6) * wide, y - 0.42 * generator.uniform(0.2, 0.9)
            canvas.paint(top * canvas.ellipse(x, row, 0.03, 0.02), (0.7, 0.6, 0.4))
    for side in (1, -1):
        hand = Skin(canvas, thing.color or DEFAULT_SKIN, generator)
        hand.limb((side * (wide + 0.15), 0.75), (side * (wide + 0.55), 2.4), 0.36, 0.42)
        for number in range(4):
            start = (side * (wide + 0.2 - 0.05 * number), 0.35 + 0.22 * number)
            end = (side * (wide - 0.38 + 0.08 * number), -0.02 + 0.24 * number)
            hand.finger([start, (side * wide, 0.05 + 0.23 * number), end])
        hand.paint()
    return [held(canvas, thing, LIPS, gloss=0.1)]


def cigarette(thing: Thing) -> list[Piece]:
    """A cigarette between the lips, its filter at the origin, pointing right."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-0.15, -0.2, 1.5, 0.2, 140)
    long = generator.uniform(0.75, 1.25)
    paper, rise = canvas.stroke((0.0, 0), (long, 0), 0.058)
    canvas.paint(paper, from_srgb(238, 236, 230), rise)
    if generator.random() < 0.7:
        canvas.paint(paper * canvas.box(-1, -1, 0.36, 1), from_srgb(196, 138, 72))
    ash = paper * canvas.box(long - 0.05, -1, 3, 1)
    canvas.paint(ash, from_srgb(90, 85, 82) * (1 + 0.3 * canvas.mottle(generator, 0.03))[..., None])
    canvas.paint(
        ash * canvas.box(long - 0.06, -1, long - 0.02, 1),
        drawn_color(generator, 0) * 0.2 + from_srgb(200, 60, 20),
        opacity=0.6,
    )
    return [held(canvas, thing, (0.0, 0.94, -0.6), shadow=0.8)]
