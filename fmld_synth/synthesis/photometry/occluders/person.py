"""Where people are, as opposed to the background: not everything next to a face is its hair."""

from __future__ import annotations

import threading
from typing import Protocol

import cv2
import numpy as np

from fmld_synth.arithmetic import product
from fmld_synth.execution.quiet import quiet
from fmld_synth.faces.face import Face
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.occluders.patch import Patch

_MARGIN = 0.7
"""What is shown around the face's box, as a share of its longer side."""
_LONGEST = 256
"""The source is shown no more pixels than this: as many as MediaPipe's model looks at."""
_BLANK = 64
"""Side in pixels of the empty picture that the model is tried on."""
_INSIDE = 0.1
"""How far inside its contour, in inter-ocular distances, a face is a person for certain."""
_LEAST_SEEN = 0.7
"""Mean of the matte there below which the source overlooked the person. Chosen by eye."""


class PersonSource(Protocol):
    """Anything that separates people from the background."""

    def find(self, image: ByteArray) -> FloatArray:
        """Separate people from the background.

        Args:
            image: uint8 (height, width, 3), RGB: a face with its surroundings.

        Returns:
            float32 (height, width), 1 on people, 0 on background.
        """
        ...


class MediaPipePerson:
    """MediaPipe's selfie segmentation with its bundled landscape model.

    Calls do not influence each other; threads take turns.
    """

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        with quiet():
            from mediapipe.python.solutions.selfie_segmentation import SelfieSegmentation

            self._segmentation = SelfieSegmentation(model_selection=1)
            self.find(
                np.zeros((_BLANK, _BLANK, 3), np.uint8)
            )  # its threads are still starting, and complaining

    def find(self, image: ByteArray) -> FloatArray:
        """See ``PersonSource.find``."""
        with self._one_at_a_time:
            found = self._segmentation.process(np.ascontiguousarray(image))
        return np.array(found.segmentation_mask, np.float32)


def person_matte(source: PersonSource, image: ByteArray, face: Face, patch: Patch) -> FloatArray | None:
    """Where people are in the patch: float32, 0 to 1; None when the source overlooked this face."""
    margin = _MARGIN * max(face.box.width, face.box.height)
    left, top = max(int(face.box.x - margin), 0), max(int(face.box.y - margin), 0)
    right = int(face.box.x + face.box.width + margin)
    bottom = int(face.box.y + face.box.height + margin)
    shown = np.asarray(image[top : max(bottom, 0), left : max(right, 0)], np.uint8)
    if shown.size == 0:
        return None
    shrink = min(1.0, _LONGEST / max(shown.shape[:2]))
    if shrink < 1:
        smaller = cv2.resize(shown, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        shown = np.asarray(smaller, np.uint8)
    matte = source.find(shown)
    to_patch = patch.matrix.copy()
    to_patch[:, 2] += product(patch.matrix[:, :2], (left, top))
    to_patch[:, :2] /= shrink
    moved = np.asarray(cv2.warpAffine(matte, to_patch, patch.size), np.float32)
    inner_face = (patch.outside < -_INSIDE) & patch.in_frame
    return moved if inner_face.any() and moved[inner_face].mean() > _LEAST_SEEN else None
