"""Prints of few large parts: flags, two-color halves, plain cloth."""

from __future__ import annotations

import numpy as np

from fmld_synth.synthesis.prints.canvas import Canvas
from fmld_synth.synthesis.prints.palettes import Palette, luma
from fmld_synth.synthesis.prints.shapes import circle, scattered, star


def flag(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Bands, crosses, a corner field with stars, a disc: like flags, but none of them."""
    x, y = canvas.coordinates
    left, top, right, bottom = canvas.extent
    across, down = (
        (x - np.float32(left)) / np.float32(right - left),
        (y - np.float32(top)) / np.float32(bottom - top),
    )
    kind = int(generator.integers(5))
    if kind <= 1:
        count = int(generator.choice([2, 3, 3, 4, 13]))
        place = down if generator.random() < 0.65 else across
        bands = np.clip(np.floor(place * np.float32(count)), 0, count - 1).astype(np.int64)
        canvas.color_by(bands % 2 if count > 4 else bands, palette[:4] if count <= 4 else palette[:2])
    elif kind == 2:
        width, at = float(generator.uniform(0.06, 0.14)), float(generator.choice([0.36, 0.5]))
        canvas.fill(
            (np.abs(across - np.float32(at)) < width) | (np.abs(down - np.float32(0.5)) < width), palette[1]
        )
        if generator.random() < 0.5:
            width *= 0.5
            canvas.fill(
                (np.abs(across - np.float32(at)) < width) | (np.abs(down - np.float32(0.5)) < width),
                palette[2],
            )
    elif kind == 3:
        canvas.fill(across - down > np.float32(generator.uniform(-0.2, 0.3)), palette[1])
        canvas.fill(np.abs(across - down - np.float32(0.05)) < np.float32(0.06), palette[2])
    emblem = palette[3] if kind > 1 else palette[4]
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    if kind <= 1 and generator.random() < 0.4:
        field = (across < np.float32(0.45)) & (down < np.float32(0.5))
        canvas.fill(field, palette[4])
        for place in scattered(generator, canvas.extent, 0.32, 0.0):
            if place[0] < left + 0.44 * (right - left) and place[1] < (top + bottom) / 2 - 0.06:
                canvas.polygon(star(5, 0.42) * 0.11 + place, palette[3])
    elif generator.random() < 0.6:
        shape = (circle(32), star(5, 0.42), star(16, 0.75), star(3, 0.5))[int(generator.integers(4))]
        canvas.polygon(shape * float(generator.uniform(0.3, 0.6)) + middle, emblem)


def halves(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Two colors side by side, above each other or at a slant, sometimes with a piping between."""
    x, _ = canvas.coordinates
    middle = float(generator.choice([0.0, 0.0, generator.uniform(-0.8, 0.8)]))
    canvas.fill(x > np.float32(middle), palette[1])
    if generator.random() < 0.4:
        canvas.fill(np.abs(x - np.float32(middle)) < np.float32(generator.uniform(0.03, 0.3)), palette[2])


def plain(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """One color, dyed a little unevenly."""
    depth = np.float32(generator.uniform(0.0, 0.05))
    canvas.tone(1 + canvas.noise(generator, 3.0) * depth)


def melange(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Yarn of two tones: flecks along the threads."""
    flecks = canvas.noise(generator, 0.08, 0.35) * np.float32(0.5) + canvas.noise(
        generator, 0.25
    ) * np.float32(0.25)
    lighter = (250, 248, 244) if luma(palette[0]) < 128 else (40, 40, 46)
    canvas.blend(np.clip(flecks * np.float32(0.35), 0, np.float32(0.55)), lighter)
