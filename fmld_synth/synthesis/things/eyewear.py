"""Sunglasses and goggles."""

from __future__ import annotations

import numpy as np

from fmld_synth.arithmetic import power, tangent
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.things.around import band_along
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.colors import BLACK, drawn_color, from_srgb
from fmld_synth.synthesis.things.piece import Piece
from fmld_synth.synthesis.things.thing import Thing


def _before_eyes(thing: Thing, canvas: Canvas, depth: float, curve: float) -> FloatArray:
    """A sheet (rows, columns, 3) before the eyes that curves back to the temples."""
    left, top, right, bottom = canvas.extent
    x, y = np.meshgrid(np.linspace(left, right, 25), np.linspace(top, bottom, 9))
    z = depth + curve * x**2 + 0.08 * (y - 0.1)
    lean = tangent(np.deg2rad(thing.turn)) * x
    points = np.stack([x * thing.scale + thing.x, y * thing.scale + lean + thing.y, z], axis=-1)
    return points.astype(np.float32)


def _lens(canvas: Canvas, side: int, style: int, wide: float, high: float) -> FloatArray:
    """Signed distance from a lens, negative inside."""
    x, y = side * 0.52, 0.1
    if style == 0:  # round
        return canvas.round_distance(x, y, wide * 0.85, wide * 0.85)
    across, down = (canvas.x - np.float32(x)) * side, canvas.y - np.float32(y)
    if style == 1:  # a drop, larger outside and below
        shifted = across + np.float32(0.12) * down
        reach = np.sqrt((shifted / wide) ** 2 + (down / np.where(down > 0, high * 1.2, high * 0.75)) ** 2)
        return np.asarray((reach - 1) * min(wide, high), np.float32)
    roundness = 4.0 if style == 2 else 3.0  # square, or drawn up at its outer corner
    lifted = down + (np.float32(0.18) * across if style == 3 else 0)
    sides = power(np.abs(across / np.float32(wide)), roundness) + power(
        np.abs(lifted / np.float32(high)), roundness
    )
    reach = power(sides, 1 / roundness)
    return np.asarray((reach - 1) * min(wide, high), np.float32)


def sunglasses(thing: Thing) -> list[Piece]:
    """Sunglasses of four shapes, and their arms."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.2, -0.5, 1.2, 0.75)
    style = int(generator.integers(4))
    wide, high = generator.uniform(0.4, 0.48), generator.uniform(0.28, 0.4)
    rim = generator.uniform(0.02, 0.075) if style != 1 else 0.02
    frame = np.array(BLACK, np.float32) if generator.random() < 0.6 else drawn_color(generator, 0.3)
    dark = from_srgb(*((22, 22, 25), (45, 30, 20), (28, 38, 50), (40, 45, 40))[int(generator.integers(4))])
    opaque = generator.uniform(0.86, 1.0)
    fade = np.clip(0.75 + 0.5 * (canvas.y - np.float32(0.1)) * generator.uniform(-0.5, 1.5), 0.5, 1.3)
    sky = np.clip(0.5 - (canvas.y + np.float32(0.15) * canvas.x) / np.float32(0.35), 0, 1)
    strength = generator.uniform(0.02, 0.16)
    bridge = canvas.box(-0.2, -0.08, 0.2, -0.08 + max(rim, 0.035) * 1.6, 0.02)
    canvas.paint(bridge, frame, 0.03)
    for side in (-1, 1):
        distance = _lens(canvas, side, style, wide, high)
        canvas.paint(canvas.inside(distance - np.float32(rim)), frame, 0.03)
        inner = canvas.inside(distance)
        canvas.alpha *= 1 - inner
        canvas.paint(inner, dark * np.broadcast_to(fade, canvas.shape)[..., None], 0.0, opacity=opaque)
        canvas.lighten(canvas.blurred(inner * sky, 0.03) * inner, strength)
        canvas.paint(
            canvas.box(min(side * 0.92, side * 1.12), -0.12, max(side * 0.92, side * 1.12), -0.03, 0.02),
            frame,
            0.03,
        )
    front = Piece(_before_eyes(thing, canvas, -0.36, 0.32), canvas, gloss=0.5, behind_face=False, shadow=0.7)
    return [*_arms(thing, frame, 0.09, -0.07), front]


def _arms(thing: Thing, color: FloatArray, width: float, y: float) -> list[Piece]:
    """From the frame to the ears."""
    canvas = Canvas(0, 0, 1.0, 0.1)
    canvas.paint(np.ones(canvas.shape, np.float32), color, 0.0)
    pieces = []
    for side in (-1, 1):
        along = np.linspace(0, 1, 9)[None, :]
        across = np.linspace(-0.5, 0.5, 3)[:, None] * width * (1 - 0.3 * along)
        x = np.broadcast_to(side * (1.08 + 0.1 * along), (3, 9))
        height = y + thing.y + 0.12 * along * along**2 + across
        z = np.broadcast_to(0.05 + 0.95 * along, (3, 9))
        points = np.stack([x, height, z], axis=-1).astype(np.float32)
        pieces.append(Piece(points, canvas, under_hair=True, seen_from_behind=True, shadow=0.4))
    return pieces


def goggles(thing: Thing) -> list[Piece]:
    """Ski goggles, or clear ones for the laboratory; with their band."""
    generator = random_stream(thing.seed, RandomStream.THING_SHAPE)
    canvas = Canvas(-1.35, -0.75, 1.35, 0.8)
    clear = generator.random() < 0.4
    wide, high = generator.uniform(1.02, 1.15), generator.uniform(0.42, 0.55)
    across = power(np.abs(canvas.x / np.float32(wide)), 3)
    notch = np.maximum(np.float32(0.2) - np.abs(canvas.x), 0) * np.float32(0.9) * (canvas.y > 0.05)
    reach = power(across + power(np.abs((canvas.y - np.float32(0.05)) / np.float32(high)), 3), 1 / 3)
    distance = np.asarray((reach - 1) * high + notch, np.float32)
    rim = generator.uniform(0.06, 0.11)
    frame = np.array((0.6, 0.65, 0.66), np.float32) if clear else drawn_color(generator, 0.6)
    canvas.paint(canvas.inside(distance - np.float32(rim)), frame, 0.08, opacity=0.55 if clear else 1.0)
    inner = canvas.inside(distance)
    canvas.alpha *= 1 - inner
    if clear:
        canvas.paint(inner, (0.8, 0.85, 0.85), 0.0, opacity=0.12)
        flare = canvas.blurred(
            canvas.box(-0.9, -0.3, -0.5, -0.18, 0.05) + canvas.box(0.2, -0.28, 0.75, -0.2, 0.03), 0.03
        )
        canvas.paint(flare * inner, (0.9, 0.9, 0.9), opacity=0.5)
    else:
        tints = ((20, 22, 28), (190, 90, 20), (40, 70, 140), (120, 40, 60), (30, 30, 32))
        tint = from_srgb(*tints[int(generator.integers(len(tints)))])
        other = from_srgb(*tints[int(generator.integers(len(tints)))])
        blend = np.clip(0.5 + canvas.y + 0.3 * canvas.x, 0, 1)
        canvas.paint(inner, tint * (1 - blend)[..., None] + other * blend[..., None], 0.02)
        sky = np.clip(0.2 - canvas.y * 2 - canvas.x * 0.4, 0, 1)
        canvas.lighten(canvas.blurred(inner * sky, 0.05) * inner, generator.uniform(0.1, 0.4))
    front = Piece(_before_eyes(thing, canvas, -0.48, 0.36), canvas, gloss=0.4, behind_face=False)
    return [*_straps(thing, frame, 0.26), front]


def _straps(thing: Thing, color: FloatArray, width: float) -> list[Piece]:
    canvas = Canvas(0, 0, 1.0, 0.2)
    canvas.paint(
        np.ones(canvas.shape, np.float32),
        color * 0.8,
        canvas.puffed(np.ones(canvas.shape, np.float32), 0.05, 0.02),
    )
    pieces = []
    for first, last in ((-125.0, -52.0), (52.0, 125.0)):
        angles = np.linspace(first, last, 15).astype(np.float32)
        heights = np.full(15, thing.y, np.float32)
        pieces.append(Piece(band_along(angles, heights, width, 0.09), canvas, shadow=0.6))
    return pieces
