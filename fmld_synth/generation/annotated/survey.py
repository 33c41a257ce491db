"""The survey of an annotated photograph: which of its bare faces can carry a mask."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.duplicates import perceptual_hash
from fmld_synth.dataset.records import Rejection
from fmld_synth.errors import Rejected, UserError
from fmld_synth.faces.face import Face
from fmld_synth.generation.annotated.face_matching import find_in_box
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.engine import Engine
from fmld_synth.generation.survey import SurveyedFace, SurveyedPhotograph, examine, no_landmarks, rejection_of
from fmld_synth.geometry import Box, FloatArray
from fmld_synth.photographs.framing import Frame, frame_along, frame_around
from fmld_synth.photographs.reading import Photograph, read_photograph

CROWDED = 0.2
"""From this IoU with another face's box on, a mask would lie on both."""


def survey_annotated(
    root: Path, image: AnnotatedImage, configuration: Configuration, engine: Engine
) -> tuple[SurveyedPhotograph, FloatArray]:
    """Look at one annotated photograph.

    Returns:
        What was found, with its annotations and with rows counted from 0, and the landmarks of its usable
        faces: float32 (faces, 478, 3).

    Raises:
        UserError: the photograph has another size than its reader found.
    """
    try:
        photograph = read_photograph(root / image.name)
    except Rejected as rejected:
        return SurveyedPhotograph(
            path=image.name, rejections=(rejection_of(image.name, rejected),)
        ), no_landmarks()
    if (photograph.width, photograph.height) != (image.width, image.height):
        raise UserError(f"{image.path}: has another size than its annotation; use the annotated image")
    usable: list[SurveyedFace] = []
    landmarks: list[FloatArray] = []
    rejections: list[Rejection] = []
    for index, annotated in enumerate(image.faces):
        if annotated.label != "none" or annotated.difficult or configuration.leaves_alone(image.split):
            continue
        try:
            face = _found(index, image, photograph, configuration, engine)
            frame = picture_frame(image.width, image.height, annotated.box, configuration)
            usable.append(examine(face, frame, len(usable), configuration))
            landmarks.append(face.landmarks)
        except Rejected as rejected:
            rejections.append(rejection_of(image.name, rejected, index))
    found = SurveyedPhotograph(
        path=image.name,
        sha256=photograph.sha256,
        width=photograph.width,
        height=photograph.height,
        perceptual_hash=format(perceptual_hash(photograph.image), "064x"),
        faces=tuple(usable),
        all_rows=(0, len(usable)),
        rejections=tuple(rejections),
        annotation=image,
    )
    return found, np.stack(landmarks).astype(np.float32) if landmarks else no_landmarks()


def picture_frame(width: int, height: int, box: Box, configuration: Configuration) -> Frame:
    """The part of an annotated photograph that a picture of a face shows: the scene, or the face's box."""
    if configuration.crop == "none":
        return frame_around(width, height, box, "none", configuration.size)
    return frame_along(width, height, box, configuration.size)


def _found(
    index: int, image: AnnotatedImage, photograph: Photograph, configuration: Configuration, engine: Engine
) -> Face:
    """The mesh of one annotated face, numbered as its annotation is."""
    annotated = image.faces[index]
    if max(annotated.box.width, annotated.box.height) < configuration.min_face / 2:
        raise Rejected("face", "too_small", {"box": round(max(annotated.box.width, annotated.box.height), 1)})
    overlap = _most_overlap(annotated, image)
    if overlap >= CROWDED:
        raise Rejected("face", "crowded", {"iou": round(overlap, 4)})
    face = find_in_box(engine.find_faces, photograph.image, annotated.box)
    if face is None:
        raise Rejected("face", "no_face")
    return Face(face.landmarks, face.head_pose, face.score, index)


def _most_overlap(face: AnnotatedFace, image: AnnotatedImage) -> float:
    others = [other.box.intersection_over_union(face.box) for other in image.faces if other is not face]
    return max(others, default=0.0)
