"""Microphones before mouth and chin."""

from __future__ import annotations

import numpy as np

from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.colors import BLACK, STEEL, WHITE, drawn_color
from fmld_synth.synthesis.things.fingers import grip
from fmld_synth.synthesis.things.piece import Piece, held
from fmld_synth.synthesis.things.thing import Thing

CHIN = (0.0, 1.25, -0.7)
"""Where its head is held, on the canonical face: before the chin, a little away from it."""


def microphone(thing: Thing) -> list[Piece]:
    """A hand microphone, its head at the origin: with a windscreen of foam or a grille of wire, some with a sign."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.35, -0.75, 1.35, 4.2, 80)
    foam = generator.random() < 0.6
    color = np.array(BLACK, np.float32) * generator.uniform(0.8, 2.5)
    if foam and generator.random() < 0.35:
        color = drawn_color(generator, 0.3)
    radius = generator.uniform(0.38, 0.52) if foam else generator.uniform(0.34, 0.4)
    handle, rise = canvas.turned([radius * 0.6, 1.0, 3.0, 4.1], [0.26, 0.22, 0.17, 0.17])
    canvas.paint(handle, np.array(BLACK) if generator.random() < 0.8 else np.array(STEEL), rise)
    canvas.lighten(canvas.blurred(canvas.box(-0.12, 0.6, -0.07, 3.6), 0.015) * handle, 0.12)
    if generator.random() < 0.45:
        _sign(canvas, generator, radius)
    if generator.random() < 0.75:
        grip(
            canvas, generator, thing.color, half_width=0.23, y=generator.uniform(1.5, 2.2),
            side=1 if generator.random() < 0.5 else -1, tight=0.85,
        )  # fmt: skip
    long = radius * generator.uniform(1.0, 1.35)
    head = canvas.ellipse(0, 0, radius, long)
    reach = np.clip(1 - (canvas.x / np.float32(radius)) ** 2 - (canvas.y / np.float32(long)) ** 2, 0, 1)
    if foam:
        rough = canvas.mottle(generator, 0.03)
        canvas.paint(head, color * (1 + 0.15 * rough)[..., None], np.sqrt(reach) * radius + 0.006 * rough)
    else:
        mesh = ((np.floor(canvas.x * 28) + np.floor(canvas.y * 28)) % 2).astype(np.float32)
        wire = np.array(STEEL, np.float32) if generator.random() < 0.6 else np.array(BLACK, np.float32) * 2
        canvas.paint(head, wire * (0.55 + 0.45 * mesh)[..., None], np.sqrt(reach) * radius)
        canvas.paint(head * canvas.box(-2, -0.045, 2, 0.045), np.array(STEEL, np.float32), None)
    return [held(canvas, thing, CHIN, gloss=0.05 if foam else 0.4)]


def _sign(canvas: Canvas, generator: np.random.Generator, radius: float) -> None:
    """The cube of a broadcaster below the head."""
    top, half = radius * 0.95, generator.uniform(0.38, 0.5)
    plate = canvas.box(-half, top, half, top + half * generator.uniform(1.2, 2.0), 0.04)
    canvas.paint(plate, drawn_color(generator, 0.2), 0.25)
    mark = plate * canvas.ellipse(0, top + half * 0.75, half * 0.6, half * 0.4)
    canvas.paint(mark, WHITE if generator.random() < 0.6 else drawn_color(generator, 0.2))
