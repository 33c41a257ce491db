"""The whole pipeline: gamma correction, then faces are found and classified in the corrected picture."""

from __future__ import annotations

from fmld_synth.baselines.face_finding.gamma import correct_gamma
from fmld_synth.baselines.prediction.faces import PredictedFace
from fmld_synth.baselines.prediction.predictor import Predictor, Stages
from fmld_synth.geometry import ByteArray


class GammaCorrectingPredictor:
    """A predictor that sees brightened pictures.

    Args:
        predictor: that finds and classifies.
        gamma: above 0.
    """

    def __init__(self, predictor: Predictor, gamma: float) -> None:
        self._predictor, self._gamma = predictor, gamma
        self.classes = predictor.classes

    def predict(self, image: ByteArray, watch: Stages) -> list[PredictedFace]:
        """See ``Predictor``."""
        return self._predictor.predict(correct_gamma(image, self._gamma), watch)
