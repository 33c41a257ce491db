"""What an exported file says of itself: everything a reader needs to feed it and to read its outputs."""

from __future__ import annotations

import json

from fmld_synth.baselines.detection.decoding import CONFIDENCE, IOU
from fmld_synth.baselines.harness.model_file import ModelDescription
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.version import VERSION

LICENSE = "Apache-2.0"


def metadata_of(model: Classifier | Detector, description: ModelDescription) -> dict[str, str]:
    """Text by key. ``classes``, ``preprocessing`` and ``outputs`` are JSON.

    docs/predicting.md explains the keys.
    """
    detects = isinstance(model, Detector)
    return {
        "producer": f"fmld-synth {VERSION}",
        "license": LICENSE,
        "baseline": description.baseline,
        "task": "detection" if detects else "classification",
        "classes": json.dumps(description.classes),
        "label_scheme": description.label_scheme,
        "preprocessing": json.dumps(_preprocessing(model, description)),
        "outputs": json.dumps(_DETECTION if detects else _CLASSIFICATION),
    }


def _preprocessing(model: Classifier | Detector, description: ModelDescription) -> dict[str, object]:
    preparation = {
        **model.preprocessing.as_dict(),
        "layout": "NCHW",
        "resize": "stretched to width and height; areas averaged where it shrinks, bilinear where it grows",
        "formula": "(pixel - mean) * scale, for pixels from 0 to 255 in the order of channels",
    }
    if isinstance(model, Detector):
        return {"picture": "whole", **preparation}
    return {"picture": "face", "margin": description.crop_margin, **preparation}


_CLASSIFICATION = {"probabilities": "(batch, classes), 0 to 1, sum 1"}
_DETECTION = {
    "boxes": "(batch, anchors, 4): left, top, right, bottom as fractions of the picture; decoded, not clipped",
    "probabilities": "(batch, anchors, classes), 0 to 1, of each class",
    "suppression": {
        "confidence": CONFIDENCE,
        "iou": IOU,
        "across_classes": True,
    },
}
