"""The lower rims of glasses: they rest in front of a mask that reaches up to the eyes."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.faces.mesh_points import (
    EYE_OPENINGS,
    LEFT_EYE_INNER_CORNER,
    LEFT_EYE_OUTER_CORNER,
    RIGHT_EYE_INNER_CORNER,
    RIGHT_EYE_OUTER_CORNER,
)
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.occluders.connected_parts import Mask, connected
from fmld_synth.synthesis.photometry.occluders.patch import SCALE, Patch, fill
from fmld_synth.synthesis.photometry.occluders.skin import Skin

_EYE_CORNERS = (
    (LEFT_EYE_OUTER_CORNER, LEFT_EYE_INNER_CORNER),
    (RIGHT_EYE_INNER_CORNER, RIGHT_EYE_OUTER_CORNER),
)
"""The corners of each eye, from left to right."""
_BAND = (0.13, 0.64)
"""Where lower rims run: below the line through the corners of an eye, in inter-ocular distances."""
_RIM = 0.16
"""Largest thickness of a rim, in inter-ocular distances."""

_LEAST_CONTRAST = 0.12
"""Contrast of three quarters of a rim's course, on both sides; wrinkles and bags below the eyes stay under it."""

_LENS = 0.6
"""Brightness below which what is right below both eyes is a dark lens, as a multiple of the skin's."""

# Chosen by eye, on photographs of people with glasses. Lengths are in inter-ocular distances, brightness and contrast
# in multiples of the skin's brightness.
_BRIGHTEST = 1.2
"""Brighter pixels count as this, so that what lies beside glare does not look dark."""
_LEAST_COLUMNS = 8
"""Least length of a rim's course, in pixels of the patch."""
_STEPS = (0, -1, 1, -2, 2)
"""Rows that a rim's course may move from one column to the next; of equal ones the first wins."""
_STEP_PENALTY = 0.02
"""Contrast that a step of one row costs."""
_GAP_PERCENTILE = 25
"""Percentile of the contrast along a rim's course: a quarter of it may be hidden."""
_LENS_EDGE, _LENS_SOFTNESS = 0.8, 0.25
"""Brightness where a lens begins, and how much darker it is opaque."""
_SPECK = 5
"""Side in pixels of the patch; smaller dark spots are not a lens."""
_RIM_FROM = 0.3
"""Share of the rims' median contrast from which a pixel belongs to a rim."""
_RIM_SOFTNESS, _RIM_ONSET = 0.4, 0.5
"""A rim's opacity is its share of the median contrast over the first, less the second."""
_LEAST_RIM = 0.1
"""Least length of the course within each part of a rim."""
_BRIDGE = 0.28
"""How far below the eyes glasses reach on the nose."""
_BELOW_BAND = 0.1
"""How far below ``_BAND`` a rim's lower edge may lie."""
_ABOVE_EYES, _BEYOND_CONTOUR = 0.1, 0.1
"""How far above the line of the eyes, and outside the face's contour, rims and lenses are looked for."""
_BESIDE, _ABOVE, _BELOW = 0.25, 0.4, 0.08
"""How far from a rim's course dark pixels may belong to it."""
_STRIP = (0.14, 0.24)
"""Below the line through the corners of an eye: the strip of skin where lenses of sunglasses are dark."""


class RimPath(NamedTuple):
    """The most rim-like course below one eye.

    points: float32 (n, 2), x and y in pixels of the patch, one for each column below the eye.
    contrast: float32 (n,), how much darker it is than the skin around; 0.3 is a black frame on fair skin.
    """

    points: FloatArray
    contrast: FloatArray


def thin_structures(skin: Skin) -> FloatArray:
    """What is thin and darker than its surroundings: float32, the difference in units of skin brightness."""
    size = round(_RIM * SCALE) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(
        cv2.morphologyEx(np.minimum(skin.brightness, _BRIGHTEST), cv2.MORPH_BLACKHAT, kernel), np.float32
    )


def rim_paths(patch: Patch, structures: FloatArray) -> list[RimPath]:
    """The best course of a lower rim below each eye, found by dynamic programming from corner to corner."""
    paths = []
    for first, last in _EYE_CORNERS:
        start, end = patch.landmarks[first], patch.landmarks[last]
        columns = max(int(np.ceil(end[0] - start[0])), _LEAST_COLUMNS)
        share = np.linspace(0, 1, columns, dtype=np.float32)
        offsets = np.arange(_BAND[0] * SCALE, _BAND[1] * SCALE, dtype=np.float32)
        x = np.broadcast_to(start[0] + share * (end[0] - start[0]), (len(offsets), columns))
        y = offsets[:, None] + start[1] + share * (end[1] - start[1])
        strip = cv2.remap(
            structures, np.ascontiguousarray(x, np.float32), y.astype(np.float32), cv2.INTER_LINEAR
        )
        rows = _best_rows(np.asarray(strip, np.float32))
        at = np.arange(columns)
        paths.append(
            RimPath(np.stack([x[rows, at], y[rows, at]], axis=1), np.asarray(strip[rows, at], np.float32))
        )
    return paths


def _best_rows(strip: FloatArray) -> npt.NDArray[np.intp]:
    """For each column the row of the path with the largest sum that moves at most two rows a column."""
    rows, columns = strip.shape
    steps = np.array(_STEPS)
    penalty = _STEP_PENALTY * np.abs(steps).astype(np.float32)
    total = strip[:, 0].copy()
    came_from = np.zeros((columns, rows), np.intp)
    here = np.arange(rows)
    sources = np.clip(here[None, :] + steps[:, None], 0, rows - 1)
    for column in range(1, columns):
        options = total[sources] - penalty[:, None]
        best = options.argmax(axis=0)
        came_from[column] = sources[best, here]
        total = options[best, here] + strip[:, column]
    path = np.empty(columns, np.intp)
    path[-1] = int(total.argmax())
    for column in range(columns - 1, 0, -1):
        path[column - 1] = came_from[column, path[column]]
    return path


def glasses_matte(patch: Patch, skin: Skin) -> FloatArray:
    """How far rims of glasses cover what lies below the eyes.

    Glasses are recognized by a dark line that runs without a gap below each of the two eyes. A dark
    lens below both eyes counts with all it covers. Thin metal rims and rimless glasses are left out: they
    look like wrinkles.

    Args:
        patch: the face.
        skin: its skin.

    Returns:
        float32 (height, width) of the patch, 0 to 1; all 0 without glasses.
    """
    zone = _zone(patch)
    below = _below_eyes(patch)
    if all(skin.brightness[mask].mean() < _LENS for mask in below):
        dark = (np.clip((_LENS_EDGE - skin.brightness) / _LENS_SOFTNESS, 0, 1) * zone).astype(np.float32)
        lens = np.asarray(
            cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((_SPECK, _SPECK), np.uint8)), np.float32
        )
        seeds = below[0] | below[1]
        return lens * connected((lens > 0) & _around(seeds), seeds, 1)
    structures = thin_structures(skin)
    paths = rim_paths(patch, structures)
    if min(float(np.percentile(path.contrast, _GAP_PERCENTILE)) for path in paths) < _LEAST_CONTRAST:
        return np.zeros_like(structures)
    contrast = float(np.median(np.concatenate([path.contrast for path in paths])))
    structures *= zone & (cv2.dilate(patch.polygon(*EYE_OPENINGS), np.ones((3, 3), np.uint8)) == 0)
    seeds = np.zeros_like(structures, np.bool_)
    for path in paths:
        columns, rows = np.round(path.points).astype(int).T
        seeds[np.clip(rows, 0, seeds.shape[0] - 1), np.clip(columns, 0, seeds.shape[1] - 1)] = True
    rims = connected((structures > _RIM_FROM * contrast) & _around(seeds), seeds, _LEAST_RIM * SCALE)
    soft = np.clip(structures / contrast / _RIM_SOFTNESS - _RIM_ONSET, 0, 1)
    return np.asarray(soft * cv2.dilate(rims.view(np.uint8), np.ones((3, 3), np.uint8)), np.float32)


def _zone(patch: Patch) -> Mask:
    """Where lower rims and lenses can be: below the eyes, and on the nose only its bridge."""
    across = np.arange(patch.size[0])
    inner_corners = patch.landmarks[[LEFT_EYE_INNER_CORNER, RIGHT_EYE_INNER_CORNER], 0]
    on_nose = (across > inner_corners[0]) & (across < inner_corners[1])
    lowest = np.where(on_nose, _BRIDGE, _BAND[1] + _BELOW_BAND)
    height = (patch.down > -_ABOVE_EYES) & (patch.down < lowest)
    return np.asarray(height & (patch.outside < _BEYOND_CONTOUR) & patch.in_frame)


def _around(seeds: Mask) -> Mask:
    """What is near the seeds; farther down, something dark that touches a rim is a fold of the skin or a shadow."""
    across, up, down = (round(length * SCALE) for length in (_BESIDE, _ABOVE, _BELOW))
    kernel = np.ones((up + down + 1, 2 * across + 1), np.uint8)
    return np.asarray(cv2.dilate(seeds.view(np.uint8), kernel, anchor=(across, down)) > 0)


def _below_eyes(patch: Patch) -> list[Mask]:
    """For each eye the strip of skin just below it, where lenses of sunglasses are dark."""
    top, bottom = _STRIP
    drop = np.array([[0, top], [0, top], [0, bottom], [0, bottom]], np.float32) * SCALE
    return [
        fill(patch.landmarks[[first, last, last, first]] + drop, patch.size) > 0
        for first, last in _EYE_CORNERS
    ]
