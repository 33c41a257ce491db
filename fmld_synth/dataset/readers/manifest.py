"""Our own sets: a stream over the lines of ``manifest.jsonl``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.file_names import MANIFEST, PICTURE_FOLDERS
from fmld_synth.dataset.readers.labels import COMMON
from fmld_synth.dataset.readers.reading import Reading
from fmld_synth.dataset.record_lines import read_lines
from fmld_synth.dataset.records import BoxInPixels, Record, RecordedFace
from fmld_synth.dataset.set_files import file_of_set
from fmld_synth.dataset.without_folders import leaving_folders_out, template_name
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.names import unknown
from fmld_synth.wear import WEAR_STATES

IMAGES, MATTES = PICTURE_FOLDERS


def read_manifest(folder: Path, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
    """Read a set that ``generate`` made, line by line.

    The first face of an image is the one the mask was put on; others of a plain photograph have no label, for nobody
    looked at how they wear a mask. Boxes are cut at the image's border.

    Args:
        folder: of the finished set.
        reading: other meanings of its wear states and labels, if any.

    Raises:
        UserError: there is no manifest, it is empty, a line is damaged or says something impossible, or a
            file it names is missing; the message names the line and the field.
    """
    path = folder / MANIFEST
    if not path.exists():
        raise UserError(
            f"{folder} holds no {MANIFEST}: it is not a finished set; was the run interrupted? "
            "Sets in other formats need `reader`"
        )
    number, shown = 0, leaving_folders_out(folder)
    for number, record in enumerate(read_lines(path, Record), start=1):
        image = annotated(shown(record), folder, f"{path}, line {number}")
        yield image if reading is None or not reading.classes else _mapped(image, reading)
    if number == 0:
        raise UserError(f"{path} is empty: the set has no pictures")


def _mapped(image: AnnotatedImage, reading: Reading) -> AnnotatedImage:
    """The image with the user's own meanings: a face's class is its wear state, else its label."""
    faces = []
    for face in image.faces:
        names = [name for name in (face.wear_state, face.label) if name is not None]
        name = next((name for name in names if name in reading.classes), None)
        if name is None:
            faces.append(face)
            continue
        meaning = reading.meaning_of(name, COMMON, image.name)
        if meaning is not None:
            faces.append(replace(face, label=meaning.label, wear_state=meaning.wear_state))
    return replace(image, faces=tuple(faces))


def annotated(record: Record, folder: Path, where: str) -> AnnotatedImage:
    """One record as an annotated image.

    Args:
        record: of a manifest.
        folder: of the set.
        where: names the record in messages.

    Raises:
        UserError: a path leaves the set, a file is missing, a wear state is unknown or a box lies outside
            the image.
    """
    name = name_of(record, where)
    faces = [
        _annotated_face(face, record, folder, f"{where}: faces.{place}")
        for place, face in enumerate(record.faces)
    ]
    return AnnotatedImage(
        path=_existing(folder, record.image, f"{where}: image"),
        name=name,
        width=record.width,
        height=record.height,
        faces=tuple(faces),
        split=record.split,
        identity=record.identity,
        sha256=record.image_sha256,
    )


def _annotated_face(face: RecordedFace, record: Record, folder: Path, where: str) -> AnnotatedFace:
    """One face, with its mask if it was given one."""
    if face.wear_state is not None and face.wear_state not in WEAR_STATES:
        raise unknown(face.wear_state, WEAR_STATES, "wear state", where=f"{where}.wear_state")
    mask = face.mask
    return AnnotatedFace(
        box=_inside(face.box, record, f"{where}.box"),
        label=face.label,
        wear_state=face.wear_state,
        difficult=face.difficult,
        attributes={**face.attributes, **_measured(face)},
        key_points=face.key_points,
        mask_box=_inside(mask.box, record, f"{where}.mask.box") if mask else None,
        matte=_existing(folder, mask.matte, f"{where}.mask.matte") if mask and mask.matte else None,
        matte_sha256=mask.matte_sha256 if mask else None,
    )


def name_of(record: Record, where: str) -> str:
    """The image's path below ``images``, after a look that the record names no files outside its set.

    Raises:
        UserError: it does.
    """
    for place, face in enumerate(record.faces):
        if face.mask is not None and face.mask.matte is not None:
            _below(face.mask.matte, MATTES, f"{where}: faces.{place}.mask.matte")
    return _below(record.image, IMAGES, f"{where}: image")


def _below(path: str, folder: str, where: str) -> str:
    first, *parts = path.split("/")
    if not parts or first != folder or not {"", ".", ".."}.isdisjoint(parts):
        raise UserError(f"{where}: {path} is not below {folder}/")
    return "/".join(parts)


def _existing(folder: Path, path: str, where: str) -> Path:
    try:
        found = file_of_set(folder, path)
    except OSError as error:
        raise UserError(f"{where}: {path} {error.strerror}; put the file itself there") from None
    if not os.path.isfile(found):  # noqa: PTH113 - a third of the time of Path.is_file
        raise UserError(f"{where}: {path} is missing in {folder}; put it back, or remove its line")
    return found


def _inside(box: BoxInPixels, record: Record, where: str) -> Box:
    inside = Box(*box).clipped(record.width, record.height)
    # Differences of decimals are no decimals: without rounding 10.1 becomes 10.099999999999994.
    rounded = Box(*(round(value, 2) for value in inside))
    if rounded.area <= 0:
        raise UserError(f"{where}: {list(box)} lies outside the image of {record.width} x {record.height} px")
    return rounded


def _measured(face: RecordedFace) -> dict[str, str]:
    """Template, colorway and head pose, as far as they are known: what trainers group and filter by."""
    pose, mask = face.head_pose, face.mask
    return {
        **({"template": template_name(mask.template), "colorway": mask.colorway} if mask else {}),
        **({name: f"{getattr(pose, name):.1f}" for name in ("yaw", "pitch", "roll")} if pose else {}),
    }


def recognizes(folder: Path, _: Reading | None = None) -> bool:
    """Whether the folder holds a finished set."""
    return (folder / MANIFEST).exists()  # reading it tells if it is not a file
