"""The edges of a mask: where skin turns into cloth down a column of the face, and where the cloth ends again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from real_masks.posed_face import Array, DrapedSurface, PosedFace

SCAN_COLUMNS = (-0.95, -0.7, -0.4, 0.0, 0.4, 0.7, 0.95)
SCAN_STEP = 0.01
SCAN_END_OF_BOTTOM = 2.9
CLOTH_AT_EDGE = 0.22  # what lies this far below the top edge is cloth
LEAST_END = 12  # steps of another color that end the cloth
LEAST_COLOR_DISTANCE = 14.0  # between skin and cloth, in CIELAB units
LARGEST_SPREAD = 0.4  # an edge farther from the median of its photograph's edges belongs to something else
CHEEK_BELOW_EYE = 0.2  # above it lids and shadows of the eye darken the skin


@dataclass(frozen=True)
class Scan:
    """Heights between which the top edge is looked for, by the column's distance from the middle."""

    start: dict[float, float]
    end: dict[float, float]


OVER_THE_MOUTH = Scan(
    {0.0: -0.10, 0.4: 0.14, 0.7: 0.12, 0.95: 0.05}, {0.0: 1.30, 0.4: 1.25, 0.7: 1.15, 0.95: 0.95}
)
PULLED_DOWN = Scan(
    {0.0: 0.90, 0.4: 0.80, 0.7: 0.60, 0.95: 0.40}, {0.0: 2.00, 0.4: 1.90, 0.7: 1.70, 0.95: 1.50}
)
SCANS = {"mouth_exposed": PULLED_DOWN, "chin": PULLED_DOWN}
"""By wear state; the others are looked at over the mouth."""


@dataclass(frozen=True)
class Edge:
    """The top edge on one scan line: its height, its rise in pixels, and the colors on both sides."""

    height: float
    rise: float
    confident: bool
    shadow: float
    """Luminance of the skin just above the edge over that a little higher up."""


def skin_color(face: PosedFace, surface: DrapedSurface) -> Array:
    """Median CIELAB color of the bridge of the nose and the skin between brows and eyes' inner corners."""
    x, y = np.meshgrid(np.linspace(-0.12, 0.12, 7), np.linspace(-0.28, 0.06, 9))
    return np.nanmedian(face.colors(face.project(surface.at(x.ravel(), y.ravel()))), axis=0)


def scan_line(
    face: PosedFace, surface: DrapedSurface, column: float, start: float, end: float
) -> tuple[Array, Array, Array]:
    """Heights (n,), pixels (n, 2) and colors (n, 3) down one column, averaged a little across."""
    heights = np.arange(start, end, SCAN_STEP)
    lines = [
        face.project(surface.at(np.full_like(heights, column + shift), heights))
        for shift in (-0.03, -0.015, 0, 0.015, 0.03)
    ]
    colors = np.mean([face.colors(line) for line in lines], axis=0)
    return heights, lines[2], colors


def find_edge(face: PosedFace, surface: DrapedSurface, column: float, skin: Array, scan: Scan) -> Edge | None:
    """The height that best parts skin above from cloth below, None without enough of both in the frame."""
    key = abs(column)
    heights, pixels, colors = scan_line(face, surface, column, scan.start[key], scan.end[key])
    inside = np.isfinite(colors[:, 0])
    low = heights > heights[-1] - 0.22
    if (inside & low).sum() < 8 or inside.sum() < 40:
        return None
    cloth = np.nanmedian(colors[low & inside], axis=0)
    towards = (cloth - skin) * (0.6, 1, 1)  # light changes along the face: lightness counts less
    distance = float(np.linalg.norm(towards))
    if distance < LEAST_COLOR_DISTANCE:
        return None
    likeness = np.clip((colors - skin) * (0.6, 1, 1) @ towards / distance**2, -0.3, 1.3)
    likeness[~inside] = 1.0
    cost_above = np.concatenate([[0], np.cumsum(likeness**2)])
    cost_below = np.concatenate([np.cumsum(((1 - likeness) ** 2)[::-1])[::-1], [0]])
    cut = int(np.argmin(cost_above + cost_below))
    if cut < 5 or cut > len(heights) - 12:
        return None
    above, below = likeness[max(cut - 14, 0) : max(cut - 3, 1)], likeness[cut + 3 : cut + 14]
    misfit = float((cost_above[cut] + cost_below[cut]) / len(heights))
    confident = bool(below.mean() - above.mean() > 0.5 and above.std() < 0.35 and misfit < 0.09)
    steps = np.linalg.norm(np.diff(pixels, axis=0), axis=1)
    slope = np.diff(likeness) / steps
    near = slice(max(cut - 9, 0), cut + 8)
    rise = float((below.mean() - above.mean()) / max(slope[near].max(), 1e-3))
    luminance = ((np.clip(colors[:, 0], 0, 100) + 16) / 116) ** 3
    clear = cut - max(4, round(0.7 * rise / float(steps.mean())))
    shadow = float("nan")
    if clear > 20 and float(heights[clear - 17]) > CHEEK_BELOW_EYE:
        shadow = float(luminance[clear - 5 : clear].mean() / luminance[clear - 17 : clear - 10].mean())
    return Edge(float(heights[cut]), rise, confident, shadow)


def find_edges(face: PosedFace, surface: DrapedSurface, scan: Scan) -> dict[float, Edge]:
    """The confident edges by column."""
    skin = skin_color(face, surface)
    found = {column: find_edge(face, surface, column, skin, scan) for column in SCAN_COLUMNS}
    edges = {column: edge for column, edge in found.items() if edge and edge.confident}
    usual = float(np.median([edge.height for edge in edges.values()])) if edges else 0.0
    return {column: edge for column, edge in edges.items() if abs(edge.height - usual) < LARGEST_SPREAD}


def bottom_height(face: PosedFace, surface: DrapedSurface, top: float, column: float = 0.0) -> float:
    """Where the cloth below a top edge at height ``top`` ends; NaN where it does not within frame and scan."""
    heights, _, colors = scan_line(face, surface, column, top + 0.05, SCAN_END_OF_BOTTOM)
    cloth = np.nanmedian(colors[heights < top + 0.05 + CLOTH_AT_EDGE], axis=0)
    other = np.linalg.norm((colors - cloth) * (0.6, 1, 1), axis=1) > LEAST_COLOR_DISTANCE  # NaN is cloth
    run = np.convolve(other.astype(float), np.ones(LEAST_END), mode="valid") > 0.9 * LEAST_END
    return float(heights[int(np.argmax(run))]) if run.any() else float("nan")
