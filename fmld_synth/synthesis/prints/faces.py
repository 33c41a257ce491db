"""Prints in the place of the face: cartoon animals, mouths, moustaches, teeth."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import Doubles, sine
from fmld_synth.synthesis.prints.canvas import Canvas, Color
from fmld_synth.synthesis.prints.palettes import Palette, luma, mixed
from fmld_synth.synthesis.prints.shapes import circle, petal, scattered, turned

_WHITE, _BLACK = (246, 244, 240), (24, 22, 24)
# The frame's unit is about a mouth's width of 5 to 6 cm; its origin is the middle of the cloth.


def cartoon(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """An animal's face: eyes or none, nose, mouth, whiskers, cheeks."""
    dark = _contrast(palette[0])
    if generator.random() < 0.5:
        _eyes(canvas, palette, generator, dark)
    if generator.random() < 0.5:
        for side in (-1, 1):
            canvas.disc((side * 0.85, 0.25), 0.2, mixed(palette[0], (240, 110, 130), 0.6))
    nose = float(generator.uniform(0.1, 0.3))
    if generator.random() < 0.3:  # a snout
        canvas.polygon(circle() * (0.5, 0.36) + (0, 0.1), palette[1])
        for side in (-1, 1):
            canvas.polygon(circle() * (0.08, 0.12) + (side * 0.17, 0.1), dark)
    else:
        canvas.polygon(
            circle(3) * (nose, nose * 0.8) + (0, -0.1), palette[1] if generator.random() < 0.5 else dark
        )
    width = float(generator.uniform(0.03, 0.07))
    smile = np.stack([np.linspace(0, 0.5, 12), 0.18 * sine(np.linspace(0, np.pi, 12))], axis=-1)
    for side in (-1, 1):
        canvas.line(smile * (side, 1) + (0, 0.22), width, dark)
    canvas.line([[0, 0.0], [0, 0.22]], width, dark)
    if generator.random() < 0.7:
        for side in (-1, 1):
            for slope in (-0.12, 0.02, 0.16):
                canvas.line(
                    [[side * 0.6, 0.15 + slope * 0.6], [side * 1.25, 0.1 + slope * 1.6]], width * 0.8, dark
                )


def monsters(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Little round figures with large eyes all over."""
    places = scattered(generator, canvas.extent, 0.8, 0.3, 0.4)
    sizes = generator.uniform(0.2, 0.4, len(places))
    heights = generator.uniform(0.8, 1.2, len(places))
    chosen = generator.integers(1, len(palette), size=len(places))
    black, white = [_BLACK] * len(places), [_WHITE] * len(places)
    bodies = [palette[int(ink)] for ink in chosen]
    size = sizes[:, None, None]
    ears = [turned(petal(0.7), [angle]) * size * 1.5 + places[:, None] for angle in (-2.2, -0.95)]
    body = circle() * np.stack([sizes, sizes * heights], axis=-1)[:, None] + places[:, None]
    eyes = [places + np.array([side * 0.36, -0.1]) * sizes[:, None] for side in (-1, 1)]
    smiles = places[:, None] + np.array([[-0.3, 0.45], [0, 0.58], [0.3, 0.45]]) * size
    canvas.motifs(
        *(canvas.polygon_parts(outlines, bodies) for outlines in (*ears, body)),
        *(canvas.disc_parts(eye, sizes * 0.26, white) for eye in eyes),
        *(canvas.disc_parts(eye, sizes * 0.13, black) for eye in eyes),
        canvas.line_parts(smiles, 0.04, black),
    )


def mouth(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """A printed mouth where the real one is: lips, a grin or a tongue that hangs out."""
    open_ = float(generator.choice([0.0, 0.12, 0.3]))
    wide, full = float(generator.uniform(0.55, 1.0)), float(generator.uniform(0.14, 0.3))
    lips = (generator.integers(150, 225), generator.integers(20, 95), generator.integers(40, 105))
    red: Color = (int(lips[0]), int(lips[1]), int(lips[2]))
    t = np.linspace(-1, 1, 21)
    upper = -(full + open_) * (1 - t * t) * (1 - 0.35 * np.maximum(0, 1 - np.abs(t) * 4))
    lower = (full * 1.25 + open_) * (1 - t * t)
    canvas.polygon(_closed(t * wide, upper, lower), red)
    gap = open_ + 0.015
    canvas.polygon(_closed(t * wide * 0.88, -gap * (1 - t * t), gap * (1 - t * t)), (58, 14, 22))
    if open_:
        canvas.polygon(_closed(t * wide * 0.75, -gap * (1 - t * t) * 0.95, -gap * (1 - t * t) * 0.1), _WHITE)
        if generator.random() < 0.5:
            canvas.polygon(circle() * (wide * 0.3, open_ + 0.25) + (0, open_ * 0.7 + 0.12), (226, 96, 116))
    shine = mixed(red, (255, 255, 255), 0.45)
    canvas.polygon(circle() * (wide * 0.22, full * 0.16) + (0.05, full * 0.65 + open_), shine)


def moustache(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """A moustache, with curled ends or a beard below it."""
    dark = _contrast(palette[0]) if luma(palette[0]) < 90 else mixed(palette[1], _BLACK, 0.8)
    wide, full, curl = (float(generator.uniform(*ends)) for ends in ((0.6, 1.1), (0.2, 0.4), (-0.3, 0.3)))
    t = np.linspace(0, 1, 20)
    upper = -full * np.sqrt(t + 0.05) * (1 - t) * 1.5 - curl * t * t
    lower = full * (1 - t * t) * (0.25 + 0.9 * t) - curl * t * t
    half = _closed(t * wide, upper, lower)
    canvas.polygon(np.subtract(half, (0.03, 0.15)), dark)
    canvas.polygon(np.subtract(half * (-1, 1), (-0.03, 0.15)), dark)
    if generator.random() < 0.3:
        canvas.polygon(np.add(circle() * (0.2, 0.36), (0, 0.85)), dark)
    if generator.random() < 0.3:
        canvas.polygon(np.add(circle() * (0.3, 0.08), (0, 0.3)), (186, 72, 84))


def teeth(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Bared teeth: a skull's rows, a shark's triangles or a zip."""
    wide, high = float(generator.uniform(0.9, 1.6)), float(generator.uniform(0.3, 0.6))
    t = np.linspace(-1, 1, 25)
    grin = float(generator.uniform(-0.3, 0.35))
    middle = -grin * t * t
    canvas.polygon(_closed(t * wide, middle - high * (1 - t**4), middle + high * (1 - t**4)), (16, 12, 14))
    tone = mixed(_WHITE, (222, 204, 150), float(generator.uniform(0, 0.5)))
    count, pointed = int(generator.integers(8, 15)), bool(generator.random() < 0.55)
    gum = 0.06 if generator.random() < 0.5 else 0.0
    for index in range(count):
        place = (index + 0.5) / count * 2 - 1
        reach = high * (1 - place**4) * 0.95
        left, right = (place - 0.92 / count) * wide, (place + 0.92 / count) * wide
        bend = -grin * place * place
        for side in (-1, 1):
            root, tip = bend + side * reach, bend + side * (reach * (0.12 if pointed else 0.05))
            edge = (
                [[left, root], [right, root], [place * wide, tip]]
                if pointed
                else [[left, root], [right, root], [right, tip], [left, tip]]
            )
            canvas.polygon(np.array(edge), tone)
    if gum:
        canvas.line(_rim(t * wide, middle - high * (1 - t**4)), gum, (178, 42, 54))
        canvas.line(_rim(t * wide, middle + high * (1 - t**4)), gum, (178, 42, 54))


def _eyes(canvas: Canvas, palette: Palette, generator: np.random.Generator, dark: Color) -> None:
    size, apart = float(generator.uniform(0.14, 0.26)), float(generator.uniform(0.42, 0.75))
    for side in (-1, 1):
        eye = np.array([side * apart, -0.5])
        canvas.disc(eye, size, _WHITE)
        canvas.disc(eye, size * 0.62, palette[2])
        canvas.disc(eye, size * 0.38, _BLACK)
        canvas.disc(np.subtract(eye, (size * 0.15, size * 0.2)), size * 0.12, _WHITE)
        canvas.line(circle(24) * size + eye, 0.03, dark, closed=True)


def _closed(x: Doubles, upper: Doubles, lower: Doubles) -> Doubles:
    """The outline between two curves over the same x."""
    return np.concatenate([np.stack([x, upper], axis=-1), np.stack([x[::-1], lower[::-1]], axis=-1)])


def _rim(x: Doubles, y: Doubles) -> Doubles:
    return np.stack([x, y], axis=-1)


def _contrast(ground: Color) -> Color:
    return _BLACK if luma(ground) > 90 else _WHITE
