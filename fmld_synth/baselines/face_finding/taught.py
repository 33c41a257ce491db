"""Finds faces whatever they wear, with our own finder. It learnt from generated pictures where faces lie under masks.

OpenCV runs it; torch is not needed. It looks at the picture as a whole, once more from closer where no large face was
found, and then at each candidate alone, at the size at which it knows faces best: a face is one at every distance.
About what it still doubts one of MediaPipe's detectors is asked.
"""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.baselines.face_finding.confirming import Confirmer
from fmld_synth.baselines.face_finding.face_maps import SAME_FACE, Candidates, decoded, merged, overlaps
from fmld_synth.baselines.face_finding.interface import SURE, FoundFace, by_prominence
from fmld_synth.baselines.face_finding.surroundings import surroundings
from fmld_synth.baselines.sl_fmdet.scales import BGR_MEAN, STRIDES
from fmld_synth.bundled import bundled_folder
from fmld_synth.execution.quiet import quiet
from fmld_synth.geometry import Box, ByteArray, FloatArray

NETWORK = bundled_folder("baselines") / "face_finder" / "face_finder.onnx"
INPUT, OUTPUTS = "images", ("fine", "middle", "coarse")
FIRST_SIDE = 192
"""Longest side in pixels at which a picture is looked at first: that of the network in training."""
CLOSE_SIDE = 448
"""And a second time, where the first look found no large face."""
LARGE_FACE = 0.35
"""A sure face of this share of the picture's longer side is what it is about: a portrait needs no second look."""
LEAST_PIXELS, MOST_PIXELS, MOST_PIXELS_CLOSE = 8, 180, 120
"""Of a face's longer side in the network's input: in any look, in the first and in the second."""
CANDIDATES = 24
"""At most so many are looked at alone, the surest."""
ALONE_SIDE, ALONE_ZOOM = 160, 1.6
"""Side of the input for one candidate, in pixels, and of what it shows, in longer sides of the candidate's box."""
ALONE_WEIGHT = 3.0
"""Of box and points as they are seen alone; as they were seen before they weigh 1."""
CERTAIN = 0.003
"""Scores below it or above its opposite say no more than it."""
LEAST_CELLS = 2
"""Of the coarsest level, along each side: OpenCV 4.13 enlarges a single row or column wrongly."""
SEEN, UNSEEN = 0.35, 0.02
"""Least score of a candidate; and the score, from close by, of one that is not seen there any more."""
EVEN = 0.9
"""Score of the network for which faces are as frequent as what is none, in whole photographs: it becomes ``SURE``.
It learnt from pictures that hold more faces than life does."""


class TaughtFaceFinder:
    """Finds faces in a picture: calls leave no state behind, equal pixels give equal faces. It serves one thread.

    Args:
        network: packed by ``build_data/pack_face_finder.py``.
    """

    def __init__(self, network: Path = NETWORK) -> None:
        with quiet():
            self._net = cv2.dnn.readNetFromONNX(str(network))
        self._confirmer = Confirmer()

    def find(self, image: ByteArray) -> list[FoundFace]:
        """The faces of a picture, the most prominent first: large and sure. Their boxes are cut at its border.

        Where none is sure, the likeliest alone is given, with a score below ``SURE``.

        Args:
            image: uint8 (height, width, 3), RGB.
        """
        height, width = image.shape[:2]
        longest = max(height, width)
        found = self._look(image, FIRST_SIDE, MOST_PIXELS)
        if longest > FIRST_SIDE and not _large(found, longest):
            found = found.joined(self._look(image, CLOSE_SIDE, MOST_PIXELS_CLOSE))
        looked_at = merged(self._looked_at_alone(image, merged(found).first(CANDIDATES)))
        faces = self._confirmer.confirmed(image, looked_at)
        given = [
            FoundFace(box, float(score), tuple((float(x), float(y)) for x, y in points))
            for corners, points, score in zip(*faces, strict=True)
            if (box := _box(corners).clipped(width, height)).area > 0
        ]
        return by_prominence(face for face in given if face.score >= SURE) or given[:1]

    def _look(self, image: ByteArray, longest_side: int, most_pixels: int) -> Candidates:
        """What is seen in the picture at another size, in pixels of the picture."""
        height, width = image.shape[:2]
        scale = longest_side / max(height, width)
        columns, rows = max(round(width * scale), 1), max(round(height * scale), 1)
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        pixels = np.asarray(cv2.resize(image, (columns, rows), interpolation=method), np.uint8)
        self._net.setInput(_prepared(pixels), INPUT)
        maps = [np.array(one[0], np.float32) for one in self._net.forward(list(OUTPUTS))]
        seen = decoded(maps, SEEN)
        sides = _sides(seen)
        fitting = seen.chosen((sides >= LEAST_PIXELS) & (sides <= most_pixels))
        return fitting.scaled(width / columns, height / rows)

    def _looked_at_alone(self, image: ByteArray, found: Candidates) -> Candidates:
        """The candidates as they look together from before and from close by; their logits are averaged."""
        looked = [self._alone(image, *one) for one in zip(*found, strict=True)]
        corners, points, scores = zip(*looked, strict=True) if looked else ((), (), ())
        return Candidates.of(corners, points, scores)

    def _alone(
        self, image: ByteArray, corners: FloatArray, points: FloatArray, score: float
    ) -> tuple[FloatArray, FloatArray, float]:
        """One candidate."""
        part, left, top = surroundings(image, corners, ALONE_ZOOM)
        seen = self._look(part, ALONE_SIDE, ALONE_SIDE).moved(left, top)
        same = merged(seen.chosen(overlaps(corners, seen.corners) > SAME_FACE))
        close = UNSEEN
        if len(same.scores):
            close, share = float(same.scores[0]), np.float32(ALONE_WEIGHT / (1 + ALONE_WEIGHT))
            corners = corners + share * (same.corners[0] - corners)
            points = points + share * (same.points[0] - points)
        logit = (_logit(score) + _logit(close)) / 2 - _logit(EVEN)
        return corners, points, 1 / (1 + math.exp(-logit))


def _prepared(pixels: ByteArray) -> FloatArray:
    """The network's input, float32 (1, 3, rows, columns): BGR around 0, and 0 up to whole cells."""
    rows, columns = pixels.shape[:2]
    height, width = (max(-(-side // STRIDES[-1]), LEAST_CELLS) * STRIDES[-1] for side in (rows, columns))
    planes = np.zeros((1, 3, height, width), np.float32)
    blue_first = pixels[..., ::-1].transpose(2, 0, 1)
    for plane, values, mean in zip(planes[0, :, :rows, :columns], blue_first, BGR_MEAN, strict=True):
        np.subtract(values, np.float32(mean), out=plane)
    return planes


def _sides(found: Candidates) -> FloatArray:
    """Longer side of each box, float32 (n,)."""
    return np.asarray((found.corners[:, 2:] - found.corners[:, :2]).max(axis=1), np.float32)


def _large(found: Candidates, side: int) -> bool:
    return bool((_sides(found)[found.scores >= EVEN] >= LARGE_FACE * side).any())


def _logit(score: float) -> float:
    score = min(max(score, CERTAIN), 1 - CERTAIN)
    return math.log(score / (1 - score))


def _box(corners: FloatArray) -> Box:
    left, top, right, bottom = (float(value) for value in corners)
    return Box(left, top, right - left, bottom - top)
