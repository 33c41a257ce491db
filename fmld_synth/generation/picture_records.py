"""What is recorded of a picture and of its faces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fmld_synth.dataset.records import (
    BoxInPixels,
    Colors,
    Kind,
    Record,
    RecordedFace,
    SourceReference,
    WornMask,
)
from fmld_synth.faces.face import Face
from fmld_synth.faces.regions import key_points
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.framed_photograph import FramedPhotograph, Worn
from fmld_synth.generation.survey import SurveyedPhotograph
from fmld_synth.generation.template_choice import Chosen
from fmld_synth.generation.work import WorkUnit
from fmld_synth.geometry import Box
from fmld_synth.object_storage.store import as_url
from fmld_synth.synthesis.things.thing import Thing
from fmld_synth.wear import UNMASKED, Coverage, wear_state


class PictureFile(NamedTuple):
    """A written picture: its path below the set's folder, SHA-256 and encoding."""

    path: str
    sha256: str
    format: str


class Matte(NamedTuple):
    """A written matte: its path below the set's folder and SHA-256; None in a set without mattes."""

    path: str | None
    sha256: str | None


def picture_record(
    identifier: str,
    unit: WorkUnit,
    root: Path,
    configuration: Configuration,
    framed: FramedPhotograph,
    picture: PictureFile,
    faces: Sequence[RecordedFace],
    kind: Kind,
) -> Record:
    """The record of a picture.

    Args:
        identifier: its id.
        unit: names photograph, person and split.
        root: folder of the input.
        configuration: of the run.
        framed: what it shows.
        picture: its file.
        faces: the leading one first.
        kind: whether anything was put on.
    """
    photograph = unit.photograph
    return Record(
        id=identifier,
        split=unit.split,
        kind=kind,
        image=picture.path,
        image_sha256=picture.sha256,
        format=picture.format,
        quality=configuration.quality,
        width=framed.image.shape[1],
        height=framed.image.shape[0],
        source=SourceReference(
            folder=as_url(configuration.input) or root.as_posix(),
            path=photograph.path,
            sha256=photograph.sha256,
            width=photograph.width,
            height=photograph.height,
        ),
        identity=unit.identity,
        group=unit.group,
        crop=configuration.crop,
        frame=framed.frame,
        faces=tuple(faces),
    )


def worn_face(
    worn: Worn, framed: FramedPhotograph, surveyed: SurveyedPhotograph, matte: Matte
) -> RecordedFace:
    """A face that was given a mask.

    Args:
        worn: the mask.
        framed: the picture.
        surveyed: its photograph.
        matte: the mask's file.
    """
    sample = worn.sample
    assert sample.parameters is not None and sample.mask_box is not None, "a mask is worn"
    mask = WornMask(
        template=worn.chosen.selection,
        template_sha256=worn.chosen.template.sha256,
        colorway=worn.chosen.colorway,
        colors=inks_of(worn.chosen),
        seed=worn.seed,
        parameters=sample.parameters,
        box=in_pixels(sample.mask_box),
        matte=matte.path,
        matte_sha256=matte.sha256,
    )
    return described_face(worn.index, framed, surveyed).model_copy(
        update={
            "label": wear_state(worn.state).label,
            "wear_state": worn.state,
            "head_pose": worn.face.head_pose,
            "key_points": key_points_of(worn.face),
            "coverage": sample.coverage,
            "mask": mask,
            "things": sample.things,
        }
    )


def bare_face(
    index: int, framed: FramedPhotograph, surveyed: SurveyedPhotograph, things: tuple[Thing, ...] = ()
) -> RecordedFace:
    """The leading face of a picture without masks. Faces that were found, not annotated, are bare.

    Args:
        index: of the face.
        framed: the picture.
        surveyed: its photograph.
        things: that were drawn on it.
    """
    face = described_face(index, framed, surveyed)
    if not surveyed.found:
        return face
    mesh = framed.face(index)
    return face.model_copy(
        update={
            "label": wear_state(UNMASKED).label,
            "wear_state": UNMASKED,
            "head_pose": mesh.head_pose,
            "key_points": key_points_of(mesh),
            "coverage": Coverage(0, 0, 0, 0),
            "things": things,
        }
    )


def described_face(index: int, framed: FramedPhotograph, surveyed: SurveyedPhotograph) -> RecordedFace:
    """A face as its set annotates it, or as it was found."""
    annotated = surveyed.annotated_faces[index]
    return RecordedFace(
        index=index,
        box=in_pixels(framed.boxes[index]),
        source_box=None if surveyed.found else _exactly(annotated.box),
        label=annotated.label,
        wear_state=annotated.wear_state,
        difficult=annotated.difficult,
        attributes=dict(annotated.attributes),
    )


def others_of(
    leading: int, framed: FramedPhotograph, surveyed: SurveyedPhotograph, configuration: Configuration
) -> list[RecordedFace]:
    """The faces beside the leading one, as far as they lie inside the picture.

    Whole scenes keep what their set says of each; a picture that is cut out for one face labels that face alone.
    """
    height, width = framed.image.shape[:2]
    others = [
        index
        for index, box in framed.boxes.items()
        if index != leading and box.clipped(width, height).area > 0
    ]
    if configuration.crop == "none" and not surveyed.found:
        return [described_face(index, framed, surveyed) for index in others]
    return [
        RecordedFace(index=index, box=in_pixels(framed.boxes[index].clipped(width, height)))
        for index in others
    ]


def in_pixels(box: Box) -> BoxInPixels:
    """A box as records hold it, rounded to hundredths of a pixel."""
    return round(box.x, 2), round(box.y, 2), round(box.width, 2), round(box.height, 2)


def _exactly(box: Box) -> BoxInPixels:
    """A box as records hold it, unrounded: what depends on it can be computed again."""
    return box.x, box.y, box.width, box.height


def key_points_of(face: Face) -> tuple[tuple[float, float], ...]:
    """The five key points as records hold them, rounded to hundredths of a pixel."""
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in key_points(face.landmarks))


def inks_of(chosen: Chosen) -> Colors:
    """The inks of a drawn template."""
    inks = chosen.template.colorway(chosen.colorway)
    return Colors(primary=inks.primary, secondary=inks.secondary, trim=inks.trim, strap=inks.strap)
