"""A predictor behind gamma correction."""

import numpy as np

from fmld_synth.baselines.prediction.gamma_correcting import GammaCorrectingPredictor


def test_it_looks_at_the_corrected_picture():
    class Remembers:
        classes: tuple[str, ...] = ("a", "b")

        def predict(self, image, watch):
            self.image = image
            return []

    inner = Remembers()
    pipeline = GammaCorrectingPredictor(inner, 2.0)
    assert pipeline.predict(np.full((2, 2, 3), 64, np.uint8), None) == []
    assert (inner.image == 127).all()
    assert pipeline.classes == ("a", "b")
