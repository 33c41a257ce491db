"""Which model predicts, and the predictor it becomes."""

from __future__ import annotations

import torch

from fmld_synth.baselines.harness.model_file import ModelDescription, load_model
from fmld_synth.baselines.networks import Detector
from fmld_synth.baselines.prediction.predictor import (
    ClassifierPredictor,
    DetectorPredictor,
    FaceFinder,
    Predictor,
)
from fmld_synth.baselines.registry import BASELINES
from fmld_synth.errors import UserError

PREFERRED = ("aizoo-ssd", "scs-net")
"""Baselines whose bundled weights are used when the user names no model, the first choice first."""


def default_model() -> str:
    """The baseline to use when the user names none.

    Raises:
        UserError: this installation has no weights.
    """
    for name in PREFERRED:
        if BASELINES[name].weights.is_file():
            return name
    raise UserError(
        "no bundled weights are installed; name a model first: fmld-synth predict MODEL SOURCE, "
        "and train one with fmld-synth train-baseline"
    )


def make_predictor(
    reference: str, *, device: torch.device, confidence: float, iou: float, finder: str | None = None
) -> tuple[Predictor, ModelDescription]:
    """Load a model and make it a predictor.

    Args:
        reference: see :func:`load_model`.
        device: where it runs.
        confidence: least probability of a detector's class, or score of a found face before it is classified.
        iou: of two detections that overlap by more, the surer stays; detectors only.
        finder: a detector's model that finds the faces for a classifier; None for MediaPipe's finder.

    Raises:
        UserError: a model cannot be loaded, or there is a finder where none is needed.
    """
    model, description = load_model(reference, device)
    if isinstance(model, Detector):
        if finder is not None:
            raise UserError("--finder: a detector finds faces itself; leave the option out")
        return DetectorPredictor(model, confidence=confidence, iou=iou), description
    faces = _face_finder() if finder is None else _detector_face_finder(finder, device)
    predictor = ClassifierPredictor(model, faces, margin=description.crop_margin, confidence=confidence)
    return predictor, description


def _face_finder() -> FaceFinder:
    """Loads MediaPipe, which detectors can do without."""
    from fmld_synth.baselines.prediction import face_finder

    return face_finder.FaceFinder()


def _detector_face_finder(reference: str, device: torch.device) -> FaceFinder:
    from fmld_synth.baselines.prediction.detector_face_finder import DetectorFaceFinder

    return DetectorFaceFinder.from_model(reference, device)
