"""Long hair that falls over the sides of the face: in front of a mask's side edge and of its straps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.occluders.patch import SCALE, Patch
from fmld_synth.synthesis.photometry.occluders.regions import Mask, connected
from fmld_synth.synthesis.photometry.occluders.skin import Skin, dot

# Never hair that falls over the face: brows, eyes, nose, moustache, lips and most of a beard lie inside.
_INNER_FACE = (
    70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 353, 346, 347, 330, 425, 427, 434, 394, 395, 369, 396,
    175, 171, 140, 170, 169, 214, 207, 205, 101, 118, 117, 124,
)  # fmt: skip
_TURNED_AWAY = 22.0
"""From this yaw on, in degrees, what lies beyond the far cheek is behind the face."""
_LEAST_EVIDENCE = 30.0
"""How unlike skin hair has to be: CIELAB units of hue, plus 60 for full darkness."""
_LEAST_EDGE = 0.2
"""How much of the step from skin to hair is taken within five pixels; into shadow it is less."""


def hair_matte(patch: Patch, skin: Skin, person: FloatArray) -> FloatArray:
    """How far hair at the sides of the face covers what lies there.

    Each side is judged by itself. Its hair's colour is taken above and beside the ear, outside the face's
    contour. Only when such hair hides the ear and hangs on below it, it counts as lying in front; a beard,
    sideburns or short hair do not.

    Args:
        patch: the face.
        skin: its skin.
        person: float32, the size of the patch: 1 where the person is, 0 background.

    Returns:
        float32 (height, width) of the patch, 0 to 1.
    """
    matte = np.zeros(patch.pixels.shape[:2], np.float32)
    for side in _sides(patch):
        np.maximum(matte, _hair_on(side, patch, skin, person), out=matte)
    return matte


def hair_is_possible(patch: Patch, skin: Skin) -> bool:
    """Whether the place of an ear shows so little skin that ``hair_matte`` could find hair there."""
    return any(_hangs(skin.likeness < 0.5, side, patch) for side in _sides(patch))


class _Side(NamedTuple):
    """One side of the picture: its pixels, those outside the face, and whether the face turns from it."""

    pixels: Mask
    beside: Mask
    turned_away: bool


def _sides(patch: Patch) -> Iterator[_Side]:
    (top_x, top_y), (chin_x, chin_y) = patch.landmarks[[10, 152]]
    rows = np.arange(patch.size[1], dtype=np.float32)[:, None]
    middle = top_x + (rows - top_y) / max(float(chin_y - top_y), 1.0) * (chin_x - top_x)
    right = np.arange(patch.size[0], dtype=np.float32)[None, :] > middle
    for half, yaw in ((right, patch.yaw), (~right, -patch.yaw)):
        pixels = half & patch.in_frame
        yield _Side(pixels, pixels & (patch.outside > 0.04), yaw > _TURNED_AWAY)


def _hair_on(side: _Side, patch: Patch, skin: Skin, person: FloatArray) -> FloatArray:
    nothing = np.zeros(side.pixels.shape, np.float32)
    down, outside = patch.down, patch.outside
    source = side.beside & (skin.likeness < 0.4) & (person > 0.6)
    source &= (outside < 0.45) & (down > -0.8) & (down < 0.25)
    if np.count_nonzero(source) < 0.06 * SCALE**2:
        return nothing
    alpha = _opacity(patch, skin, source)
    if alpha is None:
        return nothing
    alpha *= side.pixels & (person > 0.4)
    alpha[patch.polygon(_INNER_FACE) > 0] = 0
    solid = connected(alpha > 0.5, source, 0.02 * SCALE**2)
    if not _hangs(solid, side, patch):
        return nothing
    if _is_shadow(solid, patch, skin):
        alpha *= outside > 0
    alpha *= cv2.dilate(solid.view(np.uint8), np.ones((5, 5), np.uint8))
    alpha *= np.clip((down + 0.1) / 0.2, 0, 1)
    if side.turned_away:
        alpha *= outside < 0
    return alpha


def _is_shadow(hair: Mask, patch: Patch, skin: Skin) -> bool:
    """Whether what seems hair within the face blends into the skin without an edge, as shadow does."""
    mask, kernel = hair.view(np.uint8), np.ones((3, 3), np.uint8)
    edge = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, kernel) > 0
    edge &= (patch.outside < -0.08) & (patch.down > 0.1)
    within = hair & (patch.outside > 0.05)
    if np.count_nonzero(edge) < 0.003 * SCALE**2 or not within.any():
        return False
    step = cv2.morphologyEx(skin.brightness, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))
    contrast = 1 - float(np.median(skin.brightness[within]))
    return float(np.median(step[edge])) < _LEAST_EDGE * contrast


def _opacity(patch: Patch, skin: Skin, source: Mask) -> FloatArray | None:
    """How far each pixel's colour is from skin (0) toward hair (1); None if they are too alike."""
    hair, its_skin = np.median(skin.colours[source], axis=0), np.median(skin.expected[source], axis=0)
    brightness = float(hair @ its_skin / (its_skin @ its_skin))
    hue_shift = float(np.linalg.norm(hair - brightness * its_skin)) / max(brightness, 0.1)
    # Skin in shadow is darker, and a little off in hue where its lit side is overexposed.
    if 60 * (1 - brightness) + hue_shift < _LEAST_EVIDENCE:
        return None
    axis = hair - skin.expected
    share = dot(skin.colours - skin.expected, axis) / np.maximum(dot(axis, axis), 64)
    # Within the face, shadow is likelier than hair.
    faintest = 0.42 + np.clip(-patch.outside, 0, 0.16)
    alpha = np.clip((share - faintest) / 0.36, 0, 1)
    return np.asarray(alpha * (1 - skin.likeness), np.float32)


def _hangs(hair: Mask, side: _Side, patch: Patch) -> bool:
    """Whether hair covers the place of the ear and goes on below it."""

    def filled(top: float, bottom: float, width: float) -> float:
        band = side.beside & (patch.down > top) & (patch.down < bottom) & (patch.outside < width)
        return float(hair[band].mean()) if np.count_nonzero(band) > 0.02 * SCALE**2 else 0.0

    return filled(0.1, 0.65, 0.35) > 0.8 and filled(0.7, 1.15, 0.3) > 0.5
