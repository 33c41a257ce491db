"""The light on a face, read off its visible skin.

Three things are measured in linear light. The first-order spherical-harmonic light a + b . n, fitted to the
luminance of skin vertices against the mesh's normals (Basri and Jacobs 2003: it holds most of what a matt surface
shows). What of the real shading that fit misses, kept as a smooth map (``shading_map``). And how bright a white cloth
would be here (``white``).
"""

from __future__ import annotations

from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import length, power, product, solved
from fmld_synth.faces.canonical import VERTEX_COUNT, canonical_face
from fmld_synth.faces.face import Face
from fmld_synth.faces.mesh_points import LIT_SKIN
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.color import luminance, to_linear
from fmld_synth.synthesis.photometry.light import Light
from fmld_synth.synthesis.photometry.shading_map import shading_map
from fmld_synth.synthesis.photometry.white import white_luminance

AnyArray = TypeVar("AnyArray", ByteArray, FloatArray)
SKIN_POINTS = np.array(LIT_SKIN)

# Chosen by eye unless it is said otherwise.
NEUTRAL_SKIN = np.array([1.42, 0.92, 0.70], np.float32)
"""Chromaticity (linear R, G, B over luminance) of skin under white light, an average over skin tones."""
CAST_TRUST = 0.45
"""Skin varies too, so only part of its departure from the average, as an exponent, is blamed on the light."""
_CREDIBLE_CAST = (0.4, 2.5)
"""Ratios of skin's chromaticity to the average beyond these count as these."""
STRONGEST_DIRECTION = 0.75
"""Length of the direction, relative to the mean; beyond it, color or hair was taken for light."""
_DARKEST_SKIN = 0.004
"""Least luminance of skin; darker skin counts as this bright."""
_LIKE_SKIN = 0.6
"""Likeness from which a pixel below the jaw counts as skin of the neck."""

_CROP_MARGIN = 0.3
"""How far the crop reaches beyond the face's box, in box sizes: the neck is part of it."""
_CROP_SIDE = 144.0
"""Longer side of the crop in pixels: light is smooth, so that a small picture shows all of it."""
_CROP_BLUR = 1.5
"""Standard deviation in pixels of the crop's blur; takes pores and noise away."""

_RIDGE = (0.01, 0.8, 0.8, 5.0)
"""Strength of the prior on the mean and on the light's direction (x, y, z), beside 1 for each skin point: depth is seen
least well."""
_ROUNDS = 4
"""Rounds of reweighting."""
_OUTLIER = 1.5
"""Medians of the residuals at which a point's weight is halved."""
_LEAST_OUTLIER = 1e-4
"""Least residual, as luminance, that halves a point's weight: on faces that fit almost perfectly."""

_SATURATION_STEP = 2
"""Saturation is read off every second row and column."""
_SHADOW, _LEAST_DIVISOR = 20, 12
"""Mean of R, G and B, 0 to 255: up to the first, chromaticity is noise; it is divided by the second at least."""
_LEAST_COLORED = 10
"""With fewer pixels than this nothing is known, and the photograph counts as an ordinary one."""
_TONED_SPREAD, _COLORED_RANGE = 0.012, 0.03
"""Mean distance of chromaticity from its median: up to the first a photograph has no color, the second farther on it is
an ordinary one."""
_TONED_LEVELS, _COLORED_LEVELS = 0.026, 0.014
"""The same of chroma in gray levels, over the mean brightness. Chosen by eye: of 3,719 photographs some 20 are toned
otherwise in the shadows than in the lights, or noisy there, which chromaticity takes for color. They have 0.008 to
0.032, and all but very even, bright faces in color have 0.04 and more."""

_TINY = 1e-6
"""Keeps divisions by a length finite."""
_LEAST_LUMINANCE = 1e-3
"""Keeps divisions by a luminance finite."""


def measure_light(image: ByteArray, face: Face, skin_likeness: FloatArray) -> Light:
    """Measure the light on a face.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: its landmarks in pixels of ``image``.
        skin_likeness: (height, width), 0 to 1; tells the neck, whose shade is measured too, from clothes.
    """
    small, scale, offset = _face_crop(image, face)
    points = (face.landmarks[:VERTEX_COUNT, :2] - offset) * scale
    linear = to_linear(np.asarray(cv2.GaussianBlur(small, (0, 0), _CROP_BLUR), np.uint8))
    normals = vertex_normals(face.landmarks[:VERTEX_COUNT])
    skin, used = _sample(linear, points, SKIN_POINTS)
    skin_luminance = luminance(skin)
    coefficients = _fit(skin_luminance, normals[SKIN_POINTS[used]])
    mean = max(float(np.median(skin_luminance)), _DARKEST_SKIN)
    chromaticity = np.median(skin / np.maximum(skin_luminance, _LEAST_LUMINANCE)[:, None], axis=0)
    direction = coefficients[1:] / np.float32(mean)
    direction *= min(1.0, STRONGEST_DIRECTION / max(float(length(direction)), _TINY))
    ambient = 1.0 - float((normals[SKIN_POINTS[used]].mean(axis=0) * direction).sum())
    white = white_luminance(image, linear, points, mean)
    cast = power(np.clip(chromaticity / NEUTRAL_SKIN, *_CREDIBLE_CAST), CAST_TRUST)
    cast /= luminance(cast)
    neck = _face_crop(skin_likeness, face, cv2.INTER_NEAREST)[0] > _LIKE_SKIN
    shading, area = shading_map(linear, points, normals, ambient, direction, mean, neck)
    left, top, width, height = area
    return Light(
        white,
        ambient,
        direction.astype(np.float32),
        cast,
        shading,
        (left / scale + offset[0], top / scale + offset[1], width / scale, height / scale),
        _saturation(small),
        (chromaticity / luminance(chromaticity.astype(np.float32))).astype(np.float32),
    )


def vertex_normals(vertices: FloatArray) -> FloatArray:
    """Unit normals (468, 3) of mesh vertices (468, 3), pointing out of the face (a frontal face's nose: -z)."""
    triangles = canonical_face().triangles
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    facing = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices[:VERTEX_COUNT])
    for k in range(3):
        np.add.at(normals, triangles[:, k], facing)
    # Triangles are wound so that on a frontal face the cross product points away from the camera.
    return np.asarray(-normals / np.maximum(length(normals)[:, None], _TINY), np.float32)


def _face_crop(
    image: AnyArray, face: Face, shrinking: int = cv2.INTER_AREA
) -> tuple[AnyArray, float, FloatArray]:
    """The face at a fixed working size: crop, its scale, and the offset of its corner in pixels of the image."""
    box = face.box.expanded(_CROP_MARGIN).clipped(image.shape[1], image.shape[0])
    left, top = int(box.x), int(box.y)
    crop = image[top : top + max(int(box.height), 2), left : left + max(int(box.width), 2)]
    scale = _CROP_SIDE / max(crop.shape[:2])
    size = max(round(crop.shape[1] * scale), 2), max(round(crop.shape[0] * scale), 2)
    small = cv2.resize(crop, size, interpolation=shrinking if scale < 1 else cv2.INTER_LINEAR)
    return np.asarray(small, image.dtype), scale, np.array([left, top], np.float32)


def _sample(
    linear: FloatArray, points: FloatArray, chosen: npt.NDArray[np.intp]
) -> tuple[FloatArray, npt.NDArray[np.intp]]:
    """Colors at the chosen points inside the crop, and which of ``chosen`` they are (at least one)."""
    x, y = np.round(points[chosen]).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < linear.shape[1]) & (y < linear.shape[0])
    if not inside.any():
        return linear.reshape(-1, 3).mean(axis=0, keepdims=True), np.array([0])
    used = np.nonzero(inside)[0]
    return linear[y[used], x[used]], used


def _fit(values: FloatArray, normals: FloatArray) -> FloatArray:
    """Robust ridge fit of values = c0 + c . n by reweighted least squares (Cauchy weights)."""
    design = np.hstack([np.ones((len(normals), 1), np.float32), normals]).astype(np.float64)
    prior = np.array([np.median(values), 0.0, 0.0, 0.0])
    ridge = np.diag(_RIDGE)
    weights = np.ones(len(values))
    solution = prior
    for _ in range(_ROUNDS):
        weighted = design * weights[:, None]
        solution = solved(
            product(weighted.T, design) + ridge, product(weighted.T, values) + product(ridge, prior)
        )
        residual = np.abs(values - product(design, solution))
        spread = max(_OUTLIER * float(np.median(residual)), _LEAST_OUTLIER)
        weights = 1 / (1 + (residual / spread) ** 2)
    return solution.astype(np.float32)


def _saturation(small: ByteArray) -> float:
    """0 for grayscale or toned photographs, 1 for ordinary ones: the spread of chromaticity and of chroma decide.

    Chromaticity alone takes the noise of dark pixels for color, chroma alone an even tone.
    """
    color = small[::_SATURATION_STEP, ::_SATURATION_STEP].reshape(-1, 3).astype(np.float32)
    brightness = color.mean(axis=1, keepdims=True)
    bright = brightness[:, 0] > _SHADOW
    if np.count_nonzero(bright) < _LEAST_COLORED:
        return 1.0
    color, brightness = color[bright], brightness[bright]
    chroma = color - brightness
    spread = _spread(chroma / np.maximum(brightness, _LEAST_DIVISOR))
    levels = _spread(chroma) / float(brightness.mean())
    colored = min((spread - _TONED_SPREAD) / _COLORED_RANGE, (levels - _TONED_LEVELS) / _COLORED_LEVELS)
    return float(np.clip(colored, 0, 1))


def _spread(points: FloatArray) -> float:
    """Mean distance of points (n, 3) from their median."""
    return float(length(points - np.median(points, axis=0)).mean())
