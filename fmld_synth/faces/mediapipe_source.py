"""Faces and their meshes by MediaPipe itself, where its old wheel can be installed."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from typing import Any

import numpy as np

from fmld_synth.execution.quiet import quiet
from fmld_synth.faces.face_search import LEAST_PRESENCE, FaceSearch, ScoredBox
from fmld_synth.faces.image_parts import ImagePart, whole
from fmld_synth.geometry import Box, FloatArray

MESH_GRAPH = "mediapipe/modules/face_landmark/face_landmark_front_cpu.binarypb"
DETECTION_THRESHOLD = (
    "facedetectionshortrangecpu__facedetectionshortrange__facedetection__"
    "TensorsToDetectionsCalculator.min_score_thresh"
)
PRESENCE_THRESHOLD = "facelandmarkcpu__ThresholdingCalculator.threshold"


class MediaPipeSource(FaceSearch):
    """Finds faces with MediaPipe Face Mesh, and small ones with its full-range detector first.

    Args:
        max_faces: most faces returned for one photograph.
        min_confidence: least score, 0 to 1, of the detections that meshes are made for. It may be low: a mesh
            is only kept where the mesh network itself sees a face.
    """

    def __init__(self, *, max_faces: int = 10, min_confidence: float = 0.3) -> None:
        super().__init__(MediaPipeModels(max_faces, min_confidence), max_faces)


class MediaPipeModels:
    """MediaPipe's graphs of its face models; see :class:`fmld_synth.faces.face_search.FaceModels`.

    MediaPipe runs one picture at a time; other threads wait.

    Args:
        max_faces: most meshes made for one view.
        min_confidence: least score of the detections that meshes are made for.
    """

    def __init__(self, max_faces: int, min_confidence: float) -> None:
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

    def mesh(self, view: ImagePart) -> tuple[list[FloatArray], list[ScoredBox]]:
        """See :meth:`fmld_synth.faces.face_search.FaceModels.mesh`."""
        found = self._run(self._mesher, view)
        meshes = [_landmarks(points, view) for points in found.multi_face_landmarks or ()]
        self._met_a_face = self._met_a_face or bool(meshes)
        return meshes, _detections(found.face_detections, view)

    def detect(self, view: ImagePart) -> list[ScoredBox]:
        """See :meth:`fmld_synth.faces.face_search.FaceModels.detect`."""
        return _detections(self._run(self._detector, view).detections, view)

    def _run(self, graph: Any, view: ImagePart) -> Any:
        """Run a graph, quietly until the first face: MediaPipe complains once when it meets it."""
        with self._one_at_a_time, nullcontext() if self._met_a_face else quiet():
            return graph.process(view.pixels)


def _landmarks(points: Any, view: ImagePart) -> FloatArray:
    """MediaPipe's landmarks, relative to the view's width and height (z: to its width), in pixels."""
    relative = np.array([(point.x, point.y, point.z) for point in points.landmark], np.float32)
    x, y, width, height = view.frame
    pixels: FloatArray = relative * np.array((width, height, width), np.float32)
    pixels[:, :2] += np.array((x, y), np.float32)
    return pixels


def _detections(found: Any, view: ImagePart) -> list[ScoredBox]:
    """MediaPipe's detections, in pixels of the photograph."""
    x, y, width, height = view.frame
    boxes = [(one.location_data.relative_bounding_box, one.score[0]) for one in found or ()]
    return [
        ScoredBox(
            Box(x + box.xmin * width, y + box.ymin * height, box.width * width, box.height * height), score
        )
        for box, score in boxes
    ]
