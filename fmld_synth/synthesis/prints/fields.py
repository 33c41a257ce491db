"""Prints of patches and flowing color: camouflage, tie-dye, marble, color that runs from one into another."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import angle
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.prints.canvas import Canvas
from fmld_synth.synthesis.prints.palettes import Palette


def camouflage(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Patches of three or four colors over each other; sometimes of squares."""
    square = generator.random() < 0.25
    for ink, limit in zip(palette[1:4], (0.15, 0.55, 0.95), strict=True):
        patches = canvas.noise(generator, 1.0) + canvas.noise(generator, 0.4) * np.float32(0.45)
        if square:
            patches = _in_squares(canvas, patches, 0.22)
        canvas.fill(patches > np.float32(limit), ink)


def _in_squares(canvas: Canvas, values: FloatArray, side: float) -> FloatArray:
    """Values taken at the corner of each small square of the grid, so that patches get steps."""
    step = max(round(side * canvas.unit), 1)
    coarse = values[::step, ::step]
    height, width = values.shape
    return np.repeat(np.repeat(coarse, step, axis=0), step, axis=1)[:height, :width]


def tie_dye(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Rays or rings of dye that run out from where the cloth was tied, frayed."""
    x, y = canvas.coordinates
    inks = palette[:-1]
    frayed = canvas.noise(generator, 0.35) * np.float32(0.2) + canvas.noise(generator, 0.12) * np.float32(
        0.14
    )
    distance: FloatArray = np.sqrt(x * x + y * y)
    if generator.random() < 0.6:  # a spiral of whole ways through the inks, so that no seam shows
        rays = len(inks) * int(generator.integers(1, 3))
        frayed += angle(y, x) * np.float32(rays / (2 * np.pi))
        frayed += distance * np.float32(generator.uniform(0.2, 1.5))
    else:
        frayed += distance * np.float32(generator.uniform(0.8, 1.6) * len(inks) / 2)
    _run_through(canvas, frayed * np.float32(1 / len(inks)), inks)
    paler = canvas.noise(generator, 0.3) * np.float32(0.25) - np.float32(0.12)
    canvas.blend(np.minimum(np.maximum(paler, 0), np.float32(0.5)), (245, 243, 238))


def marble(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Clouds of color with veins, as galaxies, marble or paint that was stirred."""
    coarse = canvas.noise(generator, 1.6) * np.float32(0.5)
    value = (
        coarse
        + canvas.noise(generator, 0.7) * np.float32(0.25)
        + canvas.noise(generator, 0.3) * np.float32(0.12)
    )
    _run_through(canvas, value * np.float32(0.35) + np.float32(0.5), palette[:4])
    vein = np.abs(canvas.noise(generator, 1.0) + canvas.noise(generator, 0.3) * np.float32(0.3))
    canvas.blend(np.clip(np.float32(0.45) - vein * 6, 0, np.float32(0.45)), palette[4])


def gradient(canvas: Canvas, palette: Palette, generator: np.random.Generator) -> None:
    """Color that runs from one into another across the whole cloth."""
    extent = canvas.extent
    share = (canvas.coordinates[0] - np.float32(extent.left)) / np.float32(extent.right - extent.left)
    inks = palette[: int(generator.integers(2, 4))]
    whole = np.float32((len(inks) - 1) / len(inks))  # not the way back to the first
    _run_through(canvas, np.minimum(np.maximum(share, np.float32(0)), np.float32(0.999)) * whole, inks)


def _run_through(canvas: Canvas, phase: FloatArray, palette: Palette) -> None:
    """Color each pixel by its place on a closed way through the palette; ``phase`` grows by 1 on it."""
    colors = np.array([*palette, palette[0]], np.float32)
    steps = 32
    way = np.arange(steps * len(palette)) / steps
    first = way.astype(np.int64)
    shares = (way - first)[:, None].astype(np.float32)
    table = np.round(colors[first] + (colors[first + 1] - colors[first]) * shares).astype(np.uint8)
    index = ((phase - np.floor(phase)) * np.float32(len(table))).astype(np.int64)
    canvas.color_by(np.minimum(index, len(table) - 1), [(r, g, b) for r, g, b in table.tolist()])
