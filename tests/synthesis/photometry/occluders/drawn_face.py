"""A drawn face with known answers: the canonical mesh over an oval of skin, and what a test draws on top."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.faces.mesh_points import FACE_OVAL
from fmld_synth.geometry import ByteArray, FloatArray

SKIN, HAIR, WALL = (205, 160, 135), (45, 32, 28), (120, 140, 165)
Point = tuple[float, float]


class DrawnFace:
    """A frontal face; points are given in inter-ocular distances from between the eyes, y down.

    Attributes:
        image: uint8 (size, size, 3), RGB.
        face: its mesh in pixels of ``image``.
    """

    def __init__(self, size: int = 300, interocular: float = 60.0, skin: tuple[int, int, int] = SKIN) -> None:
        self.scale = interocular
        self.origin = np.array([size / 2, size * 0.4])
        vertices = np.vstack([canonical_face().vertices, np.zeros((10, 3), np.float32)])
        landmarks = (vertices * interocular).astype(np.float32)
        landmarks[:, :2] += self.origin.astype(np.float32)
        self.face = Face(landmarks, HeadPose(0.0, 0.0, 0.0), 1.0, 0)
        self.image: ByteArray = np.empty((size, size, 3), np.uint8)
        self.image[:] = WALL
        self.polygon([(-0.5, 0.9), (0.5, 0.9), (0.6, 3.0), (-0.6, 3.0)], skin)
        cv2.fillPoly(self.image, [np.round(landmarks[list(FACE_OVAL), :2]).astype(np.int32)], skin)
        for side in (-1, 1):
            self.polygon([(side * 1.0, 0.1), (side * 1.3, 0.1), (side * 1.25, 0.6), (side * 1.0, 0.7)], skin)

    def polygon(self, points: list[Point], color: tuple[int, int, int]) -> None:
        """Fill a polygon."""
        cv2.fillPoly(self.image, [np.round(self.pixels(points)).astype(np.int32)], color)

    def line(self, points: list[Point], color: tuple[int, int, int], width: float) -> None:
        """Draw a line; ``width`` in inter-ocular distances."""
        pixels = np.round(self.pixels(points)).astype(np.int32)
        cv2.polylines(self.image, [pixels], False, color, round(width * self.scale))

    def pixels(self, points: list[Point]) -> FloatArray:
        """float32 (n, 2): the points in pixels."""
        return (np.array(points) * self.scale + self.origin).astype(np.float32)

    def at(self, values: FloatArray, x: float, y: float) -> float:
        """The value at a point."""
        column, row = np.round(self.pixels([(x, y)])[0]).astype(int)
        return float(values[row, column])

    def grow_hair(self, lowest: float, inner: float = 0.95, color: tuple[int, int, int] = HAIR) -> None:
        """Draw hair over both ears down to ``lowest``, and over the face as far in as ``inner``."""
        self.polygon([(-1.6, -1.1), (1.6, -1.1), (1.5, -0.75), (-1.5, -0.75)], color)
        for side in (-1, 1):
            outline = [(1.6, -1.1), (0.9, -0.9), (inner, -0.2), (inner, lowest), (1.7, lowest)]
            self.polygon([(side * x, y) for x, y in outline], color)


class Everywhere:
    """A person source that sees people everywhere."""

    def find(self, image: ByteArray) -> FloatArray:
        return np.ones(image.shape[:2], np.float32)


class Nowhere:
    """A person source that overlooks the face."""

    def find(self, image: ByteArray) -> FloatArray:
        return np.zeros(image.shape[:2], np.float32)


class OnlyTheBright:
    """A person source that takes everything dark for background."""

    def find(self, image: ByteArray) -> FloatArray:
        return (image[..., 0] > 180).astype(np.float32)
