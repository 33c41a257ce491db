"""People as opposed to the background, by the packed network."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.faces.networks.network import Network
from fmld_synth.faces.networks.sampling import as_tensor, sample, whole_region
from fmld_synth.geometry import ByteArray, FloatArray

WIDTH, HEIGHT = 256, 144
"""Of what the network sees, in pixels."""
LEVELS = 255
"""Steps from 0 to 1 in the result."""


class BundledPerson:
    """Tells people from background in one image at a time; calls leave no state behind."""

    def __init__(self) -> None:
        self._network = Network("person_segmentation")

    def find(self, image: ByteArray) -> FloatArray:
        """Tell people from background.

        Args:
            image: uint8 (height, width, 3), RGB.

        Returns:
            float32 (height, width), 1 on people, 0 on background, in steps of 1 / ``LEVELS``.
        """
        height, width = image.shape[:2]
        seen = sample(image, whole_region(image, square=False), WIDTH, HEIGHT)
        matte = self._network.run(as_tensor(seen, 0.0, 1.0))["matte"].reshape(HEIGHT, WIDTH)
        # In whole levels: the logistic functions in this network round otherwise in other versions of OpenCV.
        levels = np.rint(matte * np.float32(LEVELS)).astype(np.uint8)
        resized = cv2.resize(levels, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(resized, np.float32) / np.float32(LEVELS)
