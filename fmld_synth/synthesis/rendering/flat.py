"""The flat control: a 2D overlay as simple tools make it, without depth, light, shadow or matching."""

from __future__ import annotations

import math

import numpy as np

from fmld_synth.arithmetic import product, solved
from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.mesh_points import OVERLAY_POINTS
from fmld_synth.geometry import FloatArray

_POINTS = np.array(OVERLAY_POINTS)


class FlatWarp:
    """Maps the canonical face, seen from the front, into a photograph by one affine map of the plane."""

    def __init__(self, landmarks: FloatArray) -> None:
        """Fit the map to landmarks (468 or more, 3) in pixels."""
        source = canonical_face().vertices[_POINTS, :2]
        design = np.hstack([source, np.ones((len(source), 1), np.float32)])
        self._map = solved(product(design.T, design), product(design.T, landmarks[_POINTS, :2])).astype(
            np.float32
        )
        (a, b), (c, d) = self._map[:2].tolist()
        self._scale = np.float32(math.sqrt(abs(a * d - b * c)))

    def __call__(self, points: FloatArray) -> FloatArray:
        """Map canonical ``points`` (..., 3) to pixels (..., 3); depth is only scaled."""
        plane = points[..., :1] * self._map[0] + points[..., 1:2] * self._map[1] + self._map[2]
        return np.asarray(np.concatenate([plane, points[..., 2:] * self._scale], axis=-1), np.float32)
