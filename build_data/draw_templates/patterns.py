"""Printed and woven patterns, as functions of cloth coordinates.

Each takes x and y of every pixel (in inter-ocular distances; they may be turned or mirrored) and returns ink
weights, float32 (rows, columns, 3); what they leave of 1 is white.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from canvas import PRIMARY, SECONDARY, TRIM, Layer

Pattern = Callable[[Layer, Layer], Layer]
SOFT = 0.0035


def within(distance: Layer) -> Layer:
    """Soft-edged coverage of where a signed distance is negative."""
    return np.clip(0.5 - distance / SOFT / 2, 0, 1)


def ground(x: Layer, ink: int | None = PRIMARY) -> Layer:
    """One ink everywhere, or bare white."""
    inks = np.zeros((*x.shape, 3), np.float32)
    if ink is not None:
        inks[..., ink] = 1
    return inks


def lay(inks: Layer, coverage: Layer, ink: int | None) -> Layer:
    """Print one ink (or white) over others."""
    share: Layer = coverage[..., None]
    return inks * (1 - share) + ground(coverage, ink) * share


def stripe(along: Layer, pitch: float, width: float, start: float = 0.0) -> Layer:
    """Parallel stripes."""
    offset = (along - start) % pitch
    return within(np.abs(offset - pitch / 2) - width / 2)


def turned(x: Layer, y: Layer, degrees: float) -> tuple[Layer, Layer]:
    """Coordinates turned about the origin."""
    angle = np.deg2rad(degrees)
    return x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)


def scattered(
    x: Layer, y: Layer, pitch: float, jitter: float, seed: int
) -> Iterator[tuple[Layer, Layer, Layer]]:
    """Motifs strewn over the cloth: one to a cell of a grid, shifted at random.

    Yields:
        For a cell and each of its eight neighbors: x and y from the motif's center, and the motif's own
        random number, 0 to 1.
    """
    generator = np.random.default_rng(seed)
    shifts = generator.uniform(-jitter, jitter, (2, 64, 64)).astype(np.float32) * pitch
    numbers = generator.uniform(0, 1, (64, 64)).astype(np.float32)
    column, row = np.floor(x / pitch).astype(int), np.floor(y / pitch).astype(int)
    for right in (-1, 0, 1):
        for down in (-1, 0, 1):
            here = (row + down) % 64, (column + right) % 64
            # Every second row is moved by half a cell, as printers do.
            brick = ((row + down) % 2) * 0.5 * pitch
            center_x = (column + right + 0.5) * pitch + brick + shifts[0][here]
            center_y = (row + down + 0.5) * pitch + shifts[1][here]
            yield (x - center_x).astype(np.float32), (y - center_y).astype(np.float32), numbers[here]


def gingham(x: Layer, y: Layer) -> Layer:
    """Checks of white and one color, half-toned where only one thread is colored."""
    across, down = stripe(x, 0.16, 0.08), stripe(y, 0.16, 0.08)
    inks = ground(x, None)
    inks[..., PRIMARY] = 0.5 * (across + down)
    return inks


def tartan(x: Layer, y: Layer) -> Layer:
    """Broad and narrow bands crossing on a ground."""
    inks = ground(x)
    for ink, width, start in ((SECONDARY, 0.16, 0.0), (TRIM, 0.022, 0.12), (None, 0.014, 0.27)):
        for along in (x, y):
            inks = lay(inks, 0.55 * stripe(along, 0.48, width, start), ink)
    return inks


def stripes(x: Layer, y: Layer) -> Layer:
    """Sailor's stripes, thin lines beside them."""
    inks = lay(ground(x, None), stripe(y, 0.17, 0.085), PRIMARY)
    return lay(inks, stripe(y, 0.17, 0.012, 0.085), SECONDARY)


def pinstripes(x: Layer, y: Layer) -> Layer:
    """Fine light lines down a dark cloth."""
    return lay(ground(x), stripe(x, 0.11, 0.012), SECONDARY)


def dots(x: Layer, y: Layer) -> Layer:
    """Polka dots."""
    inks = ground(x)
    for right, down, _ in scattered(x, y, 0.17, 0.0, 1):
        inks = lay(inks, within(np.hypot(right, down) - 0.042), SECONDARY)
    return inks


def floral(x: Layer, y: Layer) -> Layer:
    """Five-petalled flowers and leaves, strewn."""
    inks = ground(x)
    for right, down, number in scattered(x + 0.13, y + 0.09, 0.2, 0.2, 4):
        angle = number * 2 * np.pi
        leaf_x, leaf_y = (
            right * np.cos(angle) + down * np.sin(angle),
            -right * np.sin(angle) + down * np.cos(angle),
        )
        leaf = np.abs(leaf_y) - 0.026 * (1 - (leaf_x / 0.075) ** 2)
        inks = lay(inks, within(leaf), TRIM)
        inks = lay(inks, 0.5 * within(np.maximum(np.abs(leaf_y) - 0.003, np.abs(leaf_x) - 0.06)), PRIMARY)
    for right, down, number in scattered(x, y, 0.34, 0.22, 3):
        size = 0.075 + 0.05 * number
        radius, turn = np.hypot(right, down), np.arctan2(down, right) + number * 6
        petals = size * (0.62 + 0.38 * np.abs(np.cos(2.5 * turn)))
        inks = lay(inks, within(radius - petals), SECONDARY)
        veins = within(np.abs(radius - petals * 0.55) - 0.004)
        inks = lay(inks, 0.4 * veins, PRIMARY)
        inks = lay(inks, within(radius - size * 0.24), TRIM)
        inks = lay(inks, within(radius - size * 0.11), None)
    return inks


def camouflage(x: Layer, y: Layer) -> Layer:
    """Four tones in rounded blots, wider than high."""
    inks = ground(x)
    for seed, size, share, ink, strength in (
        (11, 0.15, 0.30, SECONDARY, 1.0),
        (12, 0.12, 0.62, TRIM, 1.0),
        (13, 0.11, 0.78, SECONDARY, 0.55),
        (14, 0.08, 0.95, TRIM, 0.7),
    ):
        inks = lay(inks, strength * within((share - _clouds(x, y, size, seed)) * size * 0.6), ink)
    return inks


def _clouds(x: Layer, y: Layer, size: float, seed: int) -> Layer:
    """Smooth noise of unit variance whose blots are about ``size`` large."""
    noise = np.random.default_rng(seed).normal(size=(48, 96)).astype(np.float32)
    blots = np.asarray(cv2.GaussianBlur(noise, (0, 0), 1.0), np.float32)
    blots /= blots.std()
    columns = ((x / (size * 0.75) + 48) % 95).astype(np.float32)
    rows = ((y / (size * 0.5) + 5) % 47).astype(np.float32)
    drawn = cv2.remap(blots, columns, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(drawn, np.float32)


def triangles(x: Layer, y: Layer) -> Layer:
    """A mosaic of triangles in three inks and white."""
    side = 0.19
    row = np.floor(y / (side * 0.866)).astype(int)
    within_row = y / (side * 0.866) - row
    along = x / side + 0.5 * (row % 2)
    column = np.floor(along).astype(int)
    share = along - column
    upper = within_row < np.abs(2 * share - 1)
    cell = column * 2 + np.where(upper, np.where(share < 0.5, -1, 1), 0)
    choice = np.random.default_rng(21).choice([0, 0, 1, 2, 3], (64, 64))[row % 64, cell % 64]
    inks = np.zeros((*x.shape, 4), np.float32)
    for ink in range(4):
        inks[..., ink] = choice == ink
    return np.asarray(cv2.GaussianBlur(inks[..., :3], (0, 0), 0.8), np.float32)


def chevrons(x: Layer, y: Layer) -> Layer:
    """Zigzag bands."""
    zigzag = y + np.abs((x % 0.24) - 0.12)
    inks = lay(ground(x, None), stripe(zigzag, 0.2, 0.075), PRIMARY)
    return lay(inks, stripe(zigzag, 0.2, 0.03, 0.1), SECONDARY)


def brush_marks(x: Layer, y: Layer) -> Layer:
    """Loose strokes and splashes of two inks."""
    inks = ground(x)
    clouds = _clouds(*turned(x, y, 35), 0.2, 31)
    torn = _clouds(x, y, 0.03, 32)
    inks = lay(inks, within((0.75 - clouds - 0.18 * torn) * 0.05), SECONDARY)
    inks = lay(inks, within((1.2 - _clouds(*turned(x, y, -25), 0.16, 33) - 0.15 * torn) * 0.05), TRIM)
    for right, down, number in scattered(x, y, 0.16, 0.45, 34):
        inks = lay(inks, within(np.hypot(right, down) - 0.018 * number**3), SECONDARY)
    return inks


def paisley(x: Layer, y: Layer) -> Layer:
    """Curled drops in rings, dots between them: the classic bandana."""
    inks = ground(x)
    for right, down, _ in scattered(x + 0.2, y + 0.2, 0.1, 0.1, 41):
        inks = lay(inks, within(np.hypot(right, down) - 0.011), SECONDARY)
    for right, down, number in scattered(x, y, 0.46, 0.1, 42):
        angle = np.where(number < 0.5, 0.6, 3.6) + number
        along = right * np.cos(angle) + down * np.sin(angle)
        aside = -right * np.sin(angle) + down * np.cos(angle)
        # The tip of the drop curls aside.
        aside = aside - 1.6 * np.maximum(along, 0) ** 2
        tapered = np.abs(aside) - 0.1 * np.clip(1 - along / 0.2, 0, 1) ** 0.75
        beyond_tip = np.hypot(along - 0.2, aside)
        drop = np.where(along < 0, np.hypot(along, aside) - 0.1, np.where(along < 0.2, tapered, beyond_tip))
        inks = lay(inks, within(drop - 0.03), PRIMARY)
        for inner, outer, ink in (
            (-0.008, 0.008, SECONDARY),
            (-0.034, -0.026, SECONDARY),
            (-0.075, -0.045, TRIM),
        ):
            ring = np.maximum(drop - outer, inner - drop)
            inks = lay(inks, within(ring), ink)
        turn = np.arctan2(aside, along)
        beads = np.abs(drop - 0.022) - 0.007 + 0.012 * (np.cos(14 * turn) < 0)
        inks = lay(inks, within(beads), SECONDARY)
        inks = lay(inks, within(np.hypot(along, aside) - 0.016), SECONDARY)
    return inks
