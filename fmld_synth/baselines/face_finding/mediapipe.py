"""Finds faces whatever they wear, with the detectors that MediaPipe brings along.

Face meshes fail under masks, these detectors seldom do. They are trained for faces of different sizes and see every
picture at 128 or 192 pixels, so each looks at several views of it, until one of them is sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fmld_synth.baselines.face_finding.interface import FoundFace
from fmld_synth.execution.quiet import quiet
from fmld_synth.faces.image_parts import ImagePart, bordered, tiles, whole
from fmld_synth.geometry import Box, ByteArray

SURE = 0.5
"""Least score of a face beside others."""
LEAST_SCORE = 0.2
"""Least score of the only face in a picture in which no detector is sure."""
SAME_FACE = 0.3
"""Boxes with at least this IoU belong to the same face."""
PART_OF_FACE = 0.3
"""What lies in a face and has less than this share of its area is no face of its own."""
INSIDE = 0.7
"""Least share of a box within another for it to lie in it."""
SMALL_FACE = 0.15
"""A picture whose faces are all below this share of its longer side shows a scene, and is searched in parts, too."""
SCENE_SIDE = 320
"""Only pictures at least this long are: parts of smaller ones show nothing new."""
EYE_HEIGHT = 0.35
"""How far the eyes lie below the top of our sets' boxes, which hold the face's mesh, in heights of the detectors'.
Those boxes slip up and down with what is worn, eyes do not. The median of generated pictures
(``benchmarks/measure_face_finder.py --set`` shows what is left of the offset), and the middle of the heights, 0.34 to
0.36, at which classifiers are right most often on them (``benchmarks/measure_eye_height.py``)."""


class MediapipeFaceFinder:
    """Finds faces in one picture at a time: calls leave no state behind, equal pixels give equal faces.

    An object must not be used by two threads at once.

    Args:
        eye_height: where boxes lie to the eyes, see :data:`EYE_HEIGHT`.
    """

    def __init__(self, eye_height: float = EYE_HEIGHT) -> None:
        self._eye_height = eye_height
        with quiet():
            self._detectors = [_detector("short"), _detector("full")]
            blank = whole(np.zeros((64, 64, 3), np.uint8))
            self._detect([blank])  # while their threads start they complain

    def find(self, image: ByteArray) -> list[FoundFace]:
        """The faces of a picture, the most prominent first: large and sure. Their boxes are cut at its border.

        Where no detector is sure of a face, the likeliest alone is returned, with a score below :data:`SURE`.

        Args:
            image: uint8 (height, width, 3), RGB.
        """
        height, width = image.shape[:2]
        view = whole(image)
        found = self._detect([view])
        if max(height, width) >= SCENE_SIDE and _all_small(found, max(height, width)):
            found += self._detect(tiles(image))
        if not _sure(found):
            found += self._detect([bordered(view)])
        if not _sure(found):
            found += self._detect(tiles(image))
        chosen = _sure(found) or sorted(found, key=lambda face: -face.score)[:1]
        return [
            FoundFace(box, face.score)
            for face in _distinct(chosen)
            if (box := face.box.clipped(width, height)).area > 0
        ]

    def _detect(self, views: Sequence[ImagePart]) -> list[FoundFace]:
        """What all detectors see in some views, in pixels of the whole picture."""
        return [
            _in_picture(detection, view.frame, self._eye_height)
            for view in views
            for detector in self._detectors
            for detection in detector.process(view.pixels).detections or ()
        ]


def _detector(model: str) -> Any:
    """One of MediaPipe's face detectors. Its own class for them does not pass the least score on to the graph."""
    from mediapipe.python.solution_base import SolutionBase

    threshold = f"facedetection{model}range__facedetection__TensorsToDetectionsCalculator.min_score_thresh"
    return SolutionBase(
        binary_graph_path=f"mediapipe/modules/face_detection/face_detection_{model}_range_cpu.binarypb",
        outputs=["detections"],
        calculator_params={threshold: LEAST_SCORE},
    )


def _in_picture(detection: Any, frame: Box, eye_height: float) -> FoundFace:
    """MediaPipe's detection, relative to its view, in pixels of the picture: at the height of boxes in our sets."""
    box, points = detection.location_data.relative_bounding_box, detection.location_data.relative_keypoints
    eyes = (points[0].y + points[1].y) / 2  # the right eye comes first, then the left
    return FoundFace(
        Box(
            frame.x + box.xmin * frame.width,
            frame.y + (eyes - eye_height * box.height) * frame.height,
            box.width * frame.width,
            box.height * frame.height,
        ),
        float(detection.score[0]),
    )


def _sure(found: Sequence[FoundFace]) -> list[FoundFace]:
    return [face for face in found if face.score >= SURE]


def _all_small(found: Sequence[FoundFace], side: int) -> bool:
    return all(max(face.box.width, face.box.height) < SMALL_FACE * side for face in _sure(found))


def _distinct(found: Sequence[FoundFace]) -> list[FoundFace]:
    """Each face once, as its surest box, without what is only a part of a larger face; the most prominent first."""
    distinct: list[FoundFace] = []
    for face in sorted(found, key=lambda face: (-face.score, face.box)):
        if all(face.box.intersection_over_union(other.box) < SAME_FACE for other in distinct):
            distinct.append(face)
    whole_faces = [face for face in distinct if not any(_is_part(face.box, other.box) for other in distinct)]
    # The largest alone would often be a pattern on clothes, found with little certainty.
    return sorted(whole_faces, key=lambda face: (-face.score * face.box.area**0.5, face.box))


def _is_part(box: Box, other: Box) -> bool:
    across = min(box.x + box.width, other.x + other.width) - max(box.x, other.x)
    down = min(box.y + box.height, other.y + other.height) - max(box.y, other.y)
    inside = max(across, 0.0) * max(down, 0.0) >= INSIDE * box.area
    return inside and box.area < PART_OF_FACE * other.area
