"""Finds faces with one of our own detectors: whatever class a detection has, it is a face."""

from __future__ import annotations

import torch

from fmld_synth.baselines.data.inputs import network_input
from fmld_synth.baselines.detection.decoding import IOU, decode
from fmld_synth.baselines.face_finding.interface import FoundFace
from fmld_synth.baselines.harness.model_file import load_model
from fmld_synth.baselines.networks import Detector
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box, ByteArray

LEAST_SCORE = 0.2
"""Of a face that is given. Chosen by eye."""


class DetectorFaceFinder:
    """A face finder. It keeps nothing between calls, and serves several threads at once.

    Args:
        model: in evaluation mode.
        device: where it is.
    """

    def __init__(self, model: Detector, device: torch.device) -> None:
        self._model, self._device = model, device

    @classmethod
    def from_model(cls, reference: str, device: torch.device) -> DetectorFaceFinder:
        """A finder with a detector's model, see :func:`load_model`.

        Raises:
            UserError: there is no such model, or it is a classifier.
        """
        model, description = load_model(reference, device)
        if not isinstance(model, Detector):
            raise UserError(
                f"{reference} is the classifier {description.baseline}, which finds no faces; give a detector"
            )
        return cls(model.for_release(), device)

    def find(self, image: ByteArray) -> list[FoundFace]:
        """The faces of a picture, uint8 (height, width, 3), RGB; by falling score, boxes in pixels."""
        with torch.inference_mode():
            inputs = network_input([image], self._model.preprocessing, self._device)
            (found,) = decode(self._model(inputs), self._model, LEAST_SCORE, IOU)
        height, width = image.shape[:2]
        faces = [
            FoundFace(Box(left * width, top * height, (right - left) * width, (bottom - top) * height), score)
            for (left, top, right, bottom), score in zip(
                found.boxes.tolist(), found.scores.tolist(), strict=True
            )
        ]
        return [face for face in faces if face.box.width >= 1 and face.box.height >= 1]
