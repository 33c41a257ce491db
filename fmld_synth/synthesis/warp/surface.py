"""The mask as a surface on the canonical head: where each point of its texture lies in space.

Each column of the texture runs down the head at one angle. Its height follows the wear state: the outline's top
anchors sit at the state's top heights, the bottom anchors at its bottom heights, the rest in proportion. Between
its edges cloth does not follow the face into its hollows but spans them like a taut string: the concave envelope
of the head's profile. Shells (cups, fold-flats) then stand off by their bulge or beak.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.warp.head import Head, canonical_head, to_cartesian
from fmld_synth.templates.template import Anchors, Point, Shape

EAR_ANGLE = 107.0  # degrees; where the ear joins the head
HANGING_BELOW_CHIN = 0.5  # a mask that runs farther below the chin hangs down the neck
EAR_HEIGHT = 0.27
_ARM_END = 0.035  # where arms end in the texture, from its sides
CLOTH_OFFSET = 0.035  # the cloth's distance from the skin it lies on, in inter-ocular distances
_ENVELOPE_SLOPES = np.tan(np.linspace(-1.25, 1.25, 41)).astype(np.float32)


@dataclass(frozen=True)
class Placement:
    """Where and how a mask sits; the fields are those of ``Parameters`` that shape it (see there)."""

    top: float
    top_at_side: float
    bottom: float
    bottom_at_side: float
    tilt: float = 0.0
    shift: float = 0.0
    width_scale: float = 1.0
    gap: float = 0.0
    slack: float = 0.0
    asymmetry: float = 0.0


@dataclass(frozen=True, eq=False)
class Surface:
    """A grid of points over the texture; row i, column j lies at v = i / (rows - 1), u = j / (columns - 1).

    Attributes:
        points: float32 (rows, columns, 3), canonical frame.
        angles: float32 (columns,), degrees round the head's axis.
        heights: float32 (rows, columns), in the head's heights.
        radius: float32 (rows, columns), distance from the head's axis.
    """

    points: FloatArray
    angles: FloatArray
    heights: FloatArray
    radius: FloatArray

    def sample(self, grid: FloatArray, at: Point) -> float:
        """Bilinear value of a (rows, columns) array of this surface at the texture point ``at`` = (u, v)."""
        rows, columns = grid.shape
        column, row = at[0] * (columns - 1), at[1] * (rows - 1)
        return float(cv2.getRectSubPix(grid, (1, 1), (column, row))[0, 0])


def drape(shape: Shape, anchors: Anchors, placement: Placement, rows: int = 25, columns: int = 41) -> Surface:
    """Lay a mask over the canonical head.

    Args:
        shape: its size, stiffness, bulge and beak.
        anchors: which texture points sit at the placement's heights.
        placement: where it sits.
        rows, columns: resolution of the grid.
    """
    head = canonical_head()
    u = np.linspace(0, 1, columns, dtype=np.float32)
    v = np.linspace(0, 1, rows, dtype=np.float32)
    across = 2 * u - 1
    angles = _angles(head, across * shape.width / 2 * placement.width_scale + placement.shift, placement)
    heights = _heights(u, v, anchors, placement)
    if shape.reaches_ears:
        angles = angles * np.float32(
            EAR_ANGLE / np.abs(np.interp([_ARM_END, 1 - _ARM_END], u, angles)).mean()
        )
        heights = _arms_to_ears(u, v, heights, anchors)
    radius, level = head.at(np.broadcast_to(angles, heights.shape), heights)
    taut_radius, taut_level = _taut(radius, level)
    if (
        shape.below_chin > HANGING_BELOW_CHIN
    ):  # limp cloth down to the neck clings to it instead of spanning to it
        below = np.clip((heights - 1.3) / 0.5, 0, 0.75)
        radius, level = (
            taut_radius + (radius - taut_radius) * below,
            taut_level + (level - taut_level) * below,
        )
    else:
        radius, level = taut_radius, taut_level
    radius = _span_sideways(radius, angles, shape.stiffness)
    radius = radius + _stand_off(across, v, anchors, shape, placement)
    return Surface(to_cartesian(angles, radius, level), angles, heights, radius)


def _angles(head: Head, arc: FloatArray, placement: Placement) -> FloatArray:
    """Angle of each column, in degrees, so that the cloth's length along the head is ``arc``."""
    low, high = max(placement.top, 0.4), max(min(placement.bottom, 2.0), 1.0)
    covered = (head.heights >= min(low, high - 0.3)) & (head.heights <= high)
    girth = head.radius[:, covered].max(axis=1)
    girth = cv2.GaussianBlur(girth[:, None], (1, 0), 0.1, sigmaY=5.0, borderType=cv2.BORDER_REPLICATE)[:, 0]
    turn = np.deg2rad(head.angles)
    length = np.hypot(girth, np.gradient(girth, turn))
    along = np.concatenate([[0], np.cumsum((length[1:] + length[:-1]) / 2 * np.diff(turn))])
    along -= np.interp(0.0, head.angles, along)
    return np.interp(arc, along, head.angles).astype(np.float32)


def _heights(u: FloatArray, v: FloatArray, anchors: Anchors, placement: Placement) -> FloatArray:
    """Height of every texture point, (rows, columns)."""
    across = 2 * u - 1
    left = across < 0

    def edge(
        centre: Point, left_corner: Point, right_corner: Point, middle: float, side: float
    ) -> list[FloatArray]:
        corner_u = np.where(left, left_corner[0], right_corner[0])
        reach = np.clip(np.abs(u - centre[0]) / np.maximum(np.abs(corner_u - centre[0]), 1e-3), 0, 1)
        weight = (1 - np.cos(np.pi * reach**0.9)) / 2
        corner_v = np.where(left, left_corner[1], right_corner[1])
        lean = placement.asymmetry * across * weight
        return [centre[1] + (corner_v - centre[1]) * weight, middle + (side - middle) * weight + lean]

    top_v, top = edge(
        anchors.top_centre, anchors.top_left, anchors.top_right, placement.top, placement.top_at_side
    )
    bottom_v, bottom = edge(
        anchors.bottom_centre,
        anchors.bottom_left,
        anchors.bottom_right,
        placement.bottom,
        placement.bottom_at_side,
    )
    lean = np.tan(np.deg2rad(placement.tilt)) * across
    stretch = (bottom - top) / np.maximum(bottom_v - top_v, 0.05)
    return np.asarray(top + lean + (v[:, None] - top_v) * stretch, np.float32)


def _arms_to_ears(u: FloatArray, v: FloatArray, heights: FloatArray, anchors: Anchors) -> FloatArray:
    """Bend what lies outside the top corners (arms with ear holes) up or down to the ears, wherever the mask sits."""
    corner = np.where(u < 0.5, anchors.top_left[0], 1 - anchors.top_right[0])
    outside = np.clip((corner - np.minimum(u, 1 - u)) / (corner - _ARM_END), 0, 1)
    weight = outside**2 * (3 - 2 * outside)
    middle = anchors.top_left[1] + 0.12
    at_ear = EAR_HEIGHT + (v[:, None] - middle) * 1.7
    return np.asarray(heights + (at_ear - heights) * weight, np.float32)


def _taut(radius: FloatArray, level: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Pull each column (axis 0) taut over its profile: its concave envelope as seen from the column's chord.

    The envelope is the lower envelope of lines that support the profile from outside, at a fixed set of slopes.
    """
    chord_r, chord_y = radius[-1] - radius[0], level[-1] - level[0]
    length = np.maximum(np.hypot(chord_r, chord_y), 1e-3)
    normal_r, normal_y = chord_y / length, -chord_r / length
    r, y = radius - radius[0], level - level[0]
    along = (r * chord_r + y * chord_y) / length**2
    out = (r * normal_r + y * normal_y) / length
    support = (out[None] - _ENVELOPE_SLOPES[:, None, None] * along[None]).max(axis=1, keepdims=True)
    envelope = (support + _ENVELOPE_SLOPES[:, None, None] * along[None]).min(axis=0) * length
    return (
        np.asarray(radius[0] + along * chord_r + envelope * normal_r, np.float32),
        np.asarray(level[0] + along * chord_y + envelope * normal_y, np.float32),
    )


def _span_sideways(radius: FloatArray, angles: FloatArray, stiffness: float) -> FloatArray:
    """Let cloth span hollows between columns too: never below its smoothed self."""
    degrees_a_column = max(float(np.abs(np.diff(angles)).mean()), 0.5)
    sigma = (6 + 8 * stiffness) / degrees_a_column
    smooth = cv2.GaussianBlur(radius, (0, 0), sigmaX=sigma, sigmaY=0.6, borderType=cv2.BORDER_REPLICATE)
    spanned = np.maximum(radius, smooth)
    blurred = cv2.GaussianBlur(spanned, (0, 0), sigmaX=1.2, sigmaY=0.8, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.float32)


def _stand_off(
    across: FloatArray, v: FloatArray, anchors: Anchors, shape: Shape, placement: Placement
) -> FloatArray:
    """Distance from the taut cloth, (rows, columns): the family's bulge and beak, the gap at the top, slack."""
    top, bottom = anchors.top_centre[1], anchors.bottom_centre[1]
    down = np.clip((v - top) / max(bottom - top, 0.05), 0, 1)[:, None]
    dome = np.sin(np.pi * np.clip(down**0.9, 0.0, 0.999)) ** 0.75 * np.clip(1 - np.abs(across) ** 2.4, 0, 1)
    ridge = np.sin(np.pi * np.clip(down, 0.02, 0.98)) ** 0.6 * np.clip(1 - np.abs(across) / 0.75, 0, 1) ** 1.2
    gap = np.exp(-((down / 0.22) ** 2)) * np.exp(-((across / 0.45) ** 2))
    sag = np.sin(np.pi * down) * np.exp(-((across / 0.6) ** 2))
    return np.asarray(
        CLOTH_OFFSET + shape.bulge * dome + shape.beak * ridge + placement.gap * gap + placement.slack * sag,
        np.float32,
    )
