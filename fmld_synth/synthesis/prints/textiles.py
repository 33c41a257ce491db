"""Prints that are cloth of another make: lace, knit, denim, leather, paisley on a kerchief."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import sine
from fmld_synth.synthesis.prints.canvas import Canvas
from fmld_synth.synthesis.prints.palettes import Palette, mixed
from fmld_synth.synthesis.prints.shapes import FULL_TURN, circle, drop, placed, rosette, scattered


def lace(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """A net with flowers of thread over its lining."""
    thread = (24, 22, 26) if generator.random() < 0.55 else mixed(palette[1], (245, 243, 238), 0.75)
    gauze = mixed(palette[0], thread, 0.35)
    x, y = canvas.coordinates
    a, b = (x + y) * np.float32(7), (x - y) * np.float32(7)
    net = np.maximum(np.abs(a - np.floor(a) - np.float32(0.5)), np.abs(b - np.floor(b) - np.float32(0.5)))
    canvas.blend(np.clip((net - np.float32(0.33)) * 9, 0, np.float32(0.8)), thread)
    petals = int(generator.integers(5, 9))
    places = scattered(generator, canvas.extent, 1.0, 0.15, 0.5)
    count = len(places)
    sizes, turns = generator.uniform(0.34, 0.5, count), generator.uniform(0, FULL_TURN, count)
    for outline, size, color in (
        (circle(), 1.15, mixed(palette[0], thread, 0.8)), (circle(), 1.06, gauze),
        (rosette(petals, 0.45, 1.0), 1.0, thread), (rosette(petals, 0.5, 1.0), 0.7, gauze), (circle(10), 0.25, thread),
    ):  # fmt: skip
        canvas.polygons(placed(outline, places, turns, sizes * size), [color] * count)


def knit(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Columns of V-shaped stitches, plain or with bands of a second yarn."""
    x, y = canvas.coordinates
    column = x * 2 - np.floor(x * 2)
    slant = np.abs(column - np.float32(0.5))
    row = y * np.float32(2.6) + slant * np.float32(1.6)
    if generator.random() < 0.6:
        bands = (np.floor(row) % int(generator.integers(4, 14))) < int(generator.integers(1, 5))
        if generator.random() < 0.5:
            bands &= (np.floor(x * 2) + np.floor(row)) % 2 < 1
        canvas.fill(bands, palette[1])
    yarn = 4 * (row - np.floor(row)) * (1 - row + np.floor(row))
    side = np.minimum(slant * 6, np.float32(1)) * np.minimum((np.float32(0.5) - slant) * 7, np.float32(1))
    canvas.tone(np.float32(0.55) + np.float32(0.5) * yarn * (np.float32(0.4) + np.float32(0.6) * side))


def denim(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Twill lines, slubs and paler places where it was worn, sometimes a topstitched seam."""
    x, y = canvas.coordinates
    worn = canvas.noise(generator, 4.0) * np.float32(0.1) + np.float32(0.05)
    canvas.blend(np.clip(worn, 0, 0.4), (222, 228, 236))
    twill = (x + y) * np.float32(6)
    lines = np.abs(twill - np.floor(twill) - np.float32(0.5))
    slubs = canvas.noise(generator, 0.09, 9.0) * np.float32(0.06)
    canvas.tone(np.float32(0.9) + lines * np.float32(0.35) + slubs)
    if generator.random() < 0.6:
        at = float(generator.uniform(-1.2, 1.2))
        steps = np.arange(-12, 12, 0.28)
        for across in (at, at + 0.16):
            ends = np.stack([np.full_like(steps, across), steps], axis=-1)
            canvas.lines(np.stack([ends, np.add(ends, (0, 0.17))], axis=1), 0.05, (196, 134, 62))


def leather(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Grain of small rounded cells, quilted or plain."""
    fine = canvas.noise(generator, 0.16) + canvas.noise(generator, 0.07) * np.float32(0.6)
    grain = np.minimum(np.abs(fine) * np.float32(0.9), np.float32(1))
    factor = np.float32(0.72) + grain * np.float32(0.34) + canvas.noise(generator, 1.5) * np.float32(0.05)
    if generator.random() < 0.35:
        x, y = canvas.coordinates
        a, b = x + y, x - y
        quilt = sine(np.pi * (a - np.floor(a))) * sine(np.pi * (b - np.floor(b)))
        factor *= np.float32(0.6) + np.minimum(quilt * np.float32(0.8), np.float32(0.5))
    canvas.tone(factor)


def paisley(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Bent drops one inside the other, with pearls around them and dots between."""
    inks = palette[1:]
    between = scattered(generator, canvas.extent, 0.5, 0.2, 0.2)
    canvas.discs(between, np.full(len(between), 0.05), [inks[2]] * len(between))
    places = scattered(generator, canvas.extent, 1.0, 0.12, 0.5)
    count = len(places)
    angles = generator.choice([0.0, np.pi / 2, np.pi, -np.pi / 2], count) + generator.normal(0, 0.3, count)
    sizes = generator.uniform(0.36, 0.5, count)
    layers = ((1.0, inks[0]), (0.84, palette[0]), (0.7, inks[1]), (0.45, inks[0]), (0.24, inks[2]))
    for share, ink in layers:
        canvas.polygons(placed(drop(), places, angles, sizes * share), [ink] * count)
    pearls = placed(drop()[::2] * 1.2, places, angles, sizes).reshape(-1, 2)
    canvas.discs(pearls, np.full(len(pearls), 0.026), [inks[0]] * len(pearls))
