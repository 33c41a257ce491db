"""The network as it is exported: from the prepared picture to probabilities, and boxes for a detector."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from fmld_synth.baselines.detection.boxes import decode
from fmld_synth.baselines.networks import Classifier, Detector

INPUT = "images"


class ExportedClassifier(nn.Module):
    """A classifier with its softmax."""

    outputs = ("probabilities",)

    def __init__(self, model: Classifier) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Tensor) -> tuple[Tensor]:
        """Probabilities, float (batch, classes), of float (batch, 3, height, width)."""
        return (self.model(images).softmax(dim=1),)


class ExportedDetector(nn.Module):
    """A detector that decodes its boxes; only non-maximum suppression is left to the reader."""

    outputs = ("boxes", "probabilities")
    anchors: Tensor

    def __init__(self, model: Detector) -> None:
        super().__init__()
        self.model = model
        # With a batch of its own, as OpenCV joins only tensors with equally many dimensions.
        self.register_buffer("anchors", model.anchors[None])

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """What is in float (batch, 3, height, width).

        Returns:
            boxes: float (batch, anchors, 4): left, top, right, bottom as fractions of the picture.
            probabilities: float (batch, anchors, classes), 0 to 1.
        """
        predictions = self.model(images)
        boxes = decode(predictions.offsets, self.anchors, self.model.variances)
        return boxes, self.model.probabilities(predictions.scores)


def exported_form(model: Classifier | Detector) -> ExportedClassifier | ExportedDetector:
    """The network with the outputs of an exported file, in evaluation mode on the CPU."""
    model = model.eval().cpu()
    form = ExportedDetector(model) if isinstance(model, Detector) else ExportedClassifier(model)
    return form.eval()


def example_input(model: Classifier | Detector, batch: int) -> Tensor:
    """float32 (batch, 3, height, width) of black pictures."""
    shape = model.preprocessing
    return model.preprocessing(torch.zeros(batch, shape.height, shape.width, 3, dtype=torch.uint8))
