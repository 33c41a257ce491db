"""A face with known answers: the canonical mesh in a chosen pose, and photographs drawn of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.faces.head_pose import Similarity
from fmld_synth.geometry import ByteArray, FloatArray

SKIN = (0.46, 0.29, 0.22)  # linear reflectance; its chromaticity is that of average skin
WALL = (70, 110, 90)


@dataclass(frozen=True, eq=False)
class PosedFace:
    """A face and the similarity that takes canonical points to it."""

    face: Face
    similarity: Similarity

    def pixels(self, points: FloatArray) -> FloatArray:
        """Where canonical points (..., 3) lie in the photograph, float32 (..., 3)."""
        return self.similarity.apply(points.reshape(-1, 3)).reshape(points.shape).astype(np.float32)


def pose(
    yaw: float = 0,
    pitch: float = 0,
    roll: float = 0,
    *,
    inter_ocular: float = 60,
    at: tuple[float, float] = (150, 120),
) -> PosedFace:
    """The canonical face, rolled, then pitched, then turned, by degrees; ``at`` lies between the eyes."""
    y, p, r = (math.radians(angle) for angle in (yaw, pitch, roll))
    turn = np.array([[math.cos(y), 0, -math.sin(y)], [0, 1, 0], [math.sin(y), 0, math.cos(y)]])
    nod = np.array([[1, 0, 0], [0, math.cos(p), -math.sin(p)], [0, math.sin(p), math.cos(p)]])
    lean = np.array([[math.cos(r), -math.sin(r), 0], [math.sin(r), math.cos(r), 0], [0, 0, 1]])
    similarity = Similarity(inter_ocular, turn @ nod @ lean, np.array([*at, 0.0]))
    mesh = np.concatenate([canonical_face().vertices, np.zeros((10, 3), np.float32)])
    landmarks = similarity.apply(mesh).astype(np.float32)
    return PosedFace(Face(landmarks, HeadPose(yaw, pitch, roll), 1.0, 0), similarity)


def to_srgb(linear: FloatArray) -> FloatArray:
    """Linear light, 0 to 1 -> sRGB, 0 to 255 (IEC 61966-2-1)."""
    clipped = np.clip(linear, 0, 1)
    low, high = clipped * 12.92, 1.055 * np.maximum(clipped, 1e-9) ** (1 / 2.4) - 0.055
    return np.where(clipped <= 0.0031308, low, high).astype(np.float32) * 255


def photograph(
    posed: PosedFace,
    size: tuple[int, int] = (300, 320),
    *,
    ambient: float = 1.0,
    direction: tuple[float, float, float] = (0, 0, 0),
    cast: tuple[float, float, float] = (1, 1, 1),
) -> ByteArray:
    """A matt face before a wall: each triangle of skin has the brightness ambient + direction . normal.

    Args:
        size: width and height in pixels.
        ambient, direction: first-order light; a direction of (-1, 0, 0) comes from the left of the image.
        cast: color of the light.
    """
    image = np.empty((size[1], size[0], 3), np.uint8)
    image[:] = WALL
    skin = np.array(SKIN, np.float32) * np.array(cast, np.float32)
    scale = posed.similarity.scale
    neck = posed.pixels(
        np.array([(-0.7, 0.9, 0.7), (0.7, 0.9, 0.7), (0.8, 4, 0.9), (-0.8, 4, 0.9)], np.float32)
    )
    cv2.fillPoly(image, [np.round(neck[:, :2]).astype(np.int32)], to_srgb(skin * ambient * 0.8).tolist())
    corners = posed.face.landmarks[canonical_face().triangles]
    for triangle in corners[np.argsort(-corners[..., 2].mean(axis=1))]:
        facing = np.cross(triangle[2] - triangle[0], triangle[1] - triangle[0])
        normal = facing / max(float(np.linalg.norm(facing)), 1e-9)
        color = to_srgb(skin * max(ambient + float(normal @ direction), 0.02))
        cv2.fillConvexPoly(
            image, np.round(triangle[:, :2] * 16 - 8).astype(np.int32), color.tolist(), cv2.LINE_8, 4
        )
    for eye in (-0.5, 0.5):
        x, y = posed.pixels(np.array([[eye, 0, -0.2]], np.float32))[0, :2]
        cv2.circle(image, (round(float(x)), round(float(y))), max(round(scale * 0.07), 1), (40, 30, 25), -1)
    return image
