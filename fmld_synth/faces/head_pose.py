"""Head pose from the face mesh: the rotation that takes the canonical face to the landmarks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import product
from fmld_synth.faces.canonical import VERTEX_COUNT, canonical_face
from fmld_synth.faces.face import HeadPose
from fmld_synth.faces.mesh_points import RIGID_POINTS
from fmld_synth.geometry import FloatArray

_DECIMALS = 10
"""Of the rotation: far more than anything made of it has."""


@dataclass(frozen=True, eq=False)
class Similarity:
    """A rotation, a scale and a shift: ``landmark = scale * rotation @ vertex + offset``.

    Attributes:
        scale: pixels per inter-ocular distance.
        rotation: float64 (3, 3), from the canonical frame to the photograph's (x right, y down, z away).
        offset: float64 (3,), where the canonical origin lies, in pixels.
    """

    scale: float
    rotation: npt.NDArray[np.float64]
    offset: npt.NDArray[np.float64]

    def apply(self, vertices: FloatArray) -> npt.NDArray[np.float64]:
        """Canonical points (n, 3) in pixels of the photograph, float64 (n, 3)."""
        moved: npt.NDArray[np.float64] = self.scale * product(vertices, self.rotation.T) + self.offset
        return moved


def align(vertices: FloatArray, landmarks: FloatArray) -> Similarity:
    """The similarity with the least squared distances from ``vertices`` to ``landmarks``, both (n, 3).

    Umeyama, "Least-squares estimation of transformation parameters between two point patterns", 1991.
    scikit-image's ``SimilarityTransform`` gives the same to 2e-5 pixels; the package does without that dependency.
    """
    source, target = np.asarray(vertices, np.float64), np.asarray(landmarks, np.float64)
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    source, target = source - source_mean, target - target_mean
    u, singular, vt = np.linalg.svd(product(target.T, source))
    keep_handedness = np.array([1.0, 1.0, np.sign(np.linalg.det(product(u, vt)))])
    # The library for linear algebra chooses its kernels by processor; what they differ in is rounded away.
    rotation = product(u * keep_handedness, vt).round(_DECIMALS)
    singular = singular.round(_DECIMALS)
    scale = float((singular * keep_handedness).sum() / (source**2).sum())
    return Similarity(scale, rotation, target_mean - scale * product(rotation, source_mean))


def align_canonical_face(landmarks: FloatArray) -> Similarity:
    """Where the canonical face lies in a photograph, judged by the points that move with the skull.

    Args:
        landmarks: (468 or 478, 3) in pixels.
    """
    points = list(RIGID_POINTS)
    return align(canonical_face().vertices[points], landmarks[points])


def head_pose(landmarks: FloatArray) -> HeadPose:
    """Yaw, pitch and roll in degrees, with the signs that ``HeadPose`` documents.

    The rotation is split as yaw (about the photograph's vertical) after pitch after roll (about the axis of
    the nose), so that yaw and pitch alone say where the nose points, however the head leans.

    Args:
        landmarks: (468 or 478, 3) in pixels.
    """
    rotation = align_canonical_face(landmarks).rotation
    nose_x, nose_y, nose_z = -rotation[:, 2]
    return HeadPose(
        yaw=math.degrees(math.atan2(nose_x, -nose_z)),
        pitch=math.degrees(math.asin(min(max(nose_y, -1.0), 1.0))),
        roll=math.degrees(math.atan2(rotation[1, 0], rotation[1, 1])),
    )


def shape_error(landmarks: FloatArray) -> float:
    """How far a mesh is from the mean face: RMS distance once aligned, in inter-ocular distances."""
    vertices = canonical_face().vertices
    fit = align(vertices, landmarks[:VERTEX_COUNT])
    error = (landmarks[:VERTEX_COUNT] - fit.apply(vertices)) / fit.scale
    return float(np.sqrt((error**2).sum(axis=1).mean()))
