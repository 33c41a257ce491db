"""Hands, by the packed networks."""

from __future__ import annotations

import math

import numpy as np

from fmld_synth.faces.networks.detections import Detection
from fmld_synth.faces.networks.detector import PALM, Detector
from fmld_synth.faces.networks.network import Network
from fmld_synth.faces.networks.sampling import Region, as_tensor, sample
from fmld_synth.geometry import ByteArray, FloatArray

SIDE = 224
"""Of what the network of hands sees, in pixels."""
MARGIN = 2.6
"""Size of that, in the longer side of the palm's box: fingers are longer than palms."""
TOWARDS_FINGERS = 0.5
"""How far its center lies from the palm's, in heights of its box."""
WRIST, MIDDLE_FINGER = 0, 2
"""Which of the palm detector's points lie along the hand."""
LEAST_SCORE = 0.5
LEAST_PRESENCE = 0.5


class BundledHands:
    """Finds hands in one image at a time; calls leave no state behind.

    The full models are packed: on faces the light ones take noses and chins for hands.

    Args:
        most: hands returned for an image.
    """

    def __init__(self, most: int = 2) -> None:
        self._most = most
        self._palms = Detector(PALM, LEAST_SCORE)
        self._hand = Network("hand_landmarks")

    def find(self, image: ByteArray) -> list[FloatArray]:
        """Find hands.

        Args:
            image: uint8 (height, width, 3), RGB.

        Returns:
            For each hand float32 (21, 2): x and y in pixels of its points, from the wrist to the tip of the
            little finger.
        """
        found = (self._points(image, hand_region(palm)) for palm in self._palms.detect(image)[: self._most])
        return [points for points in found if points is not None]

    def _points(self, image: ByteArray, region: Region) -> FloatArray | None:
        seen = sample(image, region, SIDE, SIDE, repeat_border=True)
        outputs = self._hand.run(as_tensor(seen, 0.0, 1.0))
        if outputs["presence"].item() <= LEAST_PRESENCE:
            return None
        return region.points(outputs["landmarks"].reshape(-1, 3)[:, :2] / np.float32(SIDE))


def hand_region(palm: Detection) -> Region:
    """The square that the network of hands is to see: the fingers up, around palm and fingers.

    Args:
        palm: as the palm detector finds it.
    """
    (wrist_x, wrist_y), (finger_x, finger_y) = palm.points[[WRIST, MIDDLE_FINGER]].tolist()
    rotation = math.pi / 2 - math.atan2(wrist_y - finger_y, finger_x - wrist_x)
    x, y = palm.box.center
    shift = TOWARDS_FINGERS * palm.box.height
    side = MARGIN * max(palm.box.width, palm.box.height)
    return Region(x + shift * math.sin(rotation), y - shift * math.cos(rotation), side, side, rotation)
