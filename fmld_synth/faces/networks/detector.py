"""Detectors of faces and palms: a network that sees an image as a small square."""

from __future__ import annotations

from typing import NamedTuple

from fmld_synth.faces.networks.detections import (
    Detection,
    Grid,
    anchor_centers,
    decode,
    in_image,
    merged,
)
from fmld_synth.faces.networks.network import Network
from fmld_synth.faces.networks.sampling import as_tensor, sample, whole_region
from fmld_synth.geometry import ByteArray


class DetectorModel(NamedTuple):
    """What distinguishes the detectors.

    Attributes:
        network: name of the model's file.
        side: of the square it sees, in pixels.
        grids: where its candidates lie.
        darkest: what black is to it; white is 1.
    """

    network: str
    side: int
    grids: tuple[Grid, ...]
    darkest: float


SHORT_RANGE = DetectorModel("face_detection_short_range", 128, (Grid(8, 2), Grid(16, 6)), -1.0)
"""Faces as a selfie shows them. Its points: right eye, left eye, nose, mouth, right ear, left ear of the person."""
FULL_RANGE = DetectorModel("face_detection_full_range", 192, (Grid(4, 1),), -1.0)
"""Faces down to a sixteenth of the image. The same points."""
PALM = DetectorModel("palm_detection", 192, (Grid(8, 2), Grid(16, 6)), 0.0)
"""Palms of hands. Its points: wrist, roots of index, middle, ring and little finger, two of the thumb."""


class Detector:
    """Finds faces or palms in one image at a time; calls leave no state behind.

    Args:
        model: which detector.
        least_score: of what is returned, 0 to 1.
    """

    def __init__(self, model: DetectorModel, least_score: float) -> None:
        self._model = model
        self._least_score = least_score
        self._network = Network(model.network)
        self._centers = anchor_centers(model.side, model.grids)

    def detect(self, image: ByteArray) -> list[Detection]:
        """What is found, the likeliest first.

        Args:
            image: uint8 (height, width, 3), RGB.
        """
        region = whole_region(image)
        side = self._model.side
        outputs = self._network.run(as_tensor(sample(image, region, side, side), self._model.darkest, 1.0))
        scores = outputs["scores"].reshape(-1)
        boxes = outputs["boxes"].reshape(len(scores), -1)
        return in_image(merged(decode(boxes, scores, self._centers, side, self._least_score)), region)
