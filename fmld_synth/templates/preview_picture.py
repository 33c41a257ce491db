"""``preview.png``: the flat mask in its first colorway, lit from above, with stubs of its straps."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.templates.colors import inked, parse_hex
from fmld_synth.templates.template import Colorway, Point, Template

# Chosen by eye.
LIGHT = np.array([-0.35, -0.62, 0.70], np.float32)
"""Toward the light: x to the right, y down, z to the viewer."""
_SHADE, _LIT = 0.44, 0.64
"""Factor on the color where no light falls, and what full light adds."""
_LIFTED = 6
"""8-bit levels that every color gains, so that black cloth shows its relief."""
_ROUND_ACROSS, _ROUND_DOWN = 0.35, 0.3
"""Slope at the picture's edges: a gentle roundness, so that the flat drawing reads as a thing."""
_RELIEF_BLUR = 1.5
"""Standard deviation in pixels of the texture of the relief's blur; takes steps between 8-bit heights away."""
WIDTH = 320
"""Width of the picture, in pixels."""
STUB = 0.09
"""Length of a strap's stub, as a share of the mask's width."""
_LOOP = 1.25
"""How far the control points of an ear loop's Bezier curve lie to the side, in stubs; other straps end there."""
_LOOP_POINTS = 60
_STRAP_RISE = 0.03
"""How much the ends of other straps spread, as a share of the mask's height."""
_THINNEST_STRAP = 3
"""Least width of a strap, in pixels of the texture."""
_SOBEL_SUM = 8
"""Sum of the absolute weights of OpenCV's 3 x 3 derivative filter."""
_LEAST_COVER = 1e-6
"""Keeps divisions by alpha finite."""
_SMALLEST_FILE = 9
"""PNG compression level."""


def shaded(template: Template, colorway: Colorway) -> npt.NDArray[np.uint8]:
    """RGBA of the whole texture with simple light from the relief."""
    albedo = inked(template, colorway)
    shape, fabric = template.description.shape, template.description.fabric
    pixels_a_level = fabric.relief / 255 * template.relief.shape[1] / shape.width
    heights = cv2.GaussianBlur(template.relief.astype(np.float32) * pixels_a_level, (0, 0), _RELIEF_BLUR)
    slope_x = cv2.Sobel(heights, cv2.CV_32F, 1, 0, ksize=3, scale=1 / _SOBEL_SUM)
    slope_y = cv2.Sobel(heights, cv2.CV_32F, 0, 1, ksize=3, scale=1 / _SOBEL_SUM)
    rows, columns = heights.shape
    across = np.linspace(-1, 1, columns, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
    facing = np.dstack(
        [-slope_x + _ROUND_ACROSS * across, -slope_y + _ROUND_DOWN * down, np.ones_like(heights)]
    )
    normal = facing / np.linalg.norm(facing, axis=2, keepdims=True)
    light = _SHADE + _LIT * np.clip(normal @ (LIGHT / np.linalg.norm(LIGHT)), 0, None)
    lifted = albedo[..., :3].astype(np.float32) + _LIFTED
    result = albedo.copy()
    result[..., :3] = np.clip(lifted * light[..., None], 0, 255)
    return result


def picture(template: Template, colorway: Colorway, width: int = WIDTH) -> npt.NDArray[np.uint8]:
    """RGBA, ``width`` px wide: the shaded mask over the stubs of its straps."""
    mask = shaded(template, colorway)
    rows, columns = mask.shape[:2]
    side = round(columns * STUB) if template.description.straps.kind != "none" else 0
    board = np.zeros((rows, columns + 2 * side, 4), np.float32)
    if side:
        _draw_stubs(board, template, colorway, side, columns)
    alpha = mask[..., 3:].astype(np.float32) / 255
    middle = board[:, side : side + columns]
    over = alpha + middle[..., 3:] / 255 * (1 - alpha)
    color = mask[..., :3] * alpha + middle[..., :3] * (middle[..., 3:] / 255 * (1 - alpha))
    middle[..., :3] = color / np.maximum(over, _LEAST_COVER)
    middle[..., 3:] = over * 255
    # Averaging color times alpha keeps the transparent surroundings from bleeding into the edge.
    board[..., :3] *= board[..., 3:] / np.float32(255)
    small = cv2.resize(board, (width, round(rows * width / board.shape[1])), interpolation=cv2.INTER_AREA)
    small[..., :3] = small[..., :3] / np.maximum(small[..., 3:] / 255, _LEAST_COVER)
    return np.clip(np.round(small), 0, 255).astype(np.uint8)


def _draw_stubs(
    board: npt.NDArray[np.float32], template: Template, colorway: Colorway, side: int, columns: int
) -> None:
    rows = board.shape[0]
    anchors, straps = template.description.anchors, template.description.straps
    thickness = max(_THINNEST_STRAP, round(straps.width * columns / template.description.shape.width))
    color = (*parse_hex(colorway.strap), 255)

    def pixel(point: Point) -> npt.NDArray[np.float64]:
        return np.array([point[0] * columns + side, point[1] * rows])

    for top, bottom, sign in (
        (anchors.top_left, anchors.bottom_left, -1),
        (anchors.top_right, anchors.bottom_right, 1),
    ):
        upper, lower = pixel(top), pixel(bottom)
        outward = np.array([sign * side * _LOOP, 0.0])
        if straps.kind == "ear_loops":
            t = np.linspace(0, 1, _LOOP_POINTS)[:, None]
            control = (upper + outward, lower + outward)
            loop = (1 - t) ** 3 * upper + 3 * (1 - t) ** 2 * t * control[0]
            loop += 3 * (1 - t) * t**2 * control[1] + t**3 * lower
            lines = [loop]
        else:
            rise = np.array([0.0, -_STRAP_RISE * rows])
            lines = [np.stack([upper, upper + outward + rise]), np.stack([lower, lower + outward - rise])]
        fixed = [np.round(line).astype(np.int32) for line in lines]
        cv2.polylines(board, fixed, False, color, thickness, cv2.LINE_AA)


def write_preview(template: Template, path: Path) -> None:
    """Write the picture of the first colorway."""
    pixels = picture(template, template.description.colorways[0])
    cv2.imwrite(
        str(path), cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGRA), [cv2.IMWRITE_PNG_COMPRESSION, _SMALLEST_FILE]
    )
