"""What is known about one face in a photograph, and the interface of what finds faces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from fmld_synth.arithmetic import length
from fmld_synth.faces.canonical import VERTEX_COUNT
from fmld_synth.faces.mesh_points import LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS
from fmld_synth.geometry import Box, ByteArray, FloatArray


@dataclass(frozen=True)
class HeadPose:
    """Rotation of the head in degrees.

    yaw: positive when the nose points to the right of the image; pitch: positive when it points down;
    roll: positive when the head leans clockwise as seen in the image. All 0 for a frontal, upright head.
    """

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True)
class Face:
    """One face of one photograph.

    Attributes:
        landmarks: float32 (478, 3) in MediaPipe's order (468 mesh points, then 10 iris points): x and y in
            pixels of the photograph (which may lie outside the frame), z in the same unit, smaller is nearer
            to the camera.
        head_pose: yaw, pitch, roll in degrees.
        score: the finder's confidence, 0 to 1.
        index: 0 for the largest face of the photograph, 1 for the next and so on.
    """

    landmarks: FloatArray
    head_pose: HeadPose
    score: float
    index: int

    @property
    def box(self) -> Box:
        """Smallest box around the mesh points, in pixels; it may reach outside the frame."""
        return Box.around(self.landmarks[:VERTEX_COUNT])

    @cached_property
    def inter_ocular_distance(self) -> float:
        """Distance between the eye centers in pixels, measured in 3D so that it does not shrink with yaw."""
        left = self.landmarks[list(LEFT_EYE_CORNERS)].mean(axis=0)
        right = self.landmarks[list(RIGHT_EYE_CORNERS)].mean(axis=0)
        return float(length(right - left))

    def moved(self, scale: float, offset: tuple[float, float]) -> Face:
        """The same face after its photograph was scaled by ``scale`` and then shifted by ``offset`` pixels."""
        landmarks = self.landmarks * np.float32(scale)
        landmarks[:, :2] += np.array(offset, np.float32)
        return Face(landmarks, self.head_pose, self.score, self.index)


class LandmarkSource(Protocol):
    """Anything that finds faces and their mesh. Another source needs one class with this one method."""

    def find(self, image: ByteArray) -> list[Face]:
        """Find every face, largest first.

        Args:
            image: uint8 (height, width, 3), RGB.
        """
        ...
