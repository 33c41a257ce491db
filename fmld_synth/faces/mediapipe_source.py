"""Faces and their meshes from MediaPipe's bundled models."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple, TypeVar

import cv2
import numpy as np

from fmld_synth.faces.canonical import VERTEX_COUNT
from fmld_synth.faces.face import Face
from fmld_synth.faces.head_pose import head_pose
from fmld_synth.faces.quality import is_plausible
from fmld_synth.geometry import Box, ByteArray, FloatArray

MESH_GRAPH = "mediapipe/modules/face_landmark/face_landmark_front_cpu.binarypb"
DETECTION_THRESHOLD = (
    "facedetectionshortrangecpu__facedetectionshortrange__facedetection__"
    "TensorsToDetectionsCalculator.min_score_thresh"
)
PRESENCE_THRESHOLD = "facelandmarkcpu__ThresholdingCalculator.threshold"
LEAST_PRESENCE = 0.9

LONGEST_SIDE = 1024
"""The models see at most 192 x 192 pixels: more than this only costs time and aliases."""
DETECTION_MARGIN = 0.75
"""How far a detected face's crop reaches beyond its box, in box sizes: the mesh's detector wants the head."""
SMALL_FACE = 0.22
"""Meshes smaller than this share of their view are placed badly, so they are made again on a closer crop."""
MESH_MARGIN = 0.4
"""How far that crop reaches beyond the mesh's box, in box sizes."""
CROP_SIDE = 256
BORDER = 0.5
"""Width of the second try's grey border, as a share of the longest side."""
GREY = 128
SCENE_SIDE = 640
"""Photographs at least this long are searched in parts when they show no large face."""
TILE = 0.6
"""Side of such a part, as a share of the photograph's."""
SAME_FACE = 0.3
"""Boxes with at least this IoU belong to the same face."""
PART_OF_FACE = 0.3
"""A mesh that touches another and has less than this share of its area is no face of its own."""


class _Detection(NamedTuple):
    """A face's box in pixels of the whole photograph, and how sure its detector is, 0 to 1."""

    box: Box
    score: float


class _Mesh(NamedTuple):
    """A face's mesh, float32 (478, 3) in pixels of the whole photograph, the box around it and its score."""

    box: Box
    landmarks: FloatArray
    score: float


_Boxed = TypeVar("_Boxed", _Detection, _Mesh)


class _View(NamedTuple):
    """A part of the photograph as the models see it: where its pixels lie in the photograph."""

    pixels: ByteArray
    frame: Box


@contextmanager
def _quiet() -> Iterator[None]:
    """Drop what native code writes to standard error: MediaPipe has no switch for its start-up lines."""
    sys.stderr.flush()
    saved = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)


class MediaPipeSource:
    """Finds faces with MediaPipe Face Mesh, and small ones with the full-range detector first.

    One object may serve any number of photographs, one at a time: calls leave no state behind, so the result
    for a photograph depends on nothing but its pixels.

    Args:
        max_faces: most faces returned for one photograph.
        min_confidence: least score of a face's detection, 0 to 1. It may be low: a mesh is only kept where
            the mesh network itself sees a face.
    """

    def __init__(self, *, max_faces: int = 10, min_confidence: float = 0.3) -> None:
        self._max_faces = max_faces
        self._met_a_face = False
        with _quiet():
            from mediapipe.python.solution_base import SolutionBase
            from mediapipe.python.solutions.face_detection import FaceDetection

            # The graph behind mediapipe's FaceMesh, which does not return the detections and their scores.
            self._mesher = SolutionBase(
                binary_graph_path=MESH_GRAPH,
                side_inputs={"num_faces": max_faces, "with_attention": True, "use_prev_landmarks": False},
                calculator_params={DETECTION_THRESHOLD: min_confidence, PRESENCE_THRESHOLD: LEAST_PRESENCE},
                outputs=["multi_face_landmarks", "face_detections"],
            )
            self._detector = FaceDetection(min_detection_confidence=min_confidence, model_selection=1)
            blank = _whole(np.zeros((64, 64, 3), np.uint8))
            for graph in (self._mesher, self._detector):  # their threads are still starting, and complaining
                self._run(graph, blank)

    def find(self, image: ByteArray) -> list[Face]:
        """Find every face, largest first.

        Args:
            image: uint8 (height, width, 3), RGB.
        """
        view = _whole(image)
        meshes, unmeshed = self._mesh(view)
        meshes = [self._closer(image, mesh) if _is_small(mesh, view) else mesh for mesh in meshes]
        detections = [*unmeshed, *self._detect(view)]
        if _is_scene(view, [*meshes, *detections]):
            detections += [one for tile in _tiles(image) for one in self._detect(tile)]
        for detection in detections:
            if not _is_known(detection.box, meshes):
                meshes += self._mesh_alone(image, detection, meshes)
        if not meshes:
            meshes, _ = self._mesh(_bordered(view))
        meshes = _without_parts_of_faces(meshes)[: self._max_faces]
        return [
            Face(mesh.landmarks, head_pose(mesh.landmarks), mesh.score, index)
            for index, mesh in enumerate(meshes)
        ]

    def _mesh(self, view: _View) -> tuple[list[_Mesh], list[_Detection]]:
        """Distinct plausible meshes in a view, and the detections that none of them belongs to."""
        found = self._run(self._mesher, view)
        detections = _detections(found.face_detections, view)
        meshes: list[_Mesh] = []
        for points in found.multi_face_landmarks or ():
            self._met_a_face = True
            landmarks = _landmarks(points, view)
            box = Box.around(landmarks[:VERTEX_COUNT])
            if is_plausible(landmarks) and not _is_known(box, meshes):
                own = _best_match(box, detections)
                meshes.append(_Mesh(box, landmarks, own.score if own else LEAST_PRESENCE))
        return meshes, [one for one in detections if not _is_known(one.box, meshes)]

    def _mesh_alone(self, image: ByteArray, detection: _Detection, known: list[_Mesh]) -> list[_Mesh]:
        """The mesh of one detected face from its own crop; empty when there is none or it is known."""
        meshes, _ = self._mesh(_crop(image, detection.box.expanded(DETECTION_MARGIN)))
        own = _best_match(detection.box, meshes)
        if own is None:
            return []
        closer = self._closer(image, own)
        return [] if _is_known(closer.box, known) else [closer._replace(score=detection.score)]

    def _closer(self, image: ByteArray, mesh: _Mesh) -> _Mesh:
        """The same face meshed again on a close crop, or as it was when that shows none."""
        meshes, _ = self._mesh(_crop(image, mesh.box.expanded(MESH_MARGIN)))
        again = _best_match(mesh.box, meshes)
        return mesh if again is None else again._replace(score=mesh.score)

    def _detect(self, view: _View) -> list[_Detection]:
        """What the full-range detector sees: faces down to about a sixteenth of the view's side."""
        return _detections(self._run(self._detector, view).detections, view)

    def _run(self, graph: Any, view: _View) -> Any:
        """Run a graph, quietly until the first face: MediaPipe complains once when it meets it."""
        with nullcontext() if self._met_a_face else _quiet():
            return graph.process(view.pixels)


def _best_match(box: Box, among: Sequence[_Boxed]) -> _Boxed | None:
    """The one that overlaps ``box`` most, or None when none is the same face."""
    best = max(among, key=lambda one: one.box.intersection_over_union(box), default=None)
    if best is None or best.box.intersection_over_union(box) < SAME_FACE:
        return None
    return best


def _is_known(box: Box, meshes: Sequence[_Mesh]) -> bool:
    return _best_match(box, meshes) is not None


def _is_small(face: _Detection | _Mesh, view: _View) -> bool:
    return max(face.box.width, face.box.height) < SMALL_FACE * max(view.frame.width, view.frame.height)


def _is_scene(view: _View, faces: Sequence[_Detection | _Mesh]) -> bool:
    """Whether a photograph is large and shows no large face: smaller ones are then worth a search."""
    large_photograph = max(view.frame.width, view.frame.height) >= SCENE_SIDE
    return large_photograph and all(_is_small(face, view) for face in faces)


def _without_parts_of_faces(meshes: list[_Mesh]) -> list[_Mesh]:
    """Largest first, without small ones that touch a much larger one: ears and eyes taken for faces."""
    kept: list[_Mesh] = []
    for mesh in sorted(meshes, key=lambda mesh: (-mesh.box.area, mesh.box)):
        box = mesh.box
        if not any(
            box.area < PART_OF_FACE * other.box.area and box.intersection_over_union(other.box) > 0
            for other in kept
        ):
            kept.append(mesh)
    return kept


def _landmarks(points: Any, view: _View) -> FloatArray:
    """MediaPipe's landmarks, relative to the view's width and height (z: to its width), in pixels."""
    relative = np.array([(point.x, point.y, point.z) for point in points.landmark], np.float32)
    x, y, width, height = view.frame
    pixels: FloatArray = relative * np.array((width, height, width), np.float32)
    pixels[:, :2] += np.array((x, y), np.float32)
    return pixels


def _detections(found: Any, view: _View) -> list[_Detection]:
    """MediaPipe's detections, in pixels of the photograph."""
    x, y, width, height = view.frame
    boxes = [(one.location_data.relative_bounding_box, one.score[0]) for one in found or ()]
    return [
        _Detection(
            Box(x + box.xmin * width, y + box.ymin * height, box.width * width, box.height * height), score
        )
        for box, score in boxes
    ]


def _tiles(image: ByteArray) -> list[_View]:
    """Four quarters that overlap, so that a face on a seam is whole in one of them."""
    height, width = image.shape[:2]
    down, across = round(height * TILE), round(width * TILE)
    return [
        _whole(image[top : top + down, left : left + across], left, top)
        for top in (0, height - down)
        for left in (0, width - across)
    ]


def _whole(image: ByteArray, left: int = 0, top: int = 0) -> _View:
    """The photograph, or a part of it from (left, top), reduced when it is larger than any model can use."""
    height, width = image.shape[:2]
    scale = min(LONGEST_SIDE / max(height, width), 1.0)
    return _View(
        _resized(image, max(round(width * scale), 1), max(round(height * scale), 1)),
        Box(left, top, width, height),
    )


def _bordered(view: _View) -> _View:
    """A view with a grey border, because the mesh's detector misses faces that fill their frame."""
    height, width = view.pixels.shape[:2]
    border = round(BORDER * max(height, width))
    pixels = _padded(view.pixels, border, border, border, border)
    across, down = border * view.frame.width / width, border * view.frame.height / height
    frame = Box(-across, -down, view.frame.width + 2 * across, view.frame.height + 2 * down)
    return _View(pixels, frame)


def _crop(image: ByteArray, box: Box) -> _View:
    """A square crop about ``box``, grey where it leaves the photograph, brought to ``CROP_SIDE`` pixels."""
    side = max(round(max(box.width, box.height)), 1)
    left, top = (round(centre - side / 2) for centre in box.centre)
    inside = image[max(top, 0) : max(top + side, 0), max(left, 0) : max(left + side, 0)]
    above, before = min(max(-top, 0), side), min(max(-left, 0), side)
    below, behind = side - above - inside.shape[0], side - before - inside.shape[1]
    square = _padded(inside, above, below, before, behind)
    return _View(_resized(square, CROP_SIDE, CROP_SIDE), Box(left, top, side, side))


def _padded(image: ByteArray, above: int, below: int, before: int, behind: int) -> ByteArray:
    return np.pad(image, ((above, below), (before, behind), (0, 0)), constant_values=GREY)


def _resized(image: ByteArray, width: int, height: int) -> ByteArray:
    """``image`` at another size; contiguous, as MediaPipe wants it."""
    if image.shape[:2] == (height, width):
        return np.ascontiguousarray(image)
    smaller = width < image.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=how), np.uint8)
