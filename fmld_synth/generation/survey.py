"""The survey: which photographs can be used, which faces they show, and which wear states fit each face.

Every photograph is looked at once before anything is made, so that the plan can meet its shares exactly. The
landmarks found here are kept and used again when the samples are made.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.duplicates import perceptual_hash
from fmld_synth.dataset.records import Rejection
from fmld_synth.errors import Rejected
from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.faces.quality import check_face
from fmld_synth.faces.regions import region_shares_in_frame
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import Engine
from fmld_synth.geometry import FloatArray
from fmld_synth.photographs.framing import Frame, face_in_frame, frame_around
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.wear import MASKED_STATES, fitting_states


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SurveyedFace(_Plain):
    """A face that can carry a mask.

    Attributes:
        index: its place in the photograph, 0 for the largest.
        score, head_pose: as its finder gave them.
        row: of its landmarks in the survey's landmark file.
        frame: the part of the photograph its pictures show.
        states: masked wear states that fit in that frame.
    """

    index: int
    score: float
    head_pose: HeadPose
    row: int
    frame: Frame
    states: tuple[str, ...]


class SurveyedPhotograph(_Plain):
    """What the survey found out about one photograph.

    Attributes:
        path: below the input, with forward slashes.
        sha256: of the file; empty when it could not be decoded, as are the next three.
        width, height: in pixels, upright.
        perceptual_hash: hexadecimal, close for pictures that look alike.
        faces: that can be used.
        all_rows: first row and number of rows of all its faces, used or not, in the landmark file.
        rejections: of the photograph or of single faces.
        annotation: what its set says of it; None when the input is plain photographs. Faces are then numbered
            as they are annotated, and only usable ones have landmarks.
    """

    path: str
    sha256: str = ""
    width: int = 0
    height: int = 0
    perceptual_hash: str = ""
    faces: tuple[SurveyedFace, ...] = ()
    all_rows: tuple[int, int] = (0, 0)
    rejections: tuple[Rejection, ...] = ()
    annotation: AnnotatedImage | None = None


def survey_photograph(
    root: Path, path: str, configuration: Configuration, engine: Engine
) -> tuple[SurveyedPhotograph, FloatArray]:
    """Look at one photograph.

    Returns:
        What was found, with rows counted from 0, and the landmarks of all faces: float32 (faces, 478, 3).
    """
    try:
        photograph = read_photograph(root / path)
    except Rejected as rejected:
        return SurveyedPhotograph(path=path, rejections=(rejection_of(path, rejected),)), no_landmarks()
    faces = engine.find_faces(photograph.image)
    usable, rejections = [], []
    if not faces:
        rejections.append(Rejection(source=path, stage="face", reason="no_face"))
    for face in faces:
        try:
            width, height = photograph.width, photograph.height
            frame = frame_around(width, height, face.box, configuration.crop, configuration.size)
            usable.append(examine(face, frame, face.index, configuration))
        except Rejected as rejected:
            rejections.append(rejection_of(path, rejected, face.index))
    found = SurveyedPhotograph(
        path=path,
        sha256=photograph.sha256,
        width=photograph.width,
        height=photograph.height,
        perceptual_hash=format(perceptual_hash(photograph.image), "064x"),
        faces=tuple(usable),
        all_rows=(0, len(faces)),
        rejections=tuple(rejections),
    )
    landmarks = np.stack([face.landmarks for face in faces]) if faces else no_landmarks()
    return found, landmarks.astype(np.float32)


def examine(face: Face, frame: Frame, row: int, configuration: Configuration) -> SurveyedFace:
    """A face that can be used, with the wear states that fit it.

    Args:
        face: its mesh, in pixels of the photograph.
        frame: the part of the photograph its pictures show.
        row: of its landmarks among those of the photograph.
        configuration: says how small and how turned a face may be.

    Raises:
        Rejected: at stage ``face``, with the reason why it cannot be used.
    """
    seen = face_in_frame(face, frame)
    check_face(
        seen,
        frame.picture_width,
        frame.picture_height,
        min_face=configuration.min_face,
        max_yaw=configuration.max_yaw,
    )
    shares = region_shares_in_frame(seen.landmarks, frame.picture_width, frame.picture_height)
    states = fitting_states(shares, MASKED_STATES)
    if not states:
        raise Rejected("face", "outside_frame", {name: round(share, 4) for name, share in shares.items()})
    return SurveyedFace(
        index=face.index,
        score=face.score,
        head_pose=face.head_pose,
        row=row,
        frame=frame,
        states=tuple(states),
    )


def no_landmarks() -> FloatArray:
    """The landmarks of no face: float32 (0, 478, 3)."""
    return np.zeros((0, 478, 3), np.float32)


def rejection_of(path: str, rejected: Rejected, face: int | None = None) -> Rejection:
    """The line about a photograph or face that cannot be used."""
    return Rejection(
        source=path, face=face, stage=rejected.stage, reason=rejected.reason, measured=dict(rejected.measured)
    )


def with_rows_from(found: SurveyedPhotograph, first_row: int) -> SurveyedPhotograph:
    """The same survey with its rows counted from ``first_row`` of the landmark file."""
    return found.model_copy(
        update={
            "all_rows": (first_row, found.all_rows[1]),
            "faces": tuple(face.model_copy(update={"row": face.row + first_row}) for face in found.faces),
        }
    )
