"""The canonical head in cylinder coordinates: skull, face mesh, then the underside of the jaw and the neck.

Its axis is vertical through (x = 0, z = AXIS_DEPTH). A point is given by an angle (0 in front, positive toward
the right of the image) and a height. Down to the jaw line, height is y; beyond it, height goes on as the arc
length along the surface: under the jaw, then down the neck. Every edge of a mask is given in these heights.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import angle, cosine, length, sine
from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.mesh_points import FACE_OVAL, MOUTH_OPENING
from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.warp.rasterizer import rasterize

# The mesh knows no ears, back of the head or neck: these were chosen by eye, on photographs with the head drawn over
# them. Lengths are in inter-ocular distances.
AXIS_DEPTH = 0.55
"""Depth of the head's axis behind the eyes."""
LARGEST_ANGLE = 150.0
"""Largest angle in degrees; well behind the ears."""
ANGLE_STEP = 2.0
"""Degrees from one sample to the next."""
LOWEST_HEIGHT, HIGHEST_HEIGHT, HEIGHT_STEP = -1.6, 3.2, 0.02
SKULL_FROM = -0.5
"""Height above which the head is the skull's ellipsoid: there the mesh of the forehead is narrow, and a guess."""
SKULL_HEIGHT, SKULL_DEPTH = -0.35, 0.95
"""Height and depth of the skull's middle."""
SKULL_HALF_AXES = (1.12, 1.40, 1.25)
"""Half the skull's width, height and length."""
NECK_RADIUS, NECK_DEPTH = 0.82, 0.98
"""Radius of the neck's cylinder, and depth of its axis."""
JAW_TO_NECK = 0.34
"""How far below the jaw line the neck begins."""
_LEAST_HALF_WIDTH = 0.3
"""Least half width of the head beside the mesh."""
_STRAIGHT_BACK = 0.5
"""Sine of the angle, at least, by which that is divided: the one of ``LARGEST_ANGLE``."""
_LEAST_STEP_BACK = 0.02
"""How much nearer to the axis than the jaw the throat lies at least."""
_JAW_FROM = 0.7
"""Height below which the face oval is the jaw line."""
_END = 1e-6
"""Far less than a step; makes ranges include their end."""
# Standard deviations of blurs that round off the mesh's edges, in steps of height and of angle.
_HEIGHT_BLUR, _ANGLE_BLUR, _JAW_BLUR = 2.0, 1.5, 2.0
_NO_BLUR = 0.1
"""Standard deviation in a direction in which the kernel is one sample wide: nothing is blurred."""


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
        turn, height = np.broadcast_arrays(angles, heights)
        row = (turn + LARGEST_ANGLE) / ANGLE_STEP
        column = (height - LOWEST_HEIGHT) / HEIGHT_STEP
        both = np.asarray(
            cv2.remap(
                self._radius_and_level,
                np.ascontiguousarray(column, np.float32).reshape(turn.shape[0], -1),
                np.ascontiguousarray(row, np.float32).reshape(turn.shape[0], -1),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            ),
            np.float32,
        )
        return both[..., 0].reshape(turn.shape), both[..., 1].reshape(turn.shape)

    @cached_property
    def _radius_and_level(self) -> FloatArray:
        return np.dstack([self.radius, self.level])


def to_cartesian(angles: FloatArray, radius: FloatArray, level: FloatArray) -> FloatArray:
    """Canonical points (..., 3) of cylinder coordinates; angles in degrees."""
    turn = np.deg2rad(angles)
    return np.stack(
        np.broadcast_arrays(radius * sine(turn), level, AXIS_DEPTH - radius * cosine(turn)), axis=-1
    )


@lru_cache(maxsize=1)
def canonical_head() -> Head:
    """The head all masks are draped over, built once from the canonical face."""
    face = canonical_face()
    angles = np.arange(-LARGEST_ANGLE, LARGEST_ANGLE + _END, ANGLE_STEP, dtype=np.float32)
    heights = np.arange(LOWEST_HEIGHT, HIGHEST_HEIGHT + _END, HEIGHT_STEP, dtype=np.float32)
    x, y, z = face.vertices.T
    vertex_angle = np.rad2deg(angle(x, AXIS_DEPTH - z))
    vertex_radius = length(np.stack([x, AXIS_DEPTH - z], axis=1)).astype(np.float32)
    radius = _unroll(vertex_angle, y, vertex_radius, face.triangles, angles, heights)
    jaw = _jaw_line(vertex_angle, y, angles)
    _add_skull(angles, heights, radius)
    level = np.broadcast_to(heights, radius.shape).copy()
    _add_jaw_and_neck(angles, heights, jaw, radius, level)
    blurred = cv2.GaussianBlur(
        radius, (0, 0), sigmaX=_HEIGHT_BLUR, sigmaY=_ANGLE_BLUR, borderType=cv2.BORDER_REPLICATE
    )
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
    fragments = rasterize(
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
            half_width = radius[edge, column] * abs(sine(np.deg2rad(angles[edge])))
            turned = np.abs(sine(np.deg2rad(angles[outside])))
            radius[outside, column] = np.maximum(half_width, _LEAST_HALF_WIDTH) / np.maximum(
                turned, _STRAIGHT_BACK
            )
    filled = np.nonzero(known.sum(axis=0) >= 2)[0]
    radius[:, : filled[0]] = radius[:, filled[0] : filled[0] + 1]
    radius[:, filled[-1] + 1 :] = radius[:, filled[-1] : filled[-1] + 1]
    return np.asarray(radius, np.float32)


def _add_skull(angles: FloatArray, heights: FloatArray, radius: FloatArray) -> None:
    """Continue the radius above the brows, in place: an ellipsoid, scaled at each angle so that it joins the mesh."""
    above = heights < SKULL_FROM
    joint = int(np.count_nonzero(above))
    turn = np.deg2rad(angles)[:, None]
    wide, high, long = SKULL_HALF_AXES
    behind = SKULL_DEPTH - AXIS_DEPTH
    # Where a ray from the axis meets the ellipse at that height: a r^2 + 2 b r + c = 0.
    a = (sine(turn) / wide) ** 2 + (cosine(turn) / long) ** 2
    b = behind * cosine(turn) / long**2
    c = (behind / long) ** 2 - 1 + ((heights[: joint + 1] - SKULL_HEIGHT) / high) ** 2
    skull = (np.sqrt(b * b - a * c) - b) / a
    radius[:, :joint] = skull[:, :joint] * (radius[:, joint : joint + 1] / skull[:, joint:])


def _jaw_line(vertex_angle: FloatArray, vertex_height: FloatArray, angles: FloatArray) -> FloatArray:
    """Height of the jaw line at each angle, from the lower part of the face oval."""
    oval = np.array([i for i in FACE_OVAL if vertex_height[i] > _JAW_FROM])
    order = np.argsort(vertex_angle[oval])
    line = np.interp(angles, vertex_angle[oval][order], vertex_height[oval][order]).astype(np.float32)
    smooth = cv2.GaussianBlur(
        line[:, None], (1, 0), _NO_BLUR, sigmaY=_JAW_BLUR, borderType=cv2.BORDER_REPLICATE
    )
    return np.asarray(smooth[:, 0], np.float32)


def _add_jaw_and_neck(
    angles: FloatArray, heights: FloatArray, jaw: FloatArray, radius: FloatArray, level: FloatArray
) -> None:
    """Continue radius and level below the jaw line, in place: back under the jaw, then down the neck."""
    neck = _neck_radius(angles)
    for row in range(len(angles)):
        at_jaw = np.interp(jaw[row], heights, radius[row])
        throat = min(neck[row], at_jaw - _LEAST_STEP_BACK)
        bend = length((at_jaw - throat, JAW_TO_NECK))
        beyond = heights > jaw[row]
        path = heights[beyond] - jaw[row]
        share = np.minimum(path / bend, 1.0)
        radius[row, beyond] = at_jaw + (throat - at_jaw) * share
        level[row, beyond] = jaw[row] + JAW_TO_NECK * share + np.maximum(path - bend, 0.0)


def _neck_radius(angles: FloatArray) -> FloatArray:
    """Distance from the head's axis to the neck, a cylinder about its own axis farther back."""
    turn = np.deg2rad(angles)
    back = NECK_DEPTH - AXIS_DEPTH
    along = -back * cosine(turn)
    return np.asarray(along + np.sqrt(np.maximum(along**2 - back**2 + NECK_RADIUS**2, 0.0)), np.float32)
