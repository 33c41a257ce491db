"""Face shields: a clear sheet that stands off the face, hanging from a band."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import cosine, sine
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.colors import WHITE, drawn_color
from fmld_synth.synthesis.things.piece import Piece
from fmld_synth.synthesis.things.thing import Thing


def face_shield(thing: Thing) -> list[Piece]:
    """The band at the forehead, the sheet with what it mirrors, and its lower edge."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    top, bottom = generator.uniform(-0.95, -0.75), generator.uniform(1.7, 2.2)
    canvas = Canvas(-1.8, top, 1.8, bottom)
    everywhere = canvas.box(-1.8, top, 1.8, bottom, generator.uniform(0.1, 0.5))
    canvas.paint(everywhere, (0.75, 0.79, 0.8), 0.0, opacity=generator.uniform(0.04, 0.12))
    for _ in range(int(generator.integers(2, 5))):
        x, wide, slant = (
            generator.uniform(-1.6, 1.6),
            generator.uniform(0.04, 0.3),
            generator.uniform(-0.25, 0.25),
        )
        line = np.abs(canvas.x - np.float32(x) - np.float32(slant) * canvas.y) / np.float32(wide)
        fade = np.clip(0.6 + 0.5 * canvas.mottle(generator, 0.8), 0, 1)
        canvas.paint(
            np.clip(1.2 - line, 0, 1) * fade * everywhere, WHITE, opacity=generator.uniform(0.08, 0.4)
        )
    rim = everywhere - canvas.box(-1.77, top, 1.77, bottom - 0.03, 0.1)
    canvas.paint(np.clip(rim, 0, 1), (0.8, 0.83, 0.84), opacity=0.5)
    band = canvas.box(-1.8, top, 1.8, top + generator.uniform(0.12, 0.3))
    color = np.array(WHITE) if generator.random() < 0.4 else drawn_color(generator, 0.5)
    canvas.paint(band, color, 0.05)
    turn = np.deg2rad(np.linspace(-82, 82, 33).astype(np.float32))[None, :]
    y = np.linspace(top, bottom, 13).astype(np.float32)[:, None]
    wide, deep = 1.38 * thing.scale, 1.42 * thing.scale
    lean = 0.06 * (y - top)
    points = np.stack(
        np.broadcast_arrays(wide * sine(turn), y + thing.y, 0.7 - (deep + lean) * cosine(turn)), axis=-1
    )
    return [Piece(points.astype(np.float32), canvas, gloss=0.0, behind_face=False, shadow=0.25)]
