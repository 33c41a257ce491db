"""The mask as a surface on the canonical head: where each point of its texture lies in space.

Each column of the texture runs down the head at one angle. Its height follows the wear state: the outline's top
anchors sit at the state's top heights, the bottom anchors at its bottom heights, the rest in proportion. Between
its edges cloth does not follow the face into its hollows but spans them like a taut string: the concave envelope
of the head's profile. Shells (cups, fold-flats) then stand off by their bulge or beak.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, cast

import cv2
import numpy as np

from fmld_synth.arithmetic import Doubles, cosine, length, power, tangent
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.warp.head import Head, canonical_head, to_cartesian
from fmld_synth.synthesis.warp.stand_off import LEAST_SPAN, stand_off
from fmld_synth.templates.template import Anchors, Point, Shape

# Chosen by eye, beside photographs of worn masks. Lengths and heights are in inter-ocular distances, (u, v) are texture
# coordinates from 0 to 1, "across" runs from -1 to 1 and "down" from 0 at the top edge to 1 at the bottom edge.
EAR_ANGLE, EAR_HEIGHT = 107.0, 0.27
"""Where the ear joins the head, in degrees around it."""
_LEAST_LENGTH = 1e-3
"""Keeps other divisions by a length finite."""

HANGING_BELOW_CHIN = 0.5
"""A mask that runs farther below the chin hangs down the neck."""
_CLINGS_FROM, _CLINGS_OVER, _CLINGS_MOST = 1.3, 0.5, 0.75
"""Limp cloth down to the neck clings to it instead of spanning to it: from which height, over which it grows, and how
much of the way to the skin it goes."""

_HIGHEST_GIRTH, _LOWEST_GIRTH = 0.4, 2.0
"""The head's girth is taken from the mask's top to its bottom edge, but no higher and no lower than this."""
_GIRTH_TO, _LEAST_GIRTH = 1.0, 0.3
"""It is taken down to this height, and over this length, at least."""
_GIRTH_BLUR, _NO_BLUR = 5.0, 0.1
"""Standard deviations: in steps of the head's angles, and in a direction in which the kernel is one sample wide."""

_EDGE_SHAPE = 0.9
"""Exponent of the way from the middle of an edge to its corner."""
_ARM_END = 0.035
"""Where arms end in the texture, from its sides (u)."""
_ARM_DROP = 0.12
"""How far the middle of the arms lies below the top corners (v)."""
_ARM_HEIGHT = 1.7
"""Height at the ear that a whole v spans."""

_ENVELOPE_SLOPES = tangent(np.linspace(-1.25, 1.25, 41))
"""Slopes of the lines that support a profile, turned evenly up to 1.25 radians from its chord."""
_LIMP_SPAN, _STIFF_SPAN = 6, 8
"""Degrees that cloth of stiffness 0 spans sideways (a standard deviation), and what stiffness 1 adds."""
_LEAST_DEGREES = 0.5
"""Least degrees a column spans; keeps a division by them finite."""
_SPAN_BLUR_DOWN = 0.6
"""Standard deviation of that blur down the mask, in rows."""
_LAST_BLUR = (1.2, 0.8)
"""Standard deviations in columns and rows of the blur that rounds the surface off."""


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
    off_throat: float = 0.0

    @property
    def raised(self) -> bool:
        """Whether all of it lies above the eyes."""
        return self.bottom < 0


@dataclass(frozen=True, eq=False)
class Sheet:
    """A grid of points over the texture; row i, column j lies at v = i / (rows - 1), u = j / (columns - 1).

    Attributes:
        points: float32 (rows, columns, 3), canonical frame.
        heights: float32 (rows, columns), in the head's heights; 0 off the head.
    """

    points: FloatArray
    heights: FloatArray


@dataclass(frozen=True, eq=False)
class Surface(Sheet):
    """A sheet that lies over the head, column by column.

    Attributes:
        angles: float32 (columns,), degrees around the head's axis.
        radius: float32 (rows, columns), distance from the head's axis.
    """

    angles: FloatArray
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
    u, v = _even(columns), _even(rows)
    across = 2 * u - 1
    sideways = across * shape.width / 2 * placement.width_scale + placement.shift
    angles = _angles(head, cast(FloatArray, sideways), placement)
    heights = _heights(rows, columns, anchors, placement)
    if shape.reaches_ears:
        angles = angles * np.float32(
            EAR_ANGLE / np.abs(np.interp([_ARM_END, 1 - _ARM_END], u, angles)).mean()
        )
        heights = _arms_to_ears(u, v, heights, anchors)
    radius, level = head.at(np.broadcast_to(angles, heights.shape), heights)
    if placement.off_throat:
        radius, level = _off_throat(head, angles, heights, radius, level, placement.off_throat)
    taut_radius, taut_level = _taut(radius, level)
    if shape.below_chin > HANGING_BELOW_CHIN:
        below = np.clip((heights - _CLINGS_FROM) / _CLINGS_OVER, 0, _CLINGS_MOST)
        radius, level = (
            taut_radius + (radius - taut_radius) * below,
            taut_level + (level - taut_level) * below,
        )
    else:
        radius, level = taut_radius, taut_level
    radius = _span_sideways(radius, angles, shape.stiffness)
    radius = radius + stand_off(anchors, rows, columns).distance(shape, placement.gap, placement.slack)
    return Surface(to_cartesian(angles, radius, level), heights, angles, radius)


@lru_cache(maxsize=8)
def _even(count: int) -> FloatArray:
    """So many numbers from 0 to 1: texture coordinates of a grid."""
    return np.linspace(0, 1, count, dtype=np.float32)


def _angles(head: Head, arc: FloatArray, placement: Placement) -> FloatArray:
    """Angle of each column, in degrees, so that the cloth's length along the head is ``arc``."""
    low = max(placement.top, _HIGHEST_GIRTH)
    high = max(min(placement.bottom, _LOWEST_GIRTH), _GIRTH_TO)
    if placement.raised:
        low, high = placement.top, placement.bottom
    first = int(np.searchsorted(head.heights, np.float32(min(low, high - _LEAST_GIRTH))))
    last = int(np.searchsorted(head.heights, np.float32(high), side="right"))
    return np.interp(arc, _way_around(head, first, last), head.angles).astype(np.float32)


@lru_cache(maxsize=4096)
def _way_around(head: Head, first: int, last: int) -> Doubles:
    """Length along the head from its front to each of its angles, where it is widest between two of its heights."""
    girth = head.radius[:, first:last].max(axis=1)
    girth = cv2.GaussianBlur(
        girth[:, None], (1, 0), _NO_BLUR, sigmaY=_GIRTH_BLUR, borderType=cv2.BORDER_REPLICATE
    )[:, 0]
    turn = np.deg2rad(head.angles)
    step = length(np.stack([girth, np.gradient(girth, turn)], axis=1))
    along = np.concatenate([[0], np.cumsum((step[1:] + step[:-1]) / 2 * np.diff(turn))])
    along -= np.interp(0.0, head.angles, along)
    return along


class _Edge(NamedTuple):
    """An edge of a mask over the columns of its grid, float32 (columns,).

    weight: 0 in the middle, 1 at the corners and beyond.
    v: where it lies in the texture.
    """

    weight: FloatArray
    v: FloatArray

    def height(self, middle: float, side: float, asymmetry: float) -> FloatArray:
        """Its height at each column, given that of its middle and of its corners."""
        across = 2 * _even(len(self.v)) - 1
        lean = asymmetry * across * self.weight
        return cast(FloatArray, middle + (side - middle) * self.weight + lean)


@lru_cache(maxsize=128)
def _edges(anchors: Anchors, columns: int) -> tuple[_Edge, _Edge]:
    """The top and the bottom edge of a mask."""
    u = _even(columns)
    left = 2 * u - 1 < 0

    def edge(center: Point, left_corner: Point, right_corner: Point) -> _Edge:
        corner_u = np.where(left, left_corner[0], right_corner[0])
        reach = np.clip(np.abs(u - center[0]) / np.maximum(np.abs(corner_u - center[0]), _LEAST_LENGTH), 0, 1)
        weight = (1 - cosine(np.pi * power(reach, _EDGE_SHAPE))) / 2
        corner_v = np.where(left, left_corner[1], right_corner[1])
        return _Edge(cast(FloatArray, weight), cast(FloatArray, center[1] + (corner_v - center[1]) * weight))

    return (
        edge(anchors.top_center, anchors.top_left, anchors.top_right),
        edge(anchors.bottom_center, anchors.bottom_left, anchors.bottom_right),
    )


def _heights(rows: int, columns: int, anchors: Anchors, placement: Placement) -> FloatArray:
    """Height of every texture point, (rows, columns)."""
    top_edge, bottom_edge = _edges(anchors, columns)
    top = top_edge.height(placement.top, placement.top_at_side, placement.asymmetry)
    bottom = bottom_edge.height(placement.bottom, placement.bottom_at_side, placement.asymmetry)
    lean = tangent(np.deg2rad(placement.tilt)) * (2 * _even(columns) - 1)
    stretch = (bottom - top) / np.maximum(bottom_edge.v - top_edge.v, LEAST_SPAN)
    return np.asarray(top + lean + (_even(rows)[:, None] - top_edge.v) * stretch, np.float32)


def _arms_to_ears(u: FloatArray, v: FloatArray, heights: FloatArray, anchors: Anchors) -> FloatArray:
    """Bend what lies outside the top corners (arms with ear holes) up or down to the ears, wherever the mask sits."""
    corner = np.where(u < 0.5, anchors.top_left[0], 1 - anchors.top_right[0])
    outside = np.clip((corner - np.minimum(u, 1 - u)) / (corner - _ARM_END), 0, 1)
    weight = outside**2 * (3 - 2 * outside)
    middle = anchors.top_left[1] + _ARM_DROP
    at_ear = EAR_HEIGHT + (v[:, None] - middle) * _ARM_HEIGHT
    return np.asarray(heights + (at_ear - heights) * weight, np.float32)


def _off_throat(
    head: Head, angles: FloatArray, heights: FloatArray, radius: FloatArray, level: FloatArray, share: float
) -> tuple[FloatArray, FloatArray]:
    """Radius and level of cloth that hangs down from the jaw line: a ``share`` of the way from the throat."""
    jaw = np.interp(angles, head.angles, head.jaw).astype(np.float32)
    at_jaw = head.at(angles[None], jaw[None])[0]
    hanging = (heights > jaw) * np.float32(share)
    return radius + (at_jaw - radius) * hanging, level + (heights - level) * hanging


def _taut(radius: FloatArray, level: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Pull each column (axis 0) taut over its profile: its concave envelope as seen from the column's chord.

    The envelope is the lower envelope of lines that support the profile from outside, at a fixed set of slopes.
    """
    chord_r, chord_y = radius[-1] - radius[0], level[-1] - level[0]
    chord = np.maximum(np.sqrt(chord_r**2 + chord_y**2), _LEAST_LENGTH)
    normal_r, normal_y = chord_y / chord, -chord_r / chord
    r, y = radius - radius[0], level - level[0]
    along = (r * chord_r + y * chord_y) / chord**2
    out = (r * normal_r + y * normal_y) / chord
    rise = _ENVELOPE_SLOPES[:, None, None] * along
    support = (out - rise).max(axis=1, keepdims=True)
    envelope = np.add(support, rise, out=rise).min(axis=0) * chord
    return (
        np.asarray(radius[0] + along * chord_r + envelope * normal_r, np.float32),
        np.asarray(level[0] + along * chord_y + envelope * normal_y, np.float32),
    )


def _span_sideways(radius: FloatArray, angles: FloatArray, stiffness: float) -> FloatArray:
    """Let cloth span hollows between columns too: never below its smoothed self."""
    degrees_a_column = max(float(np.abs(np.diff(angles)).mean()), _LEAST_DEGREES)
    sigma = (_LIMP_SPAN + _STIFF_SPAN * stiffness) / degrees_a_column
    smooth = cv2.GaussianBlur(
        radius, (0, 0), sigmaX=sigma, sigmaY=_SPAN_BLUR_DOWN, borderType=cv2.BORDER_REPLICATE
    )
    spanned = np.maximum(radius, smooth)
    across, down = _LAST_BLUR
    blurred = cv2.GaussianBlur(spanned, (0, 0), sigmaX=across, sigmaY=down, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.float32)
