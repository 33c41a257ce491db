"""Finds faces with an SSD in Caffe's format through OpenCV, such as OpenCV's own ``res10_300x300_ssd``."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from fmld_synth.baselines.face_finding.caffe_files import read_caffe
from fmld_synth.baselines.face_finding.face_placing import face_at
from fmld_synth.baselines.face_finding.interface import FoundFace
from fmld_synth.errors import UserError
from fmld_synth.execution.quiet import quiet
from fmld_synth.geometry import ByteArray, FloatArray

BLOB_SIZE = 300
"""Side of the input that OpenCV's own detector was trained on, in pixels."""
BGR_MEAN = (104.0, 177.0, 123.0)
DETECTION = 7
"""Numbers of a detection: picture, class, score, left, top, right, bottom."""


class CaffeFaceFinder:
    """A face finder.

    Args:
        description: the ``.prototxt``.
        weights: the ``.caffemodel``.
        blob_size: side in pixels of the square that pictures are resized to.
        confidence: least score of a face.

    Raises:
        UserError: the files cannot be read, do not belong together, or do not describe a detector.
    """

    def __init__(
        self, description: Path, weights: Path, *, blob_size: int = BLOB_SIZE, confidence: float
    ) -> None:
        self._net = read_caffe(description, weights)
        self._blob_size, self._confidence = blob_size, confidence
        try:
            with quiet():
                found = self._run(np.zeros((blob_size, blob_size, 3), np.uint8))
        except cv2.error as error:
            raise UserError(
                f"{weights} does not fit {description}, or a file is cut off; copy both again"
            ) from error
        if found.ndim != 4 or found.shape[3] != DETECTION:
            raise UserError(f"{description} describes no detector: its last layer must be a DetectionOutput")

    def find(self, image: ByteArray) -> list[FoundFace]:
        """The faces of a picture, uint8 (height, width, 3), RGB; by falling score as the network gives them."""
        height, width = image.shape[:2]
        faces = (
            face_at((left, top, right, bottom), score, width, height)
            for _, _, score, left, top, right, bottom in self._run(image)[0, 0].tolist()
            if score > self._confidence
        )
        return [face for face in faces if face is not None]

    def _run(self, image: ByteArray) -> FloatArray:
        """float32 (1, 1, detections, 7)."""
        size = (self._blob_size, self._blob_size)
        self._net.setInput(cv2.dnn.blobFromImage(image, 1.0, size, BGR_MEAN, swapRB=True))
        return np.asarray(self._net.forward(), np.float32)
