"""Which model predicts, and the predictor it becomes."""

from __future__ import annotations

import torch

from fmld_synth.baselines.detection.decoding import CONFIDENCE
from fmld_synth.baselines.face_finding.choosing import FinderOptions, choose_finder, refuse_finder
from fmld_synth.baselines.harness.model_file import ModelDescription, load_model
from fmld_synth.baselines.networks import Detector
from fmld_synth.baselines.prediction.gamma_correcting import GammaCorrectingPredictor
from fmld_synth.baselines.prediction.predictor import ClassifierPredictor, DetectorPredictor, Predictor
from fmld_synth.baselines.registry import BASELINES, find_baseline
from fmld_synth.errors import UserError


def default_model() -> str:
    """The baseline to use when the user names none.

    Raises:
        UserError: this installation has no weights.
    """
    places = {one.name: one.preference for one in BASELINES.values() if one.weights.is_file()}
    wanted = {name: place for name, place in places.items() if place is not None}
    if wanted:
        return min(wanted, key=wanted.__getitem__)
    raise UserError(
        "no bundled weights are installed; name a model first: fmld-synth predict MODEL SOURCE, "
        "and train one with fmld-synth train-baseline"
    )


def make_predictor(
    reference: str, *, device: torch.device, options: FinderOptions, iou: float
) -> tuple[Predictor, ModelDescription]:
    """Load a model and make it a predictor.

    Args:
        reference: see :func:`load_model`.
        device: where it runs.
        options: how faces are found for a classifier; its confidence is a detector's, too: the least probability of
            a class.
        iou: of two detections that overlap by more, the surer stays; detectors only.

    Raises:
        UserError: a model cannot be loaded, or there is a finder where none is needed.
    """
    model, description = load_model(reference, device)
    if isinstance(model, Detector):
        refuse_finder(options)
        confidence = CONFIDENCE if options.confidence is None else options.confidence
        return DetectorPredictor(model, confidence=confidence, iou=iou), description
    chosen = choose_finder(options, find_baseline(description.baseline).face_finding, device)
    predictor: Predictor = ClassifierPredictor(
        model, chosen.make(), margin=description.crop_margin, confidence=chosen.confidence
    )
    if chosen.gamma != 1:
        predictor = GammaCorrectingPredictor(predictor, chosen.gamma)
    return predictor, description
