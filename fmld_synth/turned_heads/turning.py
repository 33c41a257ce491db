"""Turns the head in a photograph further: its mesh is rotated in depth, and what lies around it follows less and less.

The idea is the "face profiling" of Zhu, Lei, Liu, Shi and Li, "Face Alignment Across Large Poses: A 3D Solution", 2016
(https://arxiv.org/abs/1511.07212), which made the turned heads of 300W-LP: a photograph is taken for the texture of a
surface, here the face mesh and rings around it, and that surface is drawn again with the head rotated.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import Doubles, cosine, product, sine
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.faces.canonical import VERTEX_COUNT, canonical_face
from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.faces.mesh_points import (
    EYE_OPENINGS,
    FACE_OVAL,
    LEFT_EYE_CORNERS,
    MOUTH_OPENING,
    RIGHT_EYE_CORNERS,
)
from fmld_synth.geometry import ByteArray, FloatArray, Window
from fmld_synth.synthesis.warp.rasterizer import Fragments, rasterize

MOST_TURN, MOST_NOD = 38.0, 20.0
"""Degrees of yaw and of pitch to either side up to which the pictures look like photographs. Chosen by eye."""
AXIS_DEPTH = 0.55
"""How far the axes lie behind the eyes, in inter-ocular distances: about where the neck carries the head. By eye."""
RINGS = ((1.0, 1.0), (1.15, 0.93), (1.3, 0.7), (1.45, 0.42), (1.6, 0.2), (1.75, 0.07), (1.9, 0.0))
"""Rings around the face: their size, as a multiple of its outline, and the share of its movement that they follow.
Hair, ears and neck move along, and the share falls smoothly, so that nothing has a kink. Chosen by eye."""
LEAST_ROOM = 0.15
"""Least share of their width that the rings keep where the frame is near, or cuts the face. Chosen by eye."""
EDGE, EDGE_POWER = 0.08, 4
"""By what share of its distance from the middle the edge of the mesh is drawn in, and how quickly that share falls
towards the middle. Turned, a strip of hair or wall beside a cheek would be stretched to a patch on it. By eye."""
HIDDEN = 1.02
"""From here on, as a multiple of its distance from the middle, the mesh reaches visibly beyond a point of its oval."""
_EYES = (*LEFT_EYE_CORNERS, *RIGHT_EYE_CORNERS)
IndexArray = npt.NDArray[np.int32]


@reproducible_kernels()
def turn_head(image: ByteArray, face: Face, *, yaw: float, pitch: float) -> tuple[ByteArray, FloatArray]:
    """Turn a head by some degrees of yaw and pitch; its lean stays, and what lies far from it stays equal.

    What the camera did not see is stretched from what it saw, so turn a head further to the side to which it points
    already, and by at most ``MOST_TURN`` and ``MOST_NOD``.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: a face in it, such as ``fmld_synth.prepare(image)[0].face``.
        yaw: degrees to turn it by, positive to the right of the image.
        pitch: degrees to nod it by, positive down.

    Returns:
        The picture, uint8 (height, width, 3), and where the face lies in it: float32 (478, 3), as ``face.landmarks``.

    Example:
        >>> (face,) = fmld_synth.prepare(portrait)
        >>> turned, landmarks = fmld_synth.turn_head(face.image, face.face, yaw=-30, pitch=5)
        >>> turned.shape == face.image.shape
        True
    """
    height, width = image.shape[:2]
    skin = _without_edge(face.landmarks)
    turned_skin = _rotated(skin, face, yaw, pitch)
    sources, places = _rings(face.landmarks, skin, turned_skin, (width, height))
    window = Window.around(np.concatenate([places, turned_skin[:, :2]]), 1, width, height)
    turned = image.copy()
    if window is not None:
        around = rasterize(_flat(places), _strips(), window, supersampling=1)
        head = rasterize(turned_skin, _head_triangles(), window)
        background = _sampled(image, around, sources)
        difference = _sampled(image, head, skin[:, :2]) - background
        pixels = background + difference * head.coverage[..., None]
        turned[window.slices] = np.rint(pixels).astype(np.uint8)
    return turned, _rotated(face.landmarks, face, yaw, pitch)


def _rotated(points: FloatArray, face: Face, yaw: float, pitch: float) -> FloatArray:
    """Points of a head, (n, 3), once its head pose is changed by so many degrees, float32 (n, 3)."""
    pose = face.head_pose
    before, after = _rotation(pose), _rotation(HeadPose(pose.yaw + yaw, pose.pitch + pitch, pose.roll))
    eyes = face.landmarks[list(_EYES)].astype(np.float64).mean(axis=0)
    center = eyes + AXIS_DEPTH * face.inter_ocular_distance * before[:, 2]
    return np.asarray(product(points - center, product(before, after.T)) + center, np.float32)


def _rotation(pose: HeadPose) -> Doubles:
    """The rotation of the canonical face that a head pose tells of, (3, 3): leaning, then nodding, then turning."""
    angles = np.radians([pose.yaw, pose.pitch, pose.roll])
    (cos_yaw, cos_pitch, cos_roll), (sin_yaw, sin_pitch, sin_roll) = cosine(angles), sine(angles)
    turn = [[cos_yaw, 0, -sin_yaw], [0, 1, 0], [sin_yaw, 0, cos_yaw]]
    nod = [[1, 0, 0], [0, cos_pitch, -sin_pitch], [0, sin_pitch, cos_pitch]]
    lean = [[cos_roll, -sin_roll, 0], [sin_roll, cos_roll, 0], [0, 0, 1]]
    return product(turn, product(nod, lean))


def _without_edge(landmarks: FloatArray) -> FloatArray:
    """The mesh drawn in a little towards its edge, where landmarks often lie on hair or wall: float32 (468, 3)."""
    mesh = landmarks[:VERTEX_COUNT].copy()
    center, farthest = _farthest(mesh, mesh)
    mesh[:, :2] -= (mesh[:, :2] - center) * (EDGE * farthest**-EDGE_POWER)[:, None]
    return mesh


def _rings(
    before: FloatArray, skin: FloatArray, turned: FloatArray, size: tuple[int, int]
) -> tuple[FloatArray, FloatArray]:
    """Points of all rings, from the inside, then their middle: where they are seen and where they come to lie.

    On the far side of a turned head the face oval lies behind cheek and nose, so the rings begin at their outline.
    They end at the frame, so that nothing is drawn into it from outside.

    Args:
        before: landmarks of the face, (468 or more, 3).
        skin: its mesh as it is drawn, (468, 3).
        turned: that once it is turned.
        size: width and height of the picture in pixels.

    Returns:
        Two float32 (n, 2), in pixels.
    """
    oval = list(FACE_OVAL)
    center, farthest = _farthest(before[oval], before)
    hidden = (farthest > HIDDEN)[:, None]
    outline = np.where(hidden, center + (before[oval, :2] - center) * farthest[:, None], skin[oval, :2])
    movement = turned[oval, :2] - outline
    room = _distance_of_frame(center, outline, size)
    stretch = np.clip((room - 1) / (RINGS[-1][0] - 1), LEAST_ROOM, 1)[:, None]
    sources = np.concatenate([outline + (ring - 1) * stretch * (outline - center) for ring, _ in RINGS])
    places = sources + np.concatenate([share * movement for _, share in RINGS])
    middle = center + movement.mean(axis=0)
    return np.vstack([sources, center]).astype(np.float32), np.vstack([places, middle]).astype(np.float32)


def _distance_of_frame(center: Doubles, outline: Doubles, size: tuple[int, int]) -> Doubles:
    """How far away the frame is in the direction of each point, as a multiple of its distance from the center, (n,)."""
    reach = outline - center
    space = np.where(reach > 0, np.array(size) - center, -center)
    with np.errstate(divide="ignore", invalid="ignore"):  # straight along one side of the frame
        distances = np.where(reach == 0, np.inf, space / reach)
    return np.asarray(distances.min(axis=1))


def _farthest(points: FloatArray, landmarks: FloatArray) -> tuple[Doubles, Doubles]:
    """The middle of the face oval, (2,), and how far the mesh reaches in the direction of each point.

    Args:
        points: (n, 2 or more), of the mesh.
        landmarks: (468 or more, 2 or more).

    Returns:
        float64 (2,) in pixels, and (n,) as a multiple of the point's own distance from the middle, 1 or more.
    """
    mesh = landmarks[:VERTEX_COUNT, :2].astype(np.float64)
    center = mesh[list(FACE_OVAL)].mean(axis=0)
    rays = (points[:, :2] - center)[:, None]
    first, second = (mesh[ends] - center for ends in _edges().T)
    along = second - first
    crossing = _cross(rays, along[None])
    with np.errstate(divide="ignore", invalid="ignore"):  # an edge along the ray: its neighbors cross the ray
        distance = _cross(first, along)[None] / crossing
        share = _cross(first[None], rays) / crossing
    crossed = (share >= 0) & (share <= 1)
    return center, np.where(crossed, distance, 1.0).max(axis=1, initial=1.0)


def _cross(first: Doubles, second: Doubles) -> Doubles:
    """The cross products of vectors in the plane, (..., 2)."""
    return np.asarray(first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0])


def _flat(points: FloatArray) -> FloatArray:
    """Points of the plane, (n, 2), as points in space: float32 (n, 3)."""
    return np.pad(points, ((0, 0), (0, 1)))


def _sampled(image: ByteArray, drawn: Fragments, sources: FloatArray) -> FloatArray:
    """The photograph as the texture of what is drawn, and as it is where nothing is.

    Args:
        image: uint8 (height, width, 3).
        drawn: polygons in a window.
        sources: float32 (vertices, 2), where each vertex is seen in the photograph, in pixels.

    Returns:
        float32 (height, width, 3) of the window, 0 to 255.
    """
    window, nothing = drawn.window, drawn.index < 0
    corners = sources[drawn.polygons]
    # A polygon seen edge-on has no slope: its pixels would take colors from anywhere. Polygons are drawn a pixel wider.
    low, high = corners.min(axis=1)[drawn.index] - 1, corners.max(axis=1)[drawn.index] + 1
    rows, columns = np.nonzero(nothing)
    texture = drawn.interpolate(sources)
    for axis, own in enumerate((columns + window.left, rows + window.top)):
        np.clip(texture[axis], low[..., axis], high[..., axis], out=texture[axis])
        texture[axis][nothing] = own + 0.5
    x, y = texture - np.float32(0.5)  # OpenCV counts from the center of the first pixel
    taken = cv2.remap(image, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return taken.astype(np.float32)


@cache
def _head_triangles() -> IndexArray:
    """Triangles of the head: those of the mesh, and what closes eyes and mouth, int32 (n, 3)."""
    fans = [
        (outline[0], one, other)
        for outline in (MOUTH_OPENING, *EYE_OPENINGS)
        for one, other in pairwise(outline[1:])
    ]
    return np.concatenate([canonical_face().triangles, np.array(fans, np.int32)])


@cache
def _edges() -> IndexArray:
    """Edges of the mesh, each once, int32 (n, 2)."""
    triangles = canonical_face().triangles
    pairs = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    return np.asarray(np.unique(np.sort(pairs, axis=1), axis=0), np.int32)


@cache
def _strips() -> IndexArray:
    """Triangles within and between the rings, int32 (n, 3); those within lie below the head, whose edge is soft."""
    around = len(FACE_OVAL)
    here = np.arange(around)
    after = (here + 1) % around
    triangles = [np.stack([np.full(around, len(RINGS) * around), here, after], axis=1)]
    for ring in range(len(RINGS) - 1):
        inner, outer = ring * around, (ring + 1) * around
        triangles.append(np.stack([inner + here, inner + after, outer + here], axis=1))
        triangles.append(np.stack([inner + after, outer + after, outer + here], axis=1))
    return np.concatenate(triangles).astype(np.int32)
