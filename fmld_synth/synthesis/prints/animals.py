"""Prints of furs and hides: leopard, zebra, tiger, snake, cow."""

from __future__ import annotations

import numpy as np

from fmld_synth.synthesis.prints.canvas import Canvas
from fmld_synth.synthesis.prints.palettes import Palette, mixed
from fmld_synth.synthesis.prints.shapes import blob, scattered

_BLACK = (26, 20, 18)


def leopard(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Rosettes: broken dark rings around a darker middle."""
    ground = palette[0]
    middle = mixed(ground, (120, 70, 30), 0.45)
    dark = mixed(palette[1], _BLACK, 0.85)
    canvas.blend(np.clip(canvas.noise(generator, 3.0) * np.float32(0.15) + np.float32(0.1), 0, 0.4), middle)
    places = scattered(generator, canvas.extent, 1.0, 0.22, 0.4)
    count = len(places)
    sizes = generator.uniform(0.3, 0.46, count)
    rings = blob(generator, count, 0.35, points=14) * sizes[:, None, None] * (1, 0.85) + places[:, None]
    starts, spots = generator.integers(14, size=count), sizes < 0.33
    canvas.polygons(rings, [dark if spot else middle for spot in spots])
    for first, length in ((0, 6), (7, 3), (11, 2)):
        part = (starts[:, None] + np.arange(first, first + length)) % 14
        canvas.lines(np.take_along_axis(rings, part[..., None], axis=1)[~spots], 0.17, dark)


def zebra(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Bent stripes that fork and end."""
    x, y = canvas.coordinates
    bend = canvas.noise(generator, 2.2) * np.float32(0.75) + canvas.noise(generator, 0.9) * np.float32(0.13)
    phase = x + bend
    wave = np.abs(2 * (phase - np.floor(phase)) - 1) - np.float32(0.5)
    wave += canvas.noise(generator, 0.7, 3.0) * np.float32(0.1) + y * np.float32(0)
    canvas.fill(wave > 0, palette[1] if generator.random() < 0.3 else _BLACK)


def tiger(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Pointed dark flames on fur that is lighter in the middle."""
    x, y = canvas.coordinates
    canvas.blend(np.clip(np.float32(0.7) - np.abs(x) * np.float32(0.25), 0, 0.6), (248, 240, 224))
    bend = canvas.noise(generator, 1.8) * np.float32(0.35)
    phase = y * np.float32(1.1) + bend
    wave = np.abs(2 * (phase - np.floor(phase)) - 1)
    taper = canvas.noise(generator, 1.1, 0.8) * np.float32(0.22)
    canvas.fill(wave + taper > np.float32(0.72), _BLACK)


def snake(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Scales in a net, darker along a winding band."""
    x, y = canvas.coordinates
    band = canvas.noise(generator, 3.0) + canvas.noise(generator, 1.2) * np.float32(0.5)
    canvas.blend(np.clip(band * np.float32(0.6), 0, 0.75), palette[1])
    canvas.blend(
        np.clip(-band * np.float32(0.5) - np.float32(0.2), 0, 0.6), mixed(palette[0], (250, 245, 235), 0.6)
    )
    a, b = (x + y) * np.float32(2.2), (x - y) * np.float32(2.2)
    edge = np.maximum(np.abs(a - np.floor(a) - np.float32(0.5)), np.abs(b - np.floor(b) - np.float32(0.5)))
    canvas.blend(np.clip((edge - np.float32(0.38)) * 8, 0, np.float32(0.85)), mixed(palette[0], _BLACK, 0.8))


def cow(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Large patches with smooth edges."""
    patches = canvas.noise(generator, 0.8) + canvas.noise(generator, 0.35) * np.float32(0.22)
    canvas.fill(
        patches > np.float32(generator.uniform(0.1, 0.4)), _BLACK if generator.random() < 0.7 else palette[1]
    )
