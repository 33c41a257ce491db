"""Asks one of MediaPipe's detectors about candidates that our own finder doubts.

Ours learnt from generated pictures and takes letters, hands, ears and wheels for faces now and then. The detector
learnt from photographs of bare faces: it errs on other things, and knows a masked face by what the mask leaves free.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from fmld_synth.baselines.face_finding.face_maps import Candidates, overlaps
from fmld_synth.baselines.face_finding.surroundings import surroundings
from fmld_synth.faces.networks.detector import SHORT_RANGE, Detector
from fmld_synth.geometry import ByteArray, FloatArray

DETECTOR = SHORT_RANGE
DOUBTED = (0.2, 0.95)
"""Scores of candidates that it is asked about: above, nearly all are faces, below, next to none. What it confirms
comes no higher, so that no confirmed face is surer than one that needed no confirmation."""
AROUND = 2.6
"""Side of what it sees, in longer sides of the candidate's box."""
LEAST = 0.2
"""Its scores below, or above the opposite, say no more than this."""
SAME_FACE = 0.25
"""Least IoU of its box, which is framed otherwise, with the candidate's."""
OWN_WEIGHT, ITS_WEIGHT = 0.83, 2.0
"""Of the logits of both scores: a logistic regression on candidates in real photographs, looked at by eye."""
PRIOR = -1.5
"""Logit that is added, so that about one in fifty of the faces given is none, in such photographs as well."""


class Confirmer:
    """Judges candidates anew. Calls leave no state behind; it serves one thread."""

    def __init__(self) -> None:
        self._detector = Detector(DETECTOR, LEAST)

    def confirmed(self, image: ByteArray, found: Candidates) -> Candidates:
        """The candidates, the likeliest first, with other scores for those that were doubted.

        Args:
            image: uint8 (height, width, 3), RGB.
            found: by our own finder, in pixels of it.
        """
        least, most = DOUBTED
        scores = np.array(
            [
                self._judged(image, corners, score) if least <= score < most else score
                for corners, score in zip(found.corners, found.scores.tolist(), strict=True)
            ],
            np.float32,
        )
        order = np.argsort(-scores, kind="stable")
        return Candidates(found.corners[order], found.points[order], scores[order])

    def _judged(self, image: ByteArray, corners: FloatArray, score: float) -> float:
        part, left, top = surroundings(image, corners, AROUND)
        method = cv2.INTER_AREA if len(part) > DETECTOR.side else cv2.INTER_LINEAR
        seen = cv2.resize(part, (DETECTOR.side, DETECTOR.side), interpolation=method)
        place = (corners - np.array((left, top) * 2, np.float32)) * np.float32(DETECTOR.side / len(part))
        its = LEAST
        for one in self._detector.detect(np.asarray(seen, np.uint8)):
            x, y, width, height = one.box
            box = np.array([(x, y, x + width, y + height)], np.float32)
            if overlaps(place, box)[0] > SAME_FACE:
                its = max(its, min(one.score, 1 - LEAST))
        logit = OWN_WEIGHT * _logit(score) + ITS_WEIGHT * _logit(its) + PRIOR
        return min(1 / (1 + math.exp(-logit)), DOUBTED[1])


def _logit(score: float) -> float:
    return math.log(score / (1 - score))
