"""How cloth looks: its color, ends, light, folds and sharpness."""

from __future__ import annotations

import cv2
import numpy as np

from real_masks.posed_face import Array, DrapedSurface, PosedFace
from real_masks.top_edge import SCAN_STEP

MOUTH_HEIGHT = 0.95


def mask_ends(face: PosedFace) -> tuple[float, float]:
    """How far the cloth reaches to either side at mouth height; NaN where the frame ends first."""
    ends = []
    x = np.arange(0.15, 1.4, SCAN_STEP)
    for side in (-1, 1):
        points = np.stack([side * x, np.full_like(x, MOUTH_HEIGHT), np.full_like(x, -0.2)], axis=1)
        colors = face.colors(face.project(points))
        cloth = np.nanmedian(colors[:35], axis=0)  # each side has its own: light often falls from one side
        other = np.linalg.norm((colors - cloth) * (0.5, 1, 1), axis=1) > 14
        away = np.convolve(other.astype(float), np.ones(9) / 9, mode="valid") > 0.85
        first = int(np.argmax(away))
        found = away.any() and first > 35 and np.isfinite(colors[: first + 9, 0]).all()
        ends.append(float(x[first]) if found else float("nan"))
    return ends[0], ends[1]


def sharpest_rise(face: PosedFace) -> float:
    """The photograph's own edge width in pixels: from the steepest changes down the eyes and brows."""
    widths = []
    for column in (-0.6, -0.5, -0.4, 0.4, 0.5, 0.6):
        heights = np.arange(-0.45, 0.2, SCAN_STEP)
        points = np.stack([np.full_like(heights, column), heights, np.full_like(heights, -0.05)], 1)
        pixels = face.project(points)
        lightness = face.colors(pixels)[:, 0]
        step = np.linalg.norm(np.diff(pixels, axis=0), axis=1).mean()
        slope = np.abs(np.diff(lightness)) / step
        if np.isfinite(slope).all() and np.ptp(lightness) > 15:
            widths.append(float(np.ptp(lightness) / slope.max()))
    return float(np.median(widths)) if widths else float("nan")


def shading(face: PosedFace, surface: DrapedSurface, top: float) -> dict[str, float]:
    """Variation of the cloth's luminance relative to its mean: broad light, folds, and fine grain."""
    y = np.arange(min(top + 0.1, 1.0), 1.4, 0.02)
    x = np.arange(-0.6, 0.6, 0.02)
    grid_x, grid_y = np.meshgrid(x, y)
    colors = face.colors(face.project(surface.at(grid_x.ravel(), grid_y.ravel())))
    luminance = (((colors[:, 0] + 16) / 116) ** 3).reshape(grid_x.shape)
    luminance = luminance[np.isfinite(luminance).all(axis=1)]
    if len(luminance) < 15:
        return {}
    mean = float(luminance.mean())
    broad = cv2.GaussianBlur(luminance, (0, 0), 10)
    folds = cv2.GaussianBlur(luminance, (0, 0), 1.5)
    return {
        "cloth broad light": float(broad.std() / mean),
        "cloth folds": float((folds - broad).std() / mean),
        "cloth grain": float((luminance - folds).std() / mean),
        "cloth left over right": float(luminance[:, :20].mean() / luminance[:, -20:].mean()),
    }


def color_name(cloth: Array, skin: Array) -> str:
    """A coarse color cluster from the CIELAB color of the cloth and of the skin."""
    lightness, a, b = cloth
    chroma = float(np.hypot(a, b))
    if lightness < 45 and chroma < 24:
        return "black, dark gray or navy"
    if b < -9 or (b < -5 and a < -5):
        return "blue"
    if a < -9:
        return "green"
    if chroma < 13 or lightness > 78:
        return "white" if lightness > min(62, skin[0] - 4) else "gray"
    return "other"


def cloth_color(face: PosedFace, surface: DrapedSurface, top: float) -> Array:
    """Median CIELAB color between mouth and chin, or below the top edge at height ``top`` where that is lower; NaN when
    that lies outside the frame."""
    x, y = np.meshgrid(np.linspace(-0.4, 0.4, 17), max(1.0, top + 0.08) + np.linspace(0, 0.25, 11))
    colors = face.colors(face.project(surface.at(x.ravel(), y.ravel())))
    inside = colors[np.isfinite(colors[:, 0])]
    return np.median(inside, axis=0) if len(inside) else np.full(3, np.nan)
