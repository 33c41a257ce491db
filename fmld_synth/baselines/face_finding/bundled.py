"""Finds faces whatever they wear, with MediaPipe's detectors, which this package brings along.

Face meshes fail under masks, these detectors seldom do. They are trained for faces of different sizes and see every
picture at 128 or 192 pixels, so each looks at several views of it, until one of them is sure.
"""

from __future__ import annotations

from collections.abc import Sequence

from fmld_synth.baselines.face_finding.interface import SURE, FoundFace, by_prominence
from fmld_synth.faces.image_parts import ImagePart, bordered, tiles, whole
from fmld_synth.faces.networks.detections import Detection
from fmld_synth.faces.networks.detector import FULL_RANGE, SHORT_RANGE, Detector
from fmld_synth.geometry import Box, ByteArray

DETECTORS = (SHORT_RANGE, FULL_RANGE)
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


class BundledFaceFinder:
    """Finds faces in a picture: calls leave no state behind, equal pixels give equal faces, in any thread.

    Args:
        eye_height: where boxes lie to the eyes, see :data:`EYE_HEIGHT`.
    """

    def __init__(self, eye_height: float = EYE_HEIGHT) -> None:
        self._eye_height = eye_height
        self._detectors = [Detector(model, LEAST_SCORE) for model in DETECTORS]

    def find(self, image: ByteArray) -> list[FoundFace]:
        """The faces of a picture, the most prominent first: large and sure. Their boxes are cut at its border.

        Where no detector is sure of a face, the likeliest alone is returned, with a score below ``SURE``.

        Args:
            image: uint8 (height, width, 3), RGB.
        """
        height, width = image.shape[:2]
        view = whole(image)
        found = self._detect([view])
        scene = max(height, width) >= SCENE_SIDE and _all_small(found, max(height, width))
        if scene:
            found += self._detect(tiles(image))
        if not _sure(found):
            found += self._detect([bordered(view)])
        if not scene and not _sure(found):
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
            _in_picture(detection, view, self._eye_height)
            for view in views
            for detector in self._detectors
            for detection in detector.detect(view.pixels)
        ]


def _in_picture(detection: Detection, view: ImagePart, eye_height: float) -> FoundFace:
    """A detection in pixels of its view, in pixels of the picture: at the height of boxes in our sets."""
    height, width = view.pixels.shape[:2]
    across, down = view.frame.width / width, view.frame.height / height
    box = detection.box
    eyes = float(detection.points[:2, 1].mean())  # the right eye comes first, then the left
    return FoundFace(
        Box(
            view.frame.x + box.x * across,
            view.frame.y + (eyes - eye_height * box.height) * down,
            box.width * across,
            box.height * down,
        ),
        detection.score,
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
    return by_prominence(whole_faces)


def _is_part(box: Box, other: Box) -> bool:
    across = min(box.x + box.width, other.x + other.width) - max(box.x, other.x)
    down = min(box.y + box.height, other.y + other.height) - max(box.y, other.y)
    inside = max(across, 0.0) * max(down, 0.0) >= INSIDE * box.area
    return inside and box.area < PART_OF_FACE * other.area
