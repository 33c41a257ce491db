"""The survey: which photographs can be used, which faces they show, and which wear states fit each face.

Every photograph is looked at once before anything is made, so that the plan can meet its shares exactly. The
landmarks found here are kept and used again when the samples are made. A plain photograph becomes an annotated one
here: its faces are those that the landmark source finds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.duplicates import perceptual_hash
from fmld_synth.dataset.records import Rejection
from fmld_synth.dataset.sample_names import sample_seed
from fmld_synth.errors import Rejected, UserError
from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.faces.in_box import find_in_box
from fmld_synth.faces.quality import check_face
from fmld_synth.faces.regions import region_shares_in_frame
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.set_options import SetOptions
from fmld_synth.geometry import Box, FloatArray
from fmld_synth.photographs.framing import Frame, face_in_frame, frame_around
from fmld_synth.photographs.reading import Photograph, check_light, read_photograph
from fmld_synth.wear import fitting_states, masked_states

CROWDED = 0.2
"""From this IoU with another face's box on, a mask would lie on both."""
SMALLEST_SEARCHED = 0.5
"""An annotated box is searched from this share of ``min_face`` on: annotators draw more or less of a head."""

PhotographToSurvey = str | AnnotatedImage
"""The path of a plain photograph below the input, or what its set says of it."""
MeshOf = Callable[[], Face]
"""Gives the mesh of a face, or raises ``Rejected``."""


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SurveyedFace(_Plain):
    """A face that can carry a mask.

    Attributes:
        index: its place among the photograph's annotated faces.
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
        sha256: of the file; empty when it cannot be used, as are the next three.
        width, height: in pixels, upright.
        perceptual_hash: hexadecimal, close for pictures that look alike.
        annotation: its faces; None when it could not be decoded.
        found: whether the faces are those that the landmark source found, rather than those its set annotates.
        faces: those that can be used.
        rejections: of the photograph or of single faces.
        guess: what its file does not say and had to be guessed; None when nothing had to be.
    """

    path: str
    sha256: str = ""
    width: int = 0
    height: int = 0
    perceptual_hash: str = ""
    guess: str | None = None
    annotation: AnnotatedImage | None = None
    found: bool = False
    faces: tuple[SurveyedFace, ...] = ()
    rejections: tuple[Rejection, ...] = ()

    @property
    def annotated_faces(self) -> tuple[AnnotatedFace, ...]:
        """All its faces, usable or not."""
        return self.annotation.faces if self.annotation is not None else ()


def survey_photograph(
    root: Path, source: PhotographToSurvey, configuration: SetOptions, engine: Engine
) -> tuple[SurveyedPhotograph, FloatArray]:
    """Look at one photograph.

    Returns:
        What was found, with rows counted from 0, and the landmarks of its usable faces: float32 (faces, 478, 3).

    Raises:
        UserError: the photograph has another size than its annotation says.
    """
    path = source if isinstance(source, str) else source.name
    try:
        photograph = read_photograph(root / path)
        if isinstance(source, str):
            annotation, bare_faces = _annotated_by_finder(path, photograph, engine)
        else:
            annotation, bare_faces = source, _annotated_by_set(source, photograph, configuration, engine)
    except Rejected as rejected:
        return SurveyedPhotograph(path=path, rejections=(rejection_of(path, rejected),)), no_landmarks()
    usable: list[SurveyedFace] = []
    landmarks: list[FloatArray] = []
    rejections = [] if annotation.faces or annotation is source else [_no_face(path)]
    for index, mesh_of in bare_faces.items():
        try:
            frame = picture_frame(annotation, photograph.sha256, index, configuration)
            face = mesh_of()
            usable.append(examine(face, frame, len(usable), configuration))
            landmarks.append(face.landmarks)
        except Rejected as rejected:
            rejections.append(rejection_of(path, rejected, index))
    surveyed = SurveyedPhotograph(
        path=path,
        sha256=photograph.sha256,
        width=photograph.width,
        height=photograph.height,
        perceptual_hash=format(perceptual_hash(photograph.image), "064x"),
        annotation=annotation,
        found=annotation is not source,
        faces=tuple(usable),
        rejections=tuple(rejections),
        guess=photograph.guess,
    )
    return surveyed, np.stack(landmarks).astype(np.float32) if landmarks else no_landmarks()


def _annotated_by_finder(
    path: str, photograph: Photograph, engine: Engine
) -> tuple[AnnotatedImage, dict[int, MeshOf]]:
    """A plain photograph with the faces that the landmark source finds, all of which are taken to be bare."""
    check_light(photograph.image)
    faces = engine.find_faces(photograph.image)
    annotation = AnnotatedImage(
        path=photograph.path,
        name=path,
        width=photograph.width,
        height=photograph.height,
        faces=tuple(AnnotatedFace(face.box, None) for face in faces),
    )
    return annotation, {index: lambda face=face: face for index, face in enumerate(faces)}  # type: ignore[misc]


def _annotated_by_set(
    image: AnnotatedImage, photograph: Photograph, configuration: SetOptions, engine: Engine
) -> dict[int, MeshOf]:
    """The bare faces that a set annotates; each is looked for in its own box."""
    if (photograph.width, photograph.height) != (image.width, image.height):
        raise UserError(f"{image.path}: has another size than its annotation; use the annotated image")
    if configuration.leaves_alone(image.split):
        return {}
    return {
        index: lambda index=index: _face_in_box(index, image, photograph, configuration, engine)  # type: ignore[misc]
        for index, face in enumerate(image.faces)
        if face.label == "none" and not face.difficult
    }


def _face_in_box(
    index: int, image: AnnotatedImage, photograph: Photograph, configuration: SetOptions, engine: Engine
) -> Face:
    """The mesh of one annotated face, numbered as its annotation is."""
    annotated = image.faces[index]
    side = max(annotated.box.width, annotated.box.height)
    if side < configuration.min_face * SMALLEST_SEARCHED:
        raise Rejected("face", "too_small", {"box": round(side, 1)})
    others = [
        other.box.intersection_over_union(annotated.box) for other in image.faces if other is not annotated
    ]
    overlap = max(others, default=0.0)
    if overlap >= CROWDED:
        raise Rejected("face", "crowded", {"iou": round(overlap, 4)})
    check_light(photograph.image)
    face = find_in_box(engine.find_faces, photograph.image, annotated.box)
    if face is None:
        raise Rejected("face", "no_face")
    return Face(face.landmarks, face.head_pose, face.score, index)


def picture_frame(annotation: AnnotatedImage, sha256: str, index: int, configuration: SetOptions) -> Frame:
    """The part of a photograph that a picture of one of its faces shows; without faces all of it.

    Args:
        annotation: its faces.
        sha256: of the photograph; a varied frame is drawn from it and the run's seed, and shared by a face's pictures.
        index: of the face.
        configuration: how frames are laid.
    """
    box = annotation.faces[index].box if annotation.faces else Box(0, 0, annotation.width, annotation.height)
    return frame_around(
        annotation.width,
        annotation.height,
        box,
        configuration.framing,
        configuration.size,
        sample_seed(configuration.seed, sha256, index, 0),
    )


def examine(face: Face, frame: Frame, row: int, configuration: SetOptions) -> SurveyedFace:
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
    states = fitting_states(shares, masked_states())
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


def _no_face(path: str) -> Rejection:
    return Rejection(source=path, stage="face", reason="no_face")


def with_rows_from(surveyed: SurveyedPhotograph, first_row: int) -> SurveyedPhotograph:
    """The same survey with its rows counted from ``first_row`` of the landmark file."""
    faces = tuple(face.model_copy(update={"row": face.row + first_row}) for face in surveyed.faces)
    return surveyed.model_copy(update={"faces": faces})
