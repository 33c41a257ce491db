"""Faces and their meshes by the networks that this package brings along."""

from __future__ import annotations

import numpy as np

from fmld_synth.faces.face_search import LEAST_PRESENCE, FaceSearch, ScoredBox
from fmld_synth.faces.image_parts import ImagePart
from fmld_synth.faces.networks.detections import Detection
from fmld_synth.faces.networks.detector import FULL_RANGE, SHORT_RANGE, Detector
from fmld_synth.faces.networks.mesher import Mesher, face_region
from fmld_synth.geometry import Box, FloatArray

LEAST_FULL_RANGE_SCORE = 0.6
"""Of the full-range detector, as MediaPipe's own graph for it has it."""


class BundledSource(FaceSearch):
    """Finds faces with MediaPipe's face models, computed by OpenCV: small ones with the full-range detector first.

    Args:
        max_faces: most faces returned for one photograph.
        min_confidence: least score, 0 to 1, of the detections that meshes are made for. It may be low: a mesh
            is only kept where the mesh network itself sees a face.
    """

    def __init__(self, *, max_faces: int = 10, min_confidence: float = 0.3) -> None:
        super().__init__(BundledModels(max_faces, min_confidence), max_faces)


class BundledModels:
    """The packed face models; see :class:`fmld_synth.faces.face_search.FaceModels`.

    Args:
        max_faces: most meshes made for one view.
        min_confidence: least score of the detections that meshes are made for.
    """

    def __init__(self, max_faces: int, min_confidence: float) -> None:
        self._max_faces = max(max_faces, 2)
        self._near = Detector(SHORT_RANGE, min_confidence)
        self._far = Detector(FULL_RANGE, LEAST_FULL_RANGE_SCORE)
        self._mesher = Mesher(LEAST_PRESENCE)

    def mesh(self, view: ImagePart) -> tuple[list[FloatArray], list[ScoredBox]]:
        """See :meth:`fmld_synth.faces.face_search.FaceModels.mesh`."""
        detections = self._near.detect(view.pixels)
        found = (self._mesher.mesh(view.pixels, face_region(one)) for one in detections[: self._max_faces])
        meshes = [_in_photograph(points, view) for points in found if points is not None]
        return meshes, [_scored_box(one, view) for one in detections]

    def detect(self, view: ImagePart) -> list[ScoredBox]:
        """See :meth:`fmld_synth.faces.face_search.FaceModels.detect`."""
        return [_scored_box(one, view) for one in self._far.detect(view.pixels)]


def _scale(view: ImagePart) -> tuple[float, float]:
    """Pixels of the photograph in one of the view, across and down."""
    height, width = view.pixels.shape[:2]
    return view.frame.width / width, view.frame.height / height


def _in_photograph(points: FloatArray, view: ImagePart) -> FloatArray:
    """Points (n, 3) in pixels of a view, in pixels of the photograph."""
    across, down = _scale(view)
    # Depth is measured in widths.
    moved = points.astype(np.float64) * (across, down, across) + (view.frame.x, view.frame.y, 0)
    return np.asarray(moved, np.float32)


def _scored_box(detection: Detection, view: ImagePart) -> ScoredBox:
    across, down = _scale(view)
    box = detection.box
    return ScoredBox(
        Box(
            view.frame.x + box.x * across,
            view.frame.y + box.y * down,
            box.width * across,
            box.height * down,
        ),
        detection.score,
    )
