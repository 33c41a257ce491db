"""Faces of any size in a photograph: which parts of it face models look at, and which of their meshes are believed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.faces.canonical import VERTEX_COUNT
from fmld_synth.faces.face import Face
from fmld_synth.faces.head_pose import head_pose
from fmld_synth.faces.image_parts import ImagePart, bordered, crop, tiles, whole
from fmld_synth.faces.quality import is_plausible
from fmld_synth.geometry import Box, ByteArray, FloatArray

LEAST_PRESENCE = 0.9
"""How sure the mesh network must be that it sees a face, 0 to 1."""
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


class ScoredBox(NamedTuple):
    """A face's box in pixels of the whole photograph, and how sure its detector is, 0 to 1."""

    box: Box
    score: float


class _Mesh(NamedTuple):
    """A face's mesh, float32 (478, 3) in pixels of the whole photograph, the box around it and its score."""

    box: Box
    landmarks: FloatArray
    score: float


_Boxed = TypeVar("_Boxed", ScoredBox, _Mesh)


class FaceModels(Protocol):
    """Detectors and a mesh network, whoever computes them. Calls leave no state behind and may come from any thread."""

    def mesh(self, view: ImagePart) -> tuple[list[FloatArray], list[ScoredBox]]:
        """The meshes of the large faces in a view, and what their detector saw.

        Args:
            view: a part of a photograph.

        Returns:
            Meshes, float32 (478, 3) in MediaPipe's order, and detections, whether they have a mesh or not: all in
            pixels of the whole photograph. A mesh is only returned where its network sees a face with
            ``LEAST_PRESENCE``.
        """
        ...

    def detect(self, view: ImagePart) -> list[ScoredBox]:
        """What the full-range detector sees: faces down to about a sixteenth of the view's side.

        Args:
            view: a part of a photograph.

        Returns:
            In pixels of the whole photograph.
        """
        ...


class FaceSearch:
    """Finds faces and their meshes with face models: in the whole photograph, and small ones in crops and parts of it.

    One object may serve any number of photographs and threads: calls leave no state behind, so the result for a
    photograph depends on nothing but its pixels.

    Args:
        models: what detects and meshes.
        max_faces: most faces returned for one photograph.
    """

    def __init__(self, models: FaceModels, max_faces: int) -> None:
        self._models = models
        self._max_faces = max_faces

    @reproducible_kernels()
    def find(self, image: ByteArray) -> list[Face]:
        """Find every face, largest first.

        Args:
            image: uint8 (height, width, 3), RGB.
        """
        view = whole(image)
        meshes, unmeshed = self._mesh(view)
        meshes = [kept for mesh in _without_parts(meshes) for kept in self._made_sure(image, view, mesh)]
        detections = [*unmeshed, *self._models.detect(view)]
        if _is_scene(view, [*meshes, *detections]):
            detections += [one for tile in tiles(image) for one in self._models.detect(tile)]
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

    def _mesh(self, view: ImagePart) -> tuple[list[_Mesh], list[ScoredBox]]:
        """Distinct plausible meshes in a view, and the detections that none of them belongs to."""
        found, detections = self._models.mesh(view)
        meshes: list[_Mesh] = []
        for landmarks in found:
            box = Box.around(landmarks[:VERTEX_COUNT])
            if is_plausible(landmarks) and not _is_known(box, meshes):
                own = _best_match(box, detections)
                meshes.append(_Mesh(box, landmarks, own.score if own else LEAST_PRESENCE))
        return meshes, [one for one in detections if not _is_known(one.box, meshes)]

    def _mesh_alone(self, image: ByteArray, detection: ScoredBox, known: list[_Mesh]) -> list[_Mesh]:
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


def _best_match(box: Box, among: Sequence[_Boxed]) -> _Boxed | None:
    """The one that overlaps ``box`` most, or None when none is the same face."""
    best = max(among, key=lambda one: one.box.intersection_over_union(box), default=None)
    if best is None or best.box.intersection_over_union(box) < SAME_FACE:
        return None
    return best


def _is_known(box: Box, meshes: Sequence[_Mesh]) -> bool:
    return _best_match(box, meshes) is not None


def _is_small(face: ScoredBox | _Mesh, view: ImagePart) -> bool:
    return max(face.box.width, face.box.height) < SMALL_FACE * max(view.frame.width, view.frame.height)


def _is_scene(view: ImagePart, faces: Sequence[ScoredBox | _Mesh]) -> bool:
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
