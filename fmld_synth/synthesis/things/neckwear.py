"""Scarves, turtlenecks, high collars and hoods."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import cosine, power, sine, tangent
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.around import around_neck
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.colors import STEEL, drawn_color
from fmld_synth.synthesis.things.piece import Piece
from fmld_synth.synthesis.things.thing import Thing

_ANGLES = np.linspace(-112, 112, 41).astype(np.float32)


def _edge(front: float, side: float, thing: Thing) -> FloatArray:
    """Height of an edge around the neck, leaning as the thing says."""
    away = power(np.abs(_ANGLES / 112), 1.5)
    lean = tangent(np.deg2rad(thing.turn)) * sine(np.deg2rad(_ANGLES))
    return np.asarray(front + (side - front) * away + lean + thing.y, np.float32)


def _cloth(canvas: Canvas, generator: np.random.Generator, color: FloatArray) -> None:
    """Woven or knitted cloth, plain, striped or checked."""
    rough = canvas.mottle(generator, 0.025, 2.0)
    canvas.paint(np.ones(canvas.shape, np.float32), color * (1 + 0.07 * rough)[..., None], 0.004 * rough)
    kind = generator.random()
    other = drawn_color(generator, 0.35)
    if kind < 0.2:
        step, wide = generator.uniform(0.15, 0.5), generator.uniform(0.2, 0.6)
        share = ((canvas.x / np.float32(step)) % 1 < wide).astype(np.float32)
        canvas.paint(np.broadcast_to(share, canvas.shape), other, opacity=0.9)
    elif kind < 0.4:
        step = generator.uniform(0.2, 0.5)
        for axis in (canvas.x, canvas.y):
            share = ((axis / np.float32(step)) % 1 < 0.4).astype(np.float32)
            canvas.paint(np.broadcast_to(share, canvas.shape), other, opacity=0.45)


def _folds(canvas: Canvas, generator: np.random.Generator, number: int, height: float) -> FloatArray:
    """Rolls of cloth that run around the neck, rising and falling."""
    relief = np.zeros(canvas.shape, np.float32)
    _, top, _, bottom = canvas.extent
    for _ in range(number):
        y, wave = generator.uniform(top, bottom), generator.uniform(-0.18, 0.18, 3)
        line = y + wave[0] * canvas.x + wave[1] * sine(canvas.x * generator.uniform(1, 3) + wave[2] * 20)
        wide = generator.uniform(0.06, 0.16)
        away = np.abs(canvas.y - line) / np.float32(wide)
        relief = np.maximum(
            relief, np.float32(height * generator.uniform(0.5, 1)) * np.sqrt(np.maximum(1 - away**2, 0))
        )
    return np.asarray(canvas.blurred(relief.astype(np.float32), 0.02), np.float32)


def scarf(thing: Thing) -> list[Piece]:
    """A scarf wound around the neck, up to the chin, with an end that hangs down."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    color, pieces = drawn_color(generator), []
    if generator.random() < 0.7:
        tail = Canvas(-0.5, 0.0, 0.5, 2.2)
        _cloth(tail, np.random.default_rng(int(generator.integers(2**31))), color)
        tail.relief += 0.06 * tail.mottle(generator, 0.25, 6)
        x0, lean = generator.uniform(-0.5, 0.5), generator.uniform(-0.25, 0.25)
        x, y = np.meshgrid(np.linspace(-0.45, 0.45, 5), np.linspace(0, 2.4, 9))
        z = np.full(x.shape, -0.15) + 0.3 * x**2
        points = np.stack([x + x0 + lean * y, y + 2.2 + thing.y, z], axis=-1).astype(np.float32)
        pieces.append(Piece(points, tail, shadow=0.8))
    turns = int(generator.integers(1, 4))
    for turn in reversed(range(turns)):
        canvas = Canvas(-2.0, 0.0, 2.0, 0.75)
        _cloth(canvas, np.random.default_rng((thing.seed, 7)), color)
        canvas.relief += _folds(canvas, generator, 7, 0.09)
        hollow = canvas.blurred((canvas.relief < 0.03).astype(np.float32), 0.03)
        canvas.albedo *= (1 - 0.35 * hollow)[..., None]
        high = 1.52 + 0.36 * turn + generator.normal(0, 0.03)
        leaning = thing.model_copy(update={"turn": thing.turn + generator.normal(0, 6)})
        top = _edge(high, high - 0.42, leaning)
        bottom = top + generator.uniform(0.6, 0.8)
        down = np.linspace(0, 1, 9)
        radius = 0.93 + 0.06 * turn + 0.3 * np.sqrt(np.maximum(1 - (2 * down - 1) ** 2, 0))
        pieces.append(
            Piece(around_neck(top, bottom, radius.astype(np.float32), _ANGLES), canvas, under_hair=True)
        )
    return pieces


def turtleneck(thing: Thing) -> list[Piece]:
    """A rolled collar of knitwear close to the neck."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    color = drawn_color(generator, 0.6)
    stitch = generator.uniform(0.05, 0.1)
    pieces = []
    for high, tall, wide in ((2.15, 1.0, 1.02), (1.78, 0.62, 0.9)):
        canvas = Canvas(-1.8, 0.0, 1.8, tall)
        phase = np.abs((canvas.x / np.float32(stitch)) % 1 - np.float32(0.5))
        ribs = np.broadcast_to(np.sqrt(np.maximum(0.25 - phase**2, 0)) * 2, canvas.shape)
        rough = canvas.mottle(generator, 0.04, 2)
        canvas.paint(
            np.ones(canvas.shape, np.float32), color * (0.75 + 0.25 * ribs + 0.05 * rough)[..., None]
        )
        canvas.relief = np.asarray(0.012 * ribs + _folds(canvas, generator, 2, 0.04), np.float32)
        top = _edge(high, high - 0.38, thing)
        down = np.linspace(0, 1, 9)
        flare = 0.5 * np.maximum(down - 0.4, 0) if high > 2 else 0.0
        radius = wide + 0.06 * np.sqrt(np.maximum(1 - (2 * down - 1) ** 2, 0)) + flare
        bottom = top + tall
        pieces.append(
            Piece(around_neck(top, bottom, radius.astype(np.float32), _ANGLES), canvas, under_hair=True)
        )
    return pieces


def collar(thing: Thing) -> list[Piece]:
    """The high collar of a jacket, zipped up before the chin."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    color = drawn_color(generator, 0.6)
    canvas = Canvas(-2.2, 0.0, 2.2, 1.5)
    _ = canvas.mottle(generator, 0.1)
    canvas.paint(np.ones(canvas.shape, np.float32), color, _folds(canvas, generator, 3, 0.05))
    middle = generator.normal(0, 0.05)
    canvas.paint(canvas.box(middle - 0.07, -1, middle + 0.07, 3), color * 0.55, -0.02)
    teeth = canvas.box(middle - 0.022, -1, middle + 0.022, 3) * (0.6 + 0.4 * (canvas.y * 16 % 1 > 0.5))
    canvas.paint(np.asarray(teeth, np.float32), STEEL if generator.random() < 0.5 else color * 0.3, 0.02)
    if generator.random() < 0.6:
        pull = canvas.box(middle - 0.045, 0.05, middle + 0.045, 0.3, 0.03)
        canvas.paint(pull, STEEL, 0.05)
    top = _edge(1.6, 1.32, thing)
    bottom = top + 1.5
    down = np.linspace(0, 1, 9)
    radius = 1.1 + 0.1 * down + 0.7 * np.maximum(down - 0.5, 0)
    front = Piece(
        around_neck(top, bottom, radius.astype(np.float32), _ANGLES), canvas, gloss=0.12, under_hair=True
    )
    return [front]


def hood(thing: Thing) -> list[Piece]:
    """A hood over the hair, open around the face, and its cords."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    color = drawn_color(generator, 0.6)
    canvas = Canvas(-2.6, -1.1, 2.6, 0.0)
    rough = canvas.mottle(generator, 0.03)
    canvas.paint(np.ones(canvas.shape, np.float32), color * (1 + 0.03 * rough)[..., None])
    canvas.relief = np.asarray(
        0.05 * canvas.mottle(generator, 0.5, 1.5) + 0.02 * canvas.mottle(generator, 0.2), np.float32
    )
    inside = np.clip(1 - np.abs(canvas.y + np.float32(0.05)) / np.float32(0.07), 0, 1)
    canvas.paint(canvas.box(-3, -0.1, 3, 1), color * 0.22)
    seam = canvas.box(-3, -0.3, 3, -0.285)
    canvas.paint(seam, color * 0.65, canvas.relief - 0.01)
    canvas.relief += np.float32(0.03) * np.broadcast_to(inside, canvas.shape)
    loose = generator.uniform(1.0, 1.14) * thing.scale
    turn = np.deg2rad(np.linspace(-184, 184, 57).astype(np.float32))[None, :]
    out = np.linspace(1, 0, 11, dtype=np.float32)[:, None]
    shoulder = np.maximum(-cosine(turn) - 0.1, 0) ** 2
    half_width = 1.06 * loose + out * (0.58 + 1.1 * shoulder)
    open_height = np.where(cosine(turn) > 0, 1.24, 1.5) * loose  # above and below the eyes
    half_height = open_height + out * (np.where(cosine(turn) > 0, 0.75, 0.45) + 0.5 * shoulder)
    bulge = 0.5 - 0.75 * np.sqrt(np.maximum(1 - (1.0 - out) ** 2, 0)) * (1 - out) - 0.25 * (1 - out)
    z = bulge + 0.9 * out**2 - 0.25 * shoulder
    z[-1] += 0.3
    x, y = half_width * sine(turn) + thing.x, 0.25 - half_height * cosine(turn) + thing.y
    lean = tangent(np.deg2rad(thing.turn)) * x
    points = np.stack(np.broadcast_arrays(x, y + lean, z), axis=-1).astype(np.float32)
    return [_lining(color, loose, thing), Piece(points, canvas)]


def _lining(color: FloatArray, loose: float, thing: Thing) -> Piece:
    """The dark inside of a hood, behind the face: over the ears, down to the jaw."""
    canvas = Canvas(-1.3, -1.2, 1.3, 1.5)
    canvas.paint(canvas.ellipse(0, 0.25, 1.12 * loose, 1.3 * loose), color * 0.16)
    canvas.alpha *= np.clip((np.float32(1.35) - canvas.y) / np.float32(0.3), 0, 1)
    x, y = np.meshgrid(np.linspace(-1.3, 1.3, 9), np.linspace(-1.2, 1.5, 9))
    points = np.stack([x + thing.x, y + thing.y, np.full(x.shape, 1.3)], axis=-1).astype(np.float32)
    return Piece(points, canvas, shadow=0.0)
