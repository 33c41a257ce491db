"""From a picture to predicted faces, with either kind of network."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

import torch
from torch import nn

from fmld_synth.baselines.data.cutting import cut_face
from fmld_synth.baselines.data.inputs import network_input
from fmld_synth.baselines.detection.decoding import decode
from fmld_synth.baselines.face_finding.interface import FaceFinder
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.baselines.prediction.faces import PredictedFace
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.geometry import Box, ByteArray
from fmld_synth.photographs.framing import Margin


class Stages(Protocol):
    """Measures the time that a stage takes, ``find`` or ``classify``."""

    def stage(self, name: str) -> AbstractContextManager[None]:
        """Time spent inside counts for the stage."""
        ...


class Predictor(Protocol):
    """Says where the faces of a picture are and how each wears its mask."""

    classes: tuple[str, ...]

    def predict(self, image: ByteArray, watch: Stages) -> list[PredictedFace]:
        """The faces of a picture, uint8 (height, width, 3), RGB."""
        ...


class DetectorPredictor:
    """Uses a network that finds and classifies in one go; all its time counts as finding.

    Args:
        model: in evaluation mode.
        confidence: least probability of a class.
        iou: of two faces that overlap by more, the surer stays.
    """

    def __init__(self, model: Detector, *, confidence: float, iou: float) -> None:
        self._model, self._confidence, self._iou = model, confidence, iou
        self.classes = model.classes

    @reproducible_kernels()
    def predict(self, image: ByteArray, watch: Stages) -> list[PredictedFace]:
        """See :class:`Predictor`; by falling probability."""
        with watch.stage("find"), torch.inference_mode():
            inputs = network_input([image], self._model.preprocessing, _device_of(self._model))
            (found,) = decode(self._model(inputs), self._model, self._confidence, self._iou)
        height, width = image.shape[:2]
        return [
            PredictedFace(
                Box(left * width, top * height, (right - left) * width, (bottom - top) * height),
                tuple(probabilities),
            )
            for (left, top, right, bottom), probabilities in zip(
                found.boxes.tolist(), found.probabilities.tolist(), strict=True
            )
        ]


class ClassifierPredictor:
    """Finds faces first, cuts them out as in training, and classifies them together.

    Args:
        model: in evaluation mode.
        finder: of faces.
        margin: room left around a face's box, as in training.
        confidence: least score of a found face.
    """

    def __init__(self, model: Classifier, finder: FaceFinder, *, margin: Margin, confidence: float) -> None:
        self._model, self._finder = model, finder
        self._margin, self._confidence = margin, confidence
        self.classes = model.classes

    @reproducible_kernels()
    def predict(self, image: ByteArray, watch: Stages) -> list[PredictedFace]:
        """See :class:`Predictor`; in the finder's order."""
        with watch.stage("find"):
            boxes = [face.box for face in self._finder.find(image) if face.score >= self._confidence]
        if not boxes:
            return []
        with watch.stage("classify"), torch.inference_mode():
            crops = [cut_face(image, box, self._margin) for box in boxes]
            inputs = network_input(crops, self._model.preprocessing, _device_of(self._model))
            probabilities = self._model(inputs).float().softmax(dim=1).tolist()
        return [PredictedFace(box, tuple(row)) for box, row in zip(boxes, probabilities, strict=True)]


def _device_of(model: nn.Module) -> torch.device:
    return next(model.parameters()).device
