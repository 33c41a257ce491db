"""Warp from the canonical face to the face in a photograph by radial basis functions.

f(p) = A p + t + sum_i c_i |p - p_i|, the kernel of least bending in 3D, fitted at chosen mesh vertices. It is
linear in the landmarks, so the system for the fixed centers is solved once for all photographs. The linear
kernel with its affine part extrapolates gently, which the neck and the ears (no landmarks there) need.

``scipy.interpolate.RBFInterpolator`` gives the same warp to a few thousandths of a pixel (single precision here), but
takes longer: it solves the system for every photograph anew.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import Doubles, length, product, solved
from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.mesh_points import NOSE_TIP
from fmld_synth.geometry import FloatArray

# Chosen by eye; lengths are in inter-ocular distances.
CENTER_COUNT = 150
SMOOTHING = 0.02
"""Evens out single landmarks that are off."""
_UPPER_FACE, _UPPER_FACE_SIZE = -0.1, 0.45
"""Above this height the face counts as smaller by this factor, so that fewer centers fall on it: no mask lies there."""
_AT_ONCE = 256
"""Points that are mapped together: few enough for a processor's cache."""


@lru_cache(maxsize=1)
def _centers() -> tuple[npt.NDArray[np.intp], Doubles]:
    """Vertex numbers of well spread centers, most of them on the lower face, and the solved system for them."""
    vertices = canonical_face().vertices.astype(np.float64)
    # Farthest-point sampling.
    spread = vertices * np.where(vertices[:, 1:2] < _UPPER_FACE, _UPPER_FACE_SIZE, 1.0)
    chosen = [NOSE_TIP]
    distance = length(spread - spread[NOSE_TIP])
    while len(chosen) < CENTER_COUNT:
        chosen.append(int(distance.argmax()))
        distance = np.minimum(distance, length(spread - spread[chosen[-1]]))
    indices = np.array(sorted(chosen))
    points = vertices[indices]
    kernel = -length(points[:, None] - points[None])
    affine = np.hstack([points, np.ones((CENTER_COUNT, 1))])
    system = np.block([[kernel + SMOOTHING * np.eye(CENTER_COUNT), affine], [affine.T, np.zeros((4, 4))]])
    return indices, solved(system, np.eye(len(system), CENTER_COUNT))


class FaceWarp:
    """Maps canonical points to a photograph: x and y in pixels, z in the same unit away from the camera."""

    def __init__(self, landmarks: FloatArray) -> None:
        """Fit the warp to landmarks (468 or more, 3) in pixels."""
        indices, solve = _centers()
        self._points = canonical_face().vertices[indices]
        # Far from the photograph's corner, single precision needs the face's own origin.
        self._origin = landmarks[indices].mean(axis=0).astype(np.float32)
        self._coefficients = product(solve, landmarks[indices] - self._origin).astype(np.float32)

    def __call__(self, points: FloatArray) -> FloatArray:
        """Map canonical ``points``, float32 (..., 3), to pixels, float32 (..., 3)."""
        flat = points.reshape(-1, 3).astype(np.float32)
        moved = [self._moved(flat[first : first + _AT_ONCE]) for first in range(0, len(flat), _AT_ONCE)]
        return np.concatenate(moved).reshape(points.shape)

    def _moved(self, points: FloatArray) -> FloatArray:
        """The same for points (n, 3)."""
        squared = np.square(points[:, :1] - self._points[:, 0])
        for axis in (1, 2):
            apart = points[:, axis, None] - self._points[:, axis]
            apart *= apart
            squared += apart
        basis = np.empty((len(points), CENTER_COUNT + 4), np.float32)
        np.negative(np.sqrt(squared, out=squared), out=basis[:, :CENTER_COUNT])
        basis[:, CENTER_COUNT:-1] = points
        basis[:, -1] = 1
        # Not a matrix product: its kernels add in an order of their own.
        moved = [(basis * weights).sum(axis=1) for weights in self._coefficients.T]
        return np.asarray(np.stack(moved, axis=1) + self._origin, np.float32)
