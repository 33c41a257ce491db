"""Long hair that falls over the sides of the face: in front of a mask's side edge and of its straps."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.photometry.occluders.patch import SCALE, Patch
from fmld_synth.photometry.occluders.regions import Mask, connected
from fmld_synth.photometry.occluders.skin import Skin, dot

# Never hair that falls over the face: brows, eyes, nose, moustache, lips and most of a beard lie inside.
_INNER_FACE = (
    70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 353, 346, 347, 330, 425, 427, 434, 394, 395, 369, 396,
    175, 171, 140, 170, 169, 214, 207, 205, 101, 118, 117, 124,
)  # fmt: skip
_TURNED_AWAY = 22.0
"""From this yaw on, in degrees, what lies beyond the far cheek is behind the face."""


def hair_matte(patch: Patch, skin: Skin, person: FloatArray) -> FloatArray:
    """How far hair at the sides of the face covers what lies there.

    Each side is judged by itself. Its hair's colour is taken above and beside the ear, outside the face's contour.
    Only when such hair hides the ear and hangs on below it, it counts as lying in front; a beard, sideburns or
    short hair do not.

    Args:
        patch: the face.
        skin: its skin.
        person: float32, the size of the patch: 1 where the person is, 0 background.

    Returns:
        float32 (height, width) of the patch, 0 to 1.
    """
    matte = np.zeros(patch.pixels.shape[:2], np.float32)
    middle = patch.landmarks[[10, 152]]
    rows = np.arange(matte.shape[0], dtype=np.float32)
    along = (rows - middle[0, 1]) / max(float(middle[1, 1] - middle[0, 1]), 1.0)
    centre = middle[0, 0] + along * (middle[1, 0] - middle[0, 0])
    to_the_right = np.arange(matte.shape[1], dtype=np.float32)[None, :] > centre[:, None]
    for side, yaw in ((to_the_right, patch.yaw), (~to_the_right, -patch.yaw)):
        matte = np.maximum(matte, _side(patch, skin, person, side, far=yaw > _TURNED_AWAY))
    return matte


def _side(patch: Patch, skin: Skin, person: FloatArray, side: Mask, far: bool) -> FloatArray:
    nothing = np.zeros(side.shape, np.float32)
    down, outside = patch.down, patch.outside
    unlike = (skin.likeness < 0.4) & patch.in_frame & side
    near = side & patch.in_frame & (outside > 0.04)
    source = near & unlike & (person > 0.6) & (outside < 0.45) & (down > -0.8) & (down < 0.25)
    if source.sum() < 0.06 * SCALE**2:
        return nothing
    alpha = _opacity(skin, source)
    if alpha is None:
        return nothing
    alpha *= patch.in_frame & side & (person > 0.4)
    alpha[patch.polygon(_INNER_FACE) > 0] = 0
    solid = connected(alpha > 0.5, source, 0.02 * SCALE**2)
    if not _hangs(solid, near, down, outside):
        return nothing
    reach = cv2.dilate(solid.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    alpha *= reach
    alpha *= np.clip((down + 0.1) / 0.2, 0, 1)
    if far:
        alpha *= outside < 0
    return alpha


def _opacity(skin: Skin, source: Mask) -> FloatArray | None:
    """Where each pixel lies between the skin expected there (0) and the hair's colour (1); None if too alike."""
    hair = np.median(skin.colours[source], axis=0)
    axis = hair - skin.expected
    length = np.sqrt(np.maximum(dot(axis, axis), 1e-3))
    contrast = float(np.median(length[source]))
    shadow = float(np.median(skin.brightness[source])) > 0.72
    if contrast < (24 if shadow else 16):
        return None
    share = dot(skin.colours - skin.expected, axis) / np.maximum(length, 8) ** 2
    alpha = np.clip((share - 0.42) / 0.36, 0, 1)
    return np.asarray(alpha * (1 - skin.likeness), np.float32)


def _hangs(solid: Mask, near: Mask, down: FloatArray, outside: FloatArray) -> bool:
    """Whether hair covers the place of the ear and goes on below it."""

    def filled(top: float, bottom: float, inner: float, outer: float) -> float:
        band = near & (down > top) & (down < bottom) & (outside > inner) & (outside < outer)
        return float(solid[band].mean()) if band.sum() > 0.02 * SCALE**2 else 0.0

    return filled(0.1, 0.65, 0.05, 0.35) > 0.75 and filled(0.7, 1.15, 0.05, 0.3) > 0.5
