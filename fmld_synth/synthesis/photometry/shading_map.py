"""The part of a face's real shading that the fitted light misses: cast shadows, a half dark face, the chin's shade."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import exponential, logarithm, weighted_sum
from fmld_synth.faces.mesh_points import CHIN_POINT, EYE_OPENINGS, EYEBROWS, FACE_OVAL, LIPS, NOSTRILS
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.color import luminance
from fmld_synth.synthesis.photometry.light import LEAST_SHADING

FEATURES = (*EYE_OPENINGS, LIPS, NOSTRILS, *EYEBROWS)
"""Left out: what is dark by color, not by shadow."""

# Chosen by eye. Ratios are natural logarithms of real over fitted luminance.
_RIM = 5
"""Pixels of the crop: a margin of half of it at the face's contour is left out, where hair and background begin."""
_BELOW_CHIN = 2
"""Pixels of the crop from the chin point down to where the neck may begin."""
_NECK_HALF_WIDTH = 0.22
"""Share of the crop's width to either side of the chin that may be neck."""
_FITTED_BLUR, _MAP_BLUR = 0.05, 0.09
"""Standard deviations of the blurs that spread the fitted shading from the mesh points and smooth the map, as shares of
the crop's width."""
_FAR_WEIGHT = 1e-4
"""Weight of the mean luminance, beside 1 for each mesh point: it counts only far from all of them."""
_DARKEST = 2e-3
"""Least luminance; what is darker counts as this, or its ratio would be noise."""
_CREDIBLE = (-1.2, 0.8)
"""Ratios beyond these count as these."""
_FADING = 0.02
"""Weight of ratio 0: the map fades to it away from the skin."""
_DARKER_TRUST, _BRIGHTER_TRUST = 0.6, 0.5
"""How much of a ratio below and above 0 is believed to be light and not color."""
_STRONGEST = (-0.55, 0.3)
"""Least and largest ratio in the map."""


def shading_map(
    linear: FloatArray,
    points: FloatArray,
    normals: FloatArray,
    ambient: float,
    direction: FloatArray,
    mean: float,
    neck: npt.NDArray[np.bool_],
) -> tuple[FloatArray, tuple[float, float, float, float]]:
    """Smooth ratio of real to fitted shading over the face, and the area it spans in the crop's pixels.

    Args:
        linear: float32 (h, w, 3), the face's crop in linear light.
        points: float32 (468, 2), mesh points in pixels of the crop.
        normals: float32 (468, 3), unit normals there.
        ambient, direction: the fitted light, relative to ``mean``.
        mean: luminance of the skin.
        neck: bool (h, w), where the crop looks like skin; used below the jaw only.

    Returns:
        The ratio, float32 (h, w), and (left, top, width, height).
    """
    height, width = linear.shape[:2]
    face = np.zeros((height, width), np.uint8)
    cv2.fillPoly(face, [np.round(points[list(FACE_OVAL)]).astype(np.int32)], (1,))
    face = np.asarray(cv2.erode(face, np.ones((_RIM, _RIM), np.uint8)), np.uint8)
    for feature in FEATURES:
        cv2.fillPoly(face, [np.round(points[list(feature)]).astype(np.int32)], (0,))
    # Below the jaw, skin-like pixels are the neck; they tell how deep the chin's shadow is.
    below = np.arange(height)[:, None] > points[CHIN_POINT, 1] + _BELOW_CHIN
    beside = np.abs(np.arange(width) - points[CHIN_POINT, 0]) < _NECK_HALF_WIDTH * width
    face = np.maximum(face, (neck & below & beside).astype(np.uint8))
    predicted = np.maximum(ambient + weighted_sum(direction, normals.T), LEAST_SHADING) * mean
    columns, rows = np.clip(np.round(points).astype(int), 0, (width - 1, height - 1)).T
    weight = np.full((height, width), _FAR_WEIGHT, np.float32)
    total = weight * mean
    np.add.at(weight, (rows, columns), 1.0)
    np.add.at(total, (rows, columns), predicted)
    spread = width * _FITTED_BLUR
    fitted = cv2.GaussianBlur(total, (0, 0), spread) / cv2.GaussianBlur(weight, (0, 0), spread)
    ratio = np.clip(
        logarithm(np.maximum(luminance(linear), _DARKEST) / np.maximum(fitted, _DARKEST)), *_CREDIBLE
    )
    known = face.astype(np.float32)
    spread = width * _MAP_BLUR
    near = cv2.GaussianBlur(known, (0, 0), spread) + _FADING
    smooth = cv2.GaussianBlur(ratio * known, (0, 0), spread) / near
    # Beards and stubble darken by color; only part of the darkness is believed to be shadow.
    believed = np.where(smooth < 0, _DARKER_TRUST * smooth, _BRIGHTER_TRUST * smooth)
    return exponential(np.clip(believed, *_STRONGEST)), (0.0, 0.0, float(width), float(height))
