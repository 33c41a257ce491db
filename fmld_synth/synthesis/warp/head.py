"""The canonical head in cylinder coordinates: face mesh, then the underside of the jaw and the neck.

Its axis is vertical through (x = 0, z = AXIS_DEPTH). A point is given by an angle (0 in front, positive toward
the right of the image) and a height. Down to the jaw line, height is y; beyond it, height goes on as the arc
length along the surface: under the jaw, then down the neck. Every edge of a mask is told in these heights.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.warp.rasteriser import rasterise

AXIS_DEPTH = 0.55
LARGEST_ANGLE = 150.0  # degrees; well behind the ears
ANGLE_STEP = 2.0
LOWEST_HEIGHT, HIGHEST_HEIGHT, HEIGHT_STEP = -0.6, 3.2, 0.02
NECK_RADIUS, NECK_DEPTH = 0.82, 0.98
JAW_TO_NECK = 0.34  # how far below the jaw line the neck begins
MOUTH_OPENING = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
OVAL = (10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
        150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Head:
    """Samples of the head's surface over (angle, height).

    Attributes:
        angles: float32 (a,), degrees.
        heights: float32 (t,), inter-ocular distances.
        radius: float32 (a, t), distance from the axis.
        level: float32 (a, t), the y coordinate; equal to the height down to the jaw line.
        jaw: float32 (a,), height of the jaw line.
    """

    angles: FloatArray
    heights: FloatArray
    radius: FloatArray
    level: FloatArray
    jaw: FloatArray

    def at(self, angles: FloatArray, heights: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Radius and y at broadcast ``angles`` (degrees) and ``heights``, bilinear, clamped to the sampled range."""
        angle, height = np.broadcast_arrays(angles, heights)
        row = (angle + LARGEST_ANGLE) / ANGLE_STEP
        column = (height - LOWEST_HEIGHT) / HEIGHT_STEP
        both = np.asarray(
            cv2.remap(
                np.dstack([self.radius, self.level]),
                np.ascontiguousarray(column, np.float32).reshape(angle.shape[0], -1),
                np.ascontiguousarray(row, np.float32).reshape(angle.shape[0], -1),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            ),
            np.float32,
        )
        return both[..., 0].reshape(angle.shape), both[..., 1].reshape(angle.shape)


def to_cartesian(angles: FloatArray, radius: FloatArray, level: FloatArray) -> FloatArray:
    """Canonical points (..., 3) of cylinder coordinates; angles in degrees."""
    turn = np.deg2rad(angles)
    return np.stack(
        np.broadcast_arrays(radius * np.sin(turn), level, AXIS_DEPTH - radius * np.cos(turn)), axis=-1
    )


@lru_cache(maxsize=1)
def canonical_head() -> Head:
    """The head all masks are draped over, built once from the canonical face."""
    face = canonical_face()
    angles = np.arange(-LARGEST_ANGLE, LARGEST_ANGLE + 1e-6, ANGLE_STEP, dtype=np.float32)
    heights = np.arange(LOWEST_HEIGHT, HIGHEST_HEIGHT + 1e-6, HEIGHT_STEP, dtype=np.float32)
    x, y, z = face.vertices.T
    vertex_angle = np.rad2deg(np.arctan2(x, AXIS_DEPTH - z))
    vertex_radius = np.hypot(x, AXIS_DEPTH - z)
    radius = _unroll(vertex_angle, y, vertex_radius, face.triangles, angles, heights)
    jaw = _jaw_line(vertex_angle, y, angles)
    level = np.broadcast_to(heights, radius.shape).copy()
    _add_jaw_and_neck(angles, heights, jaw, radius, level)
    blurred = cv2.GaussianBlur(radius, (0, 0), sigmaX=2.0, sigmaY=1.5, borderType=cv2.BORDER_REPLICATE)
    return Head(angles, heights, np.asarray(blurred, np.float32), level.astype(np.float32), jaw)


def _unroll(
    vertex_angle: FloatArray,
    vertex_height: FloatArray,
    vertex_radius: FloatArray,
    triangles: npt.NDArray[np.int32],
    angles: FloatArray,
    heights: FloatArray,
) -> FloatArray:
    """Radius of the mesh over (angle, height), continued straight back beside and behind it."""
    columns = (vertex_height - LOWEST_HEIGHT) / HEIGHT_STEP
    rows = (vertex_angle + LARGEST_ANGLE) / ANGLE_STEP
    lips = np.array([(MOUTH_OPENING[0], a, b) for a, b in itertools.pairwise(MOUTH_OPENING)])
    vertices = np.stack([columns + 0.5, rows + 0.5, -vertex_radius], axis=1).astype(np.float32)
    fragments = rasterise(
        vertices, np.vstack([triangles, lips]).astype(np.int32), Window(0, 0, len(heights), len(angles))
    )
    radius = fragments.interpolate(vertex_radius[:, None].astype(np.float32))[0]
    known = fragments.index >= 0
    for column in range(len(heights)):
        inside = np.nonzero(known[:, column])[0]
        if len(inside) < 2:
            continue
        first, last = inside[0], inside[-1]
        radius[:, column] = np.interp(angles, angles[inside], radius[inside, column])
        # Beside the mesh the head goes straight back: its half width stays what it was at the mesh's edge.
        for edge, outside in ((first, slice(0, first)), (last, slice(last + 1, None))):
            half_width = radius[edge, column] * abs(np.sin(np.deg2rad(angles[edge])))
            sine = np.abs(np.sin(np.deg2rad(angles[outside])))
            radius[outside, column] = np.maximum(half_width, 0.3) / np.maximum(sine, 0.5)
    filled = np.nonzero(known.sum(axis=0) >= 2)[0]
    radius[:, : filled[0]] = radius[:, filled[0] : filled[0] + 1]
    radius[:, filled[-1] + 1 :] = radius[:, filled[-1] : filled[-1] + 1]
    return np.asarray(radius, np.float32)


def _jaw_line(vertex_angle: FloatArray, vertex_height: FloatArray, angles: FloatArray) -> FloatArray:
    """Height of the jaw line at each angle, from the lower part of the face oval."""
    oval = np.array([i for i in OVAL if vertex_height[i] > 0.7])
    order = np.argsort(vertex_angle[oval])
    line = np.interp(angles, vertex_angle[oval][order], vertex_height[oval][order]).astype(np.float32)
    smooth = cv2.GaussianBlur(line[:, None], (1, 0), 0.1, sigmaY=2.0, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(smooth[:, 0], np.float32)


def _add_jaw_and_neck(
    angles: FloatArray, heights: FloatArray, jaw: FloatArray, radius: FloatArray, level: FloatArray
) -> None:
    """Continue radius and level below the jaw line, in place: back under the jaw, then down the neck."""
    neck = _neck_radius(angles)
    for row in range(len(angles)):
        at_jaw = np.interp(jaw[row], heights, radius[row])
        throat = min(neck[row], at_jaw - 0.02)
        bend = np.hypot(at_jaw - throat, JAW_TO_NECK)
        beyond = heights > jaw[row]
        path = heights[beyond] - jaw[row]
        share = np.minimum(path / bend, 1.0)
        radius[row, beyond] = at_jaw + (throat - at_jaw) * share
        level[row, beyond] = jaw[row] + JAW_TO_NECK * share + np.maximum(path - bend, 0.0)


def _neck_radius(angles: FloatArray) -> FloatArray:
    """Distance from the head's axis to the neck, a cylinder about its own axis farther back."""
    turn = np.deg2rad(angles)
    back = NECK_DEPTH - AXIS_DEPTH
    along = -back * np.cos(turn)
    return np.asarray(along + np.sqrt(np.maximum(along**2 - back**2 + NECK_RADIUS**2, 0.0)), np.float32)
