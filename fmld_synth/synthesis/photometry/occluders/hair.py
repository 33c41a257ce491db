"""Long hair that falls over the sides of the face: in front of a mask's side edge and of its straps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.arithmetic import length
from fmld_synth.faces.mesh_points import CHIN_POINT, FOREHEAD_TOP, INNER_FACE
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.occluders.connected_parts import Mask, connected
from fmld_synth.synthesis.photometry.occluders.patch import SCALE, Patch
from fmld_synth.synthesis.photometry.occluders.skin import Skin, dot

_TURNED_AWAY = 22.0
"""From this yaw on, in degrees, what lies beyond the far cheek is behind the face."""
_LEAST_EVIDENCE = 30.0
"""How unlike skin hair has to be: CIELAB units of hue, plus ``_DARKNESS`` for full darkness."""
_DARKNESS = 60
"""CIELAB units that full darkness counts as much as."""
_LEAST_EDGE = 0.2
"""How much of the step from skin to hair is taken within ``_EDGE`` pixels of the patch; into shadow it is less."""
_EDGE = 5
"""Side in pixels of the square over which the step from skin to hair is measured."""

# Chosen by eye on 483 varied photographs (``docs/limits.md`` says how often they err). Lengths are in inter-ocular
# distances, areas in their squares; heights run down from the eyes; brightness is a multiple of the skin's.
_BESIDE = 0.04
"""How far outside the face's contour its own skin ends for certain."""
_BARE_EAR = 0.5
"""Likeness to skin below which a pixel may be hair, for a first look."""

# Where hair's own color is taken: above and beside the ear.
_SOURCE_LIKENESS, _SOURCE_PERSON = 0.4, 0.6
"""Likeness to skin below which, and share of person above which, a pixel is hair there."""
_SOURCE_BESIDE, _SOURCE_TOP, _SOURCE_BOTTOM = 0.45, -0.8, 0.25
_LEAST_SOURCE = 0.06
"""Least area of hair there; with less, its color is unknown."""

_LEAST_PERSON = 0.4
"""Share of person below which a pixel is background."""
_SOLID = 0.5
"""Opacity from which a pixel counts as hair."""
_LEAST_AREA = 0.02
"""Area of hair that a strand holds at its source, and that a place must show to be judged."""
_STRAND_RIM = 5
"""Pixels of the patch: soft edges reach half of it beyond what is solid."""
_FADE_ABOVE, _FADE = 0.1, 0.2
"""From how far above the eyes hair appears, and over what length: no mask reaches higher."""

# Telling shadow from hair, within the face.
_SHADOW_INSIDE, _SHADOW_BELOW = 0.08, 0.1
"""How far inside the contour and below the eyes edges are looked at."""
_HAIR_OUTSIDE = 0.05
"""How far outside the contour the hair's own brightness is taken."""
_LEAST_SHADOW_EDGE = 0.003
"""Least area of the border within the face from which it can be judged."""

# How far from skin toward hair a pixel's color is.
_DARKEST = 0.1
"""Brightness by which a hue shift is divided at least."""
_LEAST_AXIS = 64
"""Squared CIELAB units: colors of skin and hair count as no nearer to each other."""
_FAINTEST, _LIKELIER_SHADOW = 0.42, 0.16
"""Share of the way that counts as skin, and how much larger it is within the face, where shadow is likelier."""
_SOFTNESS = 0.36
"""Share of the way from there to opaque hair."""

# (top, bottom, width beside the contour) of a place, and the share of it that hair fills.
_EAR, _EAR_FILLED = (0.1, 0.65, 0.35), 0.8
_BELOW_EAR, _BELOW_EAR_FILLED = (0.7, 1.15, 0.3), 0.5


def hair_matte(patch: Patch, skin: Skin, person: FloatArray) -> FloatArray:
    """How far hair at the sides of the face covers what lies there.

    Each side is judged on its own. Its hair's color is taken above and beside the ear, outside the face's
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
    return any(_hangs(skin.likeness < _BARE_EAR, side, patch) for side in _sides(patch))


class _Side(NamedTuple):
    """One side of the picture: its pixels, those outside the face, and whether the face turns from it."""

    pixels: Mask
    beside: Mask
    turned_away: bool


def _sides(patch: Patch) -> Iterator[_Side]:
    (top_x, top_y), (chin_x, chin_y) = patch.landmarks[[FOREHEAD_TOP, CHIN_POINT]]
    rows = np.arange(patch.size[1], dtype=np.float32)[:, None]
    middle = top_x + (rows - top_y) / max(float(chin_y - top_y), 1.0) * (chin_x - top_x)
    right = np.arange(patch.size[0], dtype=np.float32)[None, :] > middle
    for half, yaw in ((right, patch.yaw), (~right, -patch.yaw)):
        pixels = half & patch.in_frame
        yield _Side(pixels, pixels & (patch.outside > _BESIDE), yaw > _TURNED_AWAY)


def _hair_on(side: _Side, patch: Patch, skin: Skin, person: FloatArray) -> FloatArray:
    nothing = np.zeros(side.pixels.shape, np.float32)
    down, outside = patch.down, patch.outside
    source = side.beside & (skin.likeness < _SOURCE_LIKENESS) & (person > _SOURCE_PERSON)
    source &= (outside < _SOURCE_BESIDE) & (down > _SOURCE_TOP) & (down < _SOURCE_BOTTOM)
    if np.count_nonzero(source) < _LEAST_SOURCE * SCALE**2:
        return nothing
    alpha = _opacity(patch, skin, source)
    if alpha is None:
        return nothing
    alpha *= side.pixels & (person > _LEAST_PERSON)
    alpha[patch.polygon(INNER_FACE) > 0] = 0
    solid = connected(alpha > _SOLID, source, _LEAST_AREA * SCALE**2)
    if not _hangs(solid, side, patch):
        return nothing
    if _is_shadow(solid, patch, skin):
        alpha *= outside > 0
    alpha *= cv2.dilate(solid.view(np.uint8), np.ones((_STRAND_RIM, _STRAND_RIM), np.uint8))
    alpha *= np.clip((down + _FADE_ABOVE) / _FADE, 0, 1)
    if side.turned_away:
        alpha *= outside < 0
    return alpha


def _is_shadow(hair: Mask, patch: Patch, skin: Skin) -> bool:
    """Whether what seems hair within the face blends into the skin without an edge, as shadow does."""
    mask, kernel = hair.view(np.uint8), np.ones((3, 3), np.uint8)
    edge = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, kernel) > 0
    edge &= (patch.outside < -_SHADOW_INSIDE) & (patch.down > _SHADOW_BELOW)
    within = hair & (patch.outside > _HAIR_OUTSIDE)
    if np.count_nonzero(edge) < _LEAST_SHADOW_EDGE * SCALE**2 or not within.any():
        return False
    step = cv2.morphologyEx(skin.brightness, cv2.MORPH_GRADIENT, np.ones((_EDGE, _EDGE), np.uint8))
    contrast = 1 - float(np.median(skin.brightness[within]))
    return float(np.median(step[edge])) < _LEAST_EDGE * contrast


def _opacity(patch: Patch, skin: Skin, source: Mask) -> FloatArray | None:
    """How far each pixel's color is from skin (0) toward hair (1); None if they are too alike."""
    hair, its_skin = np.median(skin.colors[source], axis=0), np.median(skin.expected[source], axis=0)
    brightness = float((hair * its_skin).sum() / (its_skin * its_skin).sum())
    hue_shift = float(length(hair - brightness * its_skin)) / max(brightness, _DARKEST)
    # Skin in shadow is darker, and a little off in hue where its lit side is overexposed.
    if _DARKNESS * (1 - brightness) + hue_shift < _LEAST_EVIDENCE:
        return None
    axis = hair - skin.expected
    share = dot(skin.colors - skin.expected, axis) / np.maximum(dot(axis, axis), _LEAST_AXIS)
    faintest = _FAINTEST + np.clip(-patch.outside, 0, _LIKELIER_SHADOW)
    alpha = np.clip((share - faintest) / _SOFTNESS, 0, 1)
    return np.asarray(alpha * (1 - skin.likeness), np.float32)


def _hangs(hair: Mask, side: _Side, patch: Patch) -> bool:
    """Whether hair covers the place of the ear and goes on below it."""

    def filled(top: float, bottom: float, width: float) -> float:
        band = side.beside & (patch.down > top) & (patch.down < bottom) & (patch.outside < width)
        return float(hair[band].mean()) if np.count_nonzero(band) > _LEAST_AREA * SCALE**2 else 0.0

    return filled(*_EAR) > _EAR_FILLED and filled(*_BELOW_EAR) > _BELOW_EAR_FILLED
