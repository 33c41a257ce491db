"""One photograph and its turned heads: it is read, its largest head is turned, and the picture is looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from fmld_synth.arithmetic import length
from fmld_synth.dataset.records import Rejection
from fmld_synth.dataset.sample_names import sample_seed
from fmld_synth.errors import Rejected
from fmld_synth.faces.canonical import VERTEX_COUNT
from fmld_synth.faces.face import Face, HeadPose, LandmarkSource
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS, landmark_source
from fmld_synth.faces.quality import check_face
from fmld_synth.files import encode_image, write_file
from fmld_synth.generation.survey import rejection_of
from fmld_synth.geometry import FloatArray
from fmld_synth.photographs.reading import Photograph, check_light, read_photograph
from fmld_synth.turned_heads.drawing import Range, draw_turn
from fmld_synth.turned_heads.folder import name_of
from fmld_synth.turned_heads.turning import turn_head

STEEPEST = 90.0
"""Degrees; nothing of a face is left beyond."""
MOST_ERROR = 0.1
"""How far the face found in a turned picture may lie from where it must be: the median over its mesh, in
inter-ocular distances. Where it is more, something else was turned. Chosen by eye."""
QUALITY = 95
"""Of the JPEG files."""


class TurnedHead(BaseModel):
    """A picture of a turned head: a line of ``turned.jsonl``.

    Attributes:
        file: its path below the output.
        source: that of its photograph, below the input.
        source_sha256: hash of the photograph's file.
        yaw, pitch: degrees that the head was turned by.
        before, after: its pose as it is found in the photograph and in the picture.
        seed: that the turn was drawn from.
    """

    file: str
    source: str
    source_sha256: str
    yaw: float
    pitch: float
    before: HeadPose
    after: HeadPose
    seed: int


class Wishes(BaseModel):
    """What is wanted of every photograph; see :func:`turn_heads`."""

    yaw: Range
    pitch: Range
    per_photograph: int
    seed: int
    min_face: int


class Turner:
    """A worker: makes all pictures of one photograph, and says which could not be made."""

    def __init__(
        self, root: Path, output: Path, wishes: Wishes, finder: LandmarkSource | None = None
    ) -> None:
        self._root, self._output, self._wishes = root, output, wishes
        self._finder = finder or landmark_source(DEFAULT_LANDMARKS)

    def __call__(self, path: str) -> tuple[list[TurnedHead], list[Rejection]]:
        heads, rejections = [], []
        try:
            photograph = read_photograph(self._root / path)
            face = self._largest_face(photograph)
        except Rejected as rejected:
            return [], [rejection_of(path, rejected)]
        for number in range(1, self._wishes.per_photograph + 1):
            try:
                heads.append(self._turn(photograph, path, face, number))
            except Rejected as rejected:
                rejections.append(
                    rejection_of(path, rejected, face.index).model_copy(update={"variant": number})
                )
        return heads, rejections

    def _largest_face(self, photograph: Photograph) -> Face:
        check_light(photograph.image)
        faces = self._finder.find(photograph.image)
        if not faces:
            raise Rejected("photograph", "no_face")
        width, height, least = photograph.width, photograph.height, self._wishes.min_face
        check_face(faces[0], width, height, min_face=least, max_yaw=STEEPEST)
        return faces[0]

    def _turn(self, photograph: Photograph, path: str, face: Face, number: int) -> TurnedHead:
        """Write a picture, if the face that is seen in it is where it must be."""
        seed = sample_seed(self._wishes.seed, photograph.sha256, face.index, number)
        turn = draw_turn(face.head_pose, seed, self._wishes.yaw, self._wishes.pitch)
        picture, landmarks = turn_head(photograph.image, face, yaw=turn.yaw, pitch=turn.pitch)
        after = _found_again(self._finder.find(picture), landmarks, face.inter_ocular_distance)
        name = name_of(path, number)
        write_file(self._output / name, encode_image(picture, "jpeg", QUALITY))
        return TurnedHead(
            file=name,
            source=path,
            source_sha256=photograph.sha256,
            yaw=turn.yaw,
            pitch=turn.pitch,
            before=face.head_pose,
            after=after.head_pose,
            seed=seed,
        )


def _found_again(faces: Iterable[Face], landmarks: FloatArray, unit: float) -> Face:
    """The face of which ``landmarks`` tell; ``unit`` is its inter-ocular distance in pixels.

    Raises:
        Rejected: at stage ``render``, as ``not_found_again``.
    """

    def error_of(face: Face) -> float:
        return float(np.median(length((face.landmarks - landmarks)[:VERTEX_COUNT, :2]))) / unit

    nearest = min(faces, key=error_of, default=None)
    if nearest is None:
        raise Rejected("render", "not_found_again")
    if error_of(nearest) > MOST_ERROR:
        raise Rejected(
            "render", "not_found_again", {"error": round(error_of(nearest), 3), "most": MOST_ERROR}
        )
    return nearest
