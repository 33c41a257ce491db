"""Stand-ins whose answers are known."""

from typing import NamedTuple

import numpy as np

from fmld_synth.baselines.prediction.faces import PredictedFace
from fmld_synth.geometry import Box

CLASSES = ("correct", "incorrect", "none")


class Found(NamedTuple):
    box: Box
    score: float


class BrightFaces:
    """Finds one face: the box around all bright pixels."""

    def find(self, image):
        rows, columns = np.nonzero(image.max(axis=2) > 150)
        if not len(rows):
            return []
        left, top = int(columns.min()), int(rows.min())
        return [Found(Box(left, top, int(columns.max()) + 1 - left, int(rows.max()) + 1 - top), 0.9)]


class BrightPredictor:
    """Calls every bright patch a mask that is worn incorrectly."""

    classes: tuple[str, ...] = CLASSES

    def predict(self, image, watch):
        with watch.stage("find"):
            found = BrightFaces().find(image)
        return [PredictedFace(face.box, (0.1, 0.8, 0.1)) for face in found]


class Counter:
    """A watcher that adds up."""

    def __init__(self):
        self.total, self.accepted, self.rejected = -1, 0, 0

    def begin(self, stage, total):
        self.total = total

    def advance(self, done, accepted, rejected):
        self.accepted += accepted
        self.rejected += rejected


def patch(x, y, side=60, height=240, width=320):
    """A dark picture with a bright square."""
    picture = np.full((height, width, 3), 30, np.uint8)
    picture[y : y + side, x : x + side] = 230
    return picture
