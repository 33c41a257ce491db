"""Faces and their meshes from MediaPipe's bundled models."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple, TypeVar

import numpy as np

from fmld_synth.execution.quiet import quiet
from fmld_synth.faces.canonical import VERTEX_COUNT
from fmld_synth.faces.face import Face
from fmld_synth.faces.head_pose import head_pose
from fmld_synth.faces.image_parts import ImagePart, bordered, crop, tiles, whole
from fmld_synth.faces.quality import is_plausible
from fmld_synth.geometry import Box, ByteArray, FloatArray

MESH_GRAPH = "mediapipe/modules/face_landmark/face_landmark_front_cpu.binarypb"
DETECTION_THRESHOLD = (
    "facedetectionshortrangecpu__facedetectionshortrange__facedetection__"
    "TensorsToDetectionsCalculator.min_score_thresh"
)
PRESENCE_THRESHOLD = "facelandmarkcpu__ThresholdingCalculator.threshold"
LEAST_PRESENCE = 0.9

DETECTION_MARGIN = 0.75
"""How far a detected face's crop reaches beyond its box, in box sizes: the whole head helps."""
SMALL_FACE = 0.22
"""Meshes smaller than this share of their view are placed badly, and so are meshes of doubtful score: both
are made again on a closer crop."""
DOUBTFUL = 0.8
LEAST_SCORE = 0.45
"""Least score there. Real faces score more when seen closely, other things less."""
MESH_MARGIN = 0.4
"""How far that crop reaches beyond the mesh's box, in box sizes."""
SCENE_SIDE = 640
"""Photographs at least this long are searched in parts when they show no large face."""
SAME_FACE = 0.3
"""Boxes with at least this IoU belong to the same face."""
PART_OF_FACE = 0.3
"""What touches a face and has less than this share of its area is no face of its own."""


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


class MediaPipeSource:
    """Finds faces with MediaPipe Face Mesh, and small ones with the full-range detector first.

    One object may serve any number of photographs and threads: calls leave no state behind, so the result for a
    photograph depends on nothing but its pixels. MediaPipe runs one picture at a time; other threads wait.

    Args:
        max_faces: most faces returned for one photograph.
        min_confidence: least score, 0 to 1, of the detections that meshes are made for. It may be low: a mesh
            is only kept where the mesh network itself sees a face.
    """

    def __init__(self, *, max_faces: int = 10, min_confidence: float = 0.3) -> None:
        self._max_faces = max_faces
        self._met_a_face = False
        self._one_at_a_time = threading.Lock()
        with quiet():
            from mediapipe.python.solution_base import SolutionBase
            from mediapipe.python.solutions.face_detection import FaceDetection

            # The graph behind mediapipe's FaceMesh, which does not return the detections and their scores.
            # Asked for one face only, it may miss the one that it finds when asked for two.
            self._mesher = SolutionBase(
                binary_graph_path=MESH_GRAPH,
                side_inputs={
                    "num_faces": max(max_faces, 2),
                    "with_attention": True,
                    "use_prev_landmarks": False,
                },
                calculator_params={DETECTION_THRESHOLD: min_confidence, PRESENCE_THRESHOLD: LEAST_PRESENCE},
                outputs=["multi_face_landmarks", "face_detections"],
            )
            # Its least score is fixed in the graph: this class's own parameter for it has no effect.
            self._detector = FaceDetection(model_selection=1)
            blank = whole(np.zeros((64, 64, 3), np.uint8))
            for graph in (self._mesher, self._detector):  # their threads are still starting, and complaining
                self._run(graph, blank)

    def find(self, image: ByteArray) -> list[Face]:
        """Find every face, largest first.

        Args:
            image: uint8 (height, width, 3), RGB.
        """
        view = whole(image)
        meshes, unmeshed = self._mesh(view)
        meshes = [kept for mesh in _without_parts(meshes) for kept in self._made_sure(image, view, mesh)]
        detections = [*unmeshed, *self._detect(view)]
        if _is_scene(view, [*meshes, *detections]):
            detections += [one for tile in tiles(image) for one in self._detect(tile)]
        for detection in detections:
            if not (_is_known(detection.box, meshes) or _is_part(detection.box, meshes)):
                meshes += self._mesh_alone(image, detection, meshes)
        if not meshes:
            meshes, _ = self._mesh(bordered(view))
        meshes = _without_parts(meshes)[: self._max_faces]
        return [
            Face(mesh.landmarks, head_pose(mesh.landmarks), mesh.score, index)
            for index, mesh in enumerate(meshes)
        ]

    def _mesh(self, view: ImagePart) -> tuple[list[_Mesh], list[_Detection]]:
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
        meshes, _ = self._mesh(crop(image, detection.box.expanded(DETECTION_MARGIN)))
        own = _best_match(detection.box, meshes)
        again = [] if own is None else self._look_again(image, own)
        return [mesh for mesh in again if not _is_known(mesh.box, known)]

    def _made_sure(self, image: ByteArray, view: ImagePart, mesh: _Mesh) -> list[_Mesh]:
        """The mesh itself when it is large and certain, else what a second look makes of it."""
        if mesh.score >= DOUBTFUL and not _is_small(mesh, view):
            return [mesh]
        return self._look_again(image, mesh)

    def _look_again(self, image: ByteArray, mesh: _Mesh) -> list[_Mesh]:
        """The same face meshed again from close by with room round it; empty when it is no face after all."""
        meshes, _ = self._mesh(crop(image, mesh.box.expanded(MESH_MARGIN)))
        again = _best_match(mesh.box, meshes)
        return [] if again is None or again.score < LEAST_SCORE else [again]

    def _detect(self, view: ImagePart) -> list[_Detection]:
        """What the full-range detector sees: faces down to about a sixteenth of the view's side."""
        return _detections(self._run(self._detector, view).detections, view)

    def _run(self, graph: Any, view: ImagePart) -> Any:
        """Run a graph, quietly until the first face: MediaPipe complains once when it meets it."""
        with self._one_at_a_time, nullcontext() if self._met_a_face else quiet():
            return graph.process(view.pixels)


def _best_match(box: Box, among: Sequence[_Boxed]) -> _Boxed | None:
    """The one that overlaps ``box`` most, or None when none is the same face."""
    best = max(among, key=lambda one: one.box.intersection_over_union(box), default=None)
    if best is None or best.box.intersection_over_union(box) < SAME_FACE:
        return None
    return best


def _is_known(box: Box, meshes: Sequence[_Mesh]) -> bool:
    return _best_match(box, meshes) is not None


def _is_small(face: _Detection | _Mesh, view: ImagePart) -> bool:
    return max(face.box.width, face.box.height) < SMALL_FACE * max(view.frame.width, view.frame.height)


def _is_scene(view: ImagePart, faces: Sequence[_Detection | _Mesh]) -> bool:
    """Whether a photograph is large and shows no large face: smaller ones are then worth a search."""
    large_photograph = max(view.frame.width, view.frame.height) >= SCENE_SIDE
    return large_photograph and all(_is_small(face, view) for face in faces)


def _is_part(box: Box, meshes: Sequence[_Mesh]) -> bool:
    """Whether a box touches a much larger face: an ear or an eye taken for a face."""
    return any(
        box.area < PART_OF_FACE * mesh.box.area and box.intersection_over_union(mesh.box) > 0
        for mesh in meshes
    )


def _without_parts(meshes: Sequence[_Mesh]) -> list[_Mesh]:
    """Largest first, without mere parts of larger faces."""
    ordered = sorted(meshes, key=lambda mesh: (-mesh.box.area, mesh.box))
    return [mesh for mesh in ordered if not _is_part(mesh.box, ordered)]


def _landmarks(points: Any, view: ImagePart) -> FloatArray:
    """MediaPipe's landmarks, relative to the view's width and height (z: to its width), in pixels."""
    relative = np.array([(point.x, point.y, point.z) for point in points.landmark], np.float32)
    x, y, width, height = view.frame
    pixels: FloatArray = relative * np.array((width, height, width), np.float32)
    pixels[:, :2] += np.array((x, y), np.float32)
    return pixels


def _detections(found: Any, view: ImagePart) -> list[_Detection]:
    """MediaPipe's detections, in pixels of the photograph."""
    x, y, width, height = view.frame
    boxes = [(one.location_data.relative_bounding_box, one.score[0]) for one in found or ()]
    return [
        _Detection(
            Box(x + box.xmin * width, y + box.ymin * height, box.width * width, box.height * height), score
        )
        for box, score in boxes
    ]
