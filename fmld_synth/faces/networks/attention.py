"""What lies between the networks of the attention mesh: looking closely at the lips and the eyes.

The mesh network also returns features of the face on a grid. For the lips and each eye a part of that grid is sampled,
where the first mesh places it, and a small network of its own finds the points there (Grishchenko et al. 2020,
"Attention Mesh"). The operations are those of the model's custom operators, the numbers those in its file.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fmld_synth.faces.networks import refined_points
from fmld_synth.geometry import FloatArray

MARGIN = 1.5
"""Size of what is sampled, in sizes of the points' box."""
GRID = 16
"""Samples down and across."""
PIXELS_PER_FEATURE = 4
"""The mesh network sees 192 pixels and returns 48 features a side."""


class Part(NamedTuple):
    """A part of the face with a network of its own.

    Attributes:
        network: name of the model's file.
        line: numbers of the mesh points whose line is horizontal in what the network sees, from its left to its right.
        points: numbers of the mesh points that the network finds, in the order of its output ``contour``.
        iris: numbers of the points of its output ``iris``; empty for the lips.
        opening: numbers of the points around the eye's opening, whose mean depth is the iris'.
    """

    network: str
    line: tuple[int, int]
    points: tuple[int, ...]
    iris: tuple[int, ...] = ()
    opening: tuple[int, ...] = ()


PARTS = (
    Part("face_mesh_lips", (61, 291), refined_points.LIPS),
    Part(
        "face_mesh_left_eye",
        (33, 133),
        refined_points.LEFT_EYE,
        tuple(range(468, 473)),
        refined_points.LEFT_EYE[:16],
    ),
    Part(
        "face_mesh_right_eye",
        (362, 263),
        refined_points.RIGHT_EYE,
        tuple(range(473, 478)),
        refined_points.RIGHT_EYE[:16],
    ),
)
"""Left and right are those of the image."""


class Placement(NamedTuple):
    """Where a part's grid lies on the features: ``matrix`` @ (x, y) + ``offset``, float32 (2, 2) and (2,)."""

    matrix: FloatArray
    offset: FloatArray


def placement(mesh: FloatArray, part: Part) -> Placement:
    """Where to look for a part: the box of its points, turned with its line and enlarged.

    Args:
        mesh: float32 (468, 3), in pixels of what the mesh network sees.
        part: what to look for.
    """
    points = mesh[:, :2] * np.float32(1 / PIXELS_PER_FEATURE)
    left, right = points[list(part.line)].tolist()
    rotation = -math.atan2(right[1] - left[1], right[0] - left[0])
    cosine, sine = np.float32(math.cos(rotation)), np.float32(math.sin(rotation))
    x, y = points[list(part.points)].T
    turned_x, turned_y = cosine * x - sine * y, sine * x + cosine * y
    low = turned_x.min(), turned_y.min()
    high = turned_x.max(), turned_y.max()
    middle_x, middle_y = (np.float32((one + other) / 2) for one, other in zip(low, high, strict=True))
    scale_x, scale_y = (
        np.float32((end - start) * np.float32(MARGIN) / GRID) for start, end in zip(low, high, strict=True)
    )
    half = np.float32(GRID / 2)
    matrix = np.array([[cosine * scale_x, sine * scale_y], [-sine * scale_x, cosine * scale_y]], np.float32)
    center = np.array([cosine * middle_x + sine * middle_y, -sine * middle_x + cosine * middle_y], np.float32)
    return Placement(matrix, center - (matrix[:, 0] * half + matrix[:, 1] * half))


def sample_features(features: FloatArray, where: Placement) -> FloatArray:
    """Features on a part's grid, between four of them by bilinear interpolation, 0 outside.

    Args:
        features: float32 (1, channels, height, width).
        where: the grid's place.

    Returns:
        float32 (1, channels, ``GRID``, ``GRID``).
    """
    _, channels, height, width = features.shape
    line = np.arange(GRID, dtype=np.float32) + np.float32(0.5)
    column, row = line, line[:, None]
    x, y = (
        where.matrix[axis, 0] * column + where.matrix[axis, 1] * row + (where.offset[axis] - np.float32(0.5))
        for axis in (0, 1)
    )
    outside = (x < 0) | (x > width - 1) | (y < 0) | (y > height - 1)
    left, top = np.floor(x), np.floor(y)
    across, down = x - left, y - top
    left = np.clip(left, 0, width - 1).astype(np.intp)
    top = np.clip(top, 0, height - 1).astype(np.intp)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    flat = features.reshape(channels, height * width)
    one = np.float32(1)

    def at(row: npt.NDArray[np.intp], column: npt.NDArray[np.intp]) -> FloatArray:
        return np.asarray(flat.take(row * width + column, axis=1), np.float32)

    upper = at(top, left) * (one - across) + at(top, right) * across
    lower = at(bottom, left) * (one - across) + at(bottom, right) * across
    sampled = upper * (one - down) + lower * down
    sampled[:, outside] = 0
    return np.asarray(sampled[None], np.float32)


def moved_back(points: FloatArray, where: Placement) -> FloatArray:
    """Points that a part's network found, in pixels of what the mesh network sees.

    Args:
        points: float32, x and y in quarters of the grid's steps.
        where: the grid's place.

    Returns:
        float32 (n, 2).
    """
    x, y = points.reshape(-1, 2).T
    matrix, offset = where.matrix, where.offset * np.float32(PIXELS_PER_FEATURE)
    return np.stack([matrix[axis, 0] * x + matrix[axis, 1] * y + offset[axis] for axis in (0, 1)], axis=1)
