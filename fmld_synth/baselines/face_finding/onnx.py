"""Finds faces with one of our own detectors through OpenCV: its exported ONNX file, which says itself how it is fed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import cv2
import numpy as np
import torch

from fmld_synth.baselines.data.cutting import resized
from fmld_synth.baselines.detection.decoding import CONFIDENCE, IOU
from fmld_synth.baselines.exporting.exporting import export_model
from fmld_synth.baselines.exporting.network import INPUT, ExportedDetector
from fmld_synth.baselines.face_finding.face_placing import face_at
from fmld_synth.baselines.face_finding.interface import FoundFace
from fmld_synth.baselines.face_finding.onnx_files import read_detector
from fmld_synth.errors import UserError
from fmld_synth.execution.quiet import quiet
from fmld_synth.geometry import ByteArray, FloatArray


class OnnxFaceFinder:
    """A face finder; whatever class a detection has, it is a face.

    Args:
        path: what ``fmld-synth export-model`` wrote of a detector.
        confidence: least score of a face.
        iou: of two faces that overlap by more, the surer stays.

    Raises:
        UserError: the file cannot be read, or is no exported detector.
    """

    def __init__(self, path: Path, *, confidence: float = CONFIDENCE, iou: float = IOU) -> None:
        self._net, self._preprocessing = read_detector(path)
        self._confidence, self._iou = confidence, iou
        height, width = self._preprocessing.height, self._preprocessing.width
        try:
            with quiet():
                boxes, probabilities = self._run(np.zeros((height, width, 3), np.uint8))
        except cv2.error as error:
            raise UserError(f"{path}: OpenCV cannot run this network; export it again") from error
        if boxes.ndim != 2 or probabilities.ndim != 2 or boxes.shape != (len(probabilities), 4):
            raise UserError(f"{path} gives no boxes with probabilities; export it again")

    @classmethod
    def from_model(
        cls, reference: str, *, confidence: float = CONFIDENCE, iou: float = IOU
    ) -> OnnxFaceFinder:
        """A finder with a detector's model, see ``load_model``, exported for the purpose.

        Raises:
            UserError: there is no such model, or it is no detector.
        """
        with tempfile.TemporaryDirectory() as folder:
            exported = export_model(reference, "onnx", Path(folder) / "detector.onnx")
            return cls(exported.path, confidence=confidence, iou=iou)

    def find(self, image: ByteArray) -> list[FoundFace]:
        """The faces of a picture, uint8 (height, width, 3), RGB; by falling score."""
        height, width = image.shape[:2]
        boxes, probabilities = self._run(
            resized(image, self._preprocessing.width, self._preprocessing.height)
        )
        scores = probabilities.max(axis=1)
        sides = np.hstack((boxes[:, :2], boxes[:, 2:] - boxes[:, :2])).astype(np.float64)
        chosen = cv2.dnn.NMSBoxes(sides, scores, self._confidence, self._iou)  # type: ignore[arg-type]
        faces = (face_at(tuple(boxes[i].tolist()), float(scores[i]), width, height) for i in chosen)
        return [face for face in faces if face is not None]

    def _run(self, fitted: ByteArray) -> tuple[FloatArray, FloatArray]:
        """Boxes and probabilities, float32 (detections, 4) and (detections, classes)."""
        self._net.setInput(self._preprocessing(torch.from_numpy(fitted)[None]).numpy(), INPUT)
        boxes, probabilities = self._net.forward(list(ExportedDetector.outputs))
        return np.asarray(boxes[0], np.float32), np.asarray(probabilities[0], np.float32)
