"""The working patch: one face, upright and at a fixed size, so that finding occluders has a bounded cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import length, product
from fmld_synth.faces.face import Face
from fmld_synth.faces.mesh_points import FACE_OVAL, LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS
from fmld_synth.geometry import ByteArray, FloatArray

SCALE = 48.0
"""Pixels of the patch to one inter-ocular distance: a frontal face is about 110 px wide."""
LEFT, TOP, RIGHT, BOTTOM = -2.0, -1.2, 2.0, 2.6
"""What the patch shows, in inter-ocular distances from the point midway between the eyes: ears, neck and hair."""
_SHRINK_FROM = 0.5
"""Pixels of the patch to one of the photograph below which the photograph is shrunk first: sampling it directly at the
patch's pixels would alias."""
_LEAST_DISTANCE, _LEAST_LENGTH = 1e-3, 1e-6
"""Least pixels between the eyes, in space and in the picture: they keep divisions finite."""
_DISTANCE_MASK = 3
"""Side of the mask of OpenCV's distance transform; its error of a few percent does not matter here."""


@dataclass(frozen=True, eq=False)
class Patch:
    """One face turned upright, eyes level, one inter-ocular distance being ``SCALE`` pixels.

    Attributes:
        pixels: uint8 (height, width, 3), RGB; black outside the photograph.
        in_frame: bool (height, width), true where the photograph has pixels.
        landmarks: float32 (478, 2), the face's landmarks in pixels of the patch.
        matrix: float64 (2, 3), takes (x, y, 1) of the photograph to the patch.
        yaw: of the head, in degrees; positive when the nose points to the right of the image.
    """

    pixels: ByteArray
    in_frame: npt.NDArray[np.bool_]
    landmarks: FloatArray
    matrix: npt.NDArray[np.float64]
    yaw: float

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @cached_property
    def down(self) -> FloatArray:
        """float32 (height, 1): how far each row lies below the eyes, in inter-ocular distances."""
        return (np.arange(self.size[1], dtype=np.float32)[:, None] / np.float32(SCALE)) + np.float32(TOP)

    @property
    def contour(self) -> FloatArray:
        """float32 (36, 2): the face's contour in pixels of the patch."""
        return self.landmarks[list(FACE_OVAL)]

    @cached_property
    def outside(self) -> FloatArray:
        """float32 (height, width): distance to the contour in inter-ocular distances, negative inside."""
        inside = self.polygon(FACE_OVAL)
        outward = cv2.distanceTransform(255 - inside, cv2.DIST_L2, _DISTANCE_MASK)
        inward = cv2.distanceTransform(inside, cv2.DIST_L2, _DISTANCE_MASK)
        return (outward - inward).astype(np.float32) / np.float32(SCALE)

    def polygon(self, *contours: tuple[int, ...]) -> ByteArray:
        """uint8 (height, width): 255 inside any of the polygons through the landmarks with these indices."""
        masks = [fill(self.landmarks[list(contour)], self.size) for contour in contours]
        return np.asarray(np.bitwise_or.reduce(masks), np.uint8)


def fill(points: FloatArray, size: tuple[int, int]) -> ByteArray:
    """uint8 (height, width): 255 inside the polygon through (n, 2) points; ``size`` is (width, height)."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillPoly(mask, [np.round(points).astype(np.int32).reshape(-1, 1, 2)], (255,))
    return mask


def cut_patch(image: ByteArray, face: Face) -> Patch:
    """Cut one face out of its photograph.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: a face of this photograph, landmarks in its pixels.
    """
    landmarks = face.landmarks[:, :2].astype(np.float64)
    left_eye = landmarks[list(LEFT_EYE_CORNERS)].mean(axis=0)
    right_eye = landmarks[list(RIGHT_EYE_CORNERS)].mean(axis=0)
    across = right_eye - left_eye
    middle = (right_eye + left_eye) / 2
    scale = SCALE / max(face.inter_ocular_distance, _LEAST_DISTANCE)
    cosine, sine = across / max(float(length(across)), _LEAST_LENGTH) * scale
    turn = np.array([[cosine, sine], [-sine, cosine]])
    origin = np.array([-LEFT * SCALE, -TOP * SCALE])
    matrix = np.hstack([turn, (origin - product(turn, middle))[:, None]])
    size = round((RIGHT - LEFT) * SCALE), round((BOTTOM - TOP) * SCALE)
    source, to_source = image, np.eye(3)
    if scale < _SHRINK_FROM:
        factor = 1 / round(1 / scale)
        shrunk = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        source = np.asarray(shrunk, np.uint8)
        ratio_x, ratio_y = image.shape[1] / source.shape[1], image.shape[0] / source.shape[0]
        to_source = np.array([[ratio_x, 0, (ratio_x - 1) / 2], [0, ratio_y, (ratio_y - 1) / 2], [0, 0, 1]])
    pixels = cv2.warpAffine(source, product(matrix, to_source), size, flags=cv2.INTER_LINEAR)
    frame = np.full(image.shape[:2], 255, np.uint8)
    in_frame = cv2.warpAffine(frame, matrix, size, flags=cv2.INTER_NEAREST) > 0
    moved = product(landmarks, turn.T) + matrix[:, 2]
    return Patch(np.asarray(pixels, np.uint8), in_frame, moved.astype(np.float32), matrix, face.head_pose.yaw)
