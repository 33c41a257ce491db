"""Which model predicts, and the predictor it becomes."""

from __future__ import annotations

import torch

from fmld_synth.baselines.detection.decoding import CONFIDENCE
from fmld_synth.baselines.face_finding.choosing import Finding, choose_finding, refuse_finding
from fmld_synth.baselines.harness.model_file import ModelDescription, load_model
from fmld_synth.baselines.networks import Detector
from fmld_synth.baselines.prediction.gamma_correcting import GammaCorrectingPredictor
from fmld_synth.baselines.prediction.predictor import ClassifierPredictor, DetectorPredictor, Predictor
from fmld_synth.baselines.registry import BASELINES
from fmld_synth.errors import UserError

PREFERRED = ("scs-net", "aizoo-ssd")
"""Baselines whose bundled weights are used when the user names no model, the first choice first.

MediaPipe, which finds faces for SCS-Net, sees small ones that the SSD misses.
"""


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
    reference: str, *, device: torch.device, finding: Finding, iou: float
) -> tuple[Predictor, ModelDescription]:
    """Load a model and make it a predictor.

    Args:
        reference: see :func:`load_model`.
        device: where it runs.
        finding: how faces are found for a classifier; its confidence is a detector's, too: the least probability of
            a class.
        iou: of two detections that overlap by more, the surer stays; detectors only.

    Raises:
        UserError: a model cannot be loaded, or there is a finder where none is needed.
    """
    model, description = load_model(reference, device)
    if isinstance(model, Detector):
        refuse_finding(finding)
        confidence = CONFIDENCE if finding.confidence is None else finding.confidence
        return DetectorPredictor(model, confidence=confidence, iou=iou), description
    chosen = choose_finding(finding, description.baseline, device)
    predictor: Predictor = ClassifierPredictor(
        model, chosen.make(), margin=description.crop_margin, confidence=chosen.confidence
    )
    if chosen.gamma != 1:
        predictor = GammaCorrectingPredictor(predictor, chosen.gamma)
    return predictor, description
