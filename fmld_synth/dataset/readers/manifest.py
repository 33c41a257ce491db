"""Our own sets: a stream over the lines of ``manifest.jsonl``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.file_names import MANIFEST, PICTURE_FOLDERS
from fmld_synth.dataset.records import BoxInPixels, FurtherFace, Record, WornMask, read_lines
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.wear import WEAR_STATES

IMAGES, MATTES = PICTURE_FOLDERS


def read_manifest(folder: Path) -> Iterator[AnnotatedImage]:
    """Read a set that ``generate`` made, line by line.

    The first face of an image is the one the mask was put on; the photograph's other faces follow without a
    label, for nobody looked at how they wear a mask. Boxes are cut at the image's border.

    Args:
        folder: of the finished set.

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
    number = 0
    for number, record in enumerate(read_lines(path, Record), start=1):
        yield annotated(record, folder, f"{path}, line {number}")
    if number == 0:
        raise UserError(f"{path} is empty: the set has no pictures")


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
    for state in (record.wear_state, *(face.wear_state for face in record.faces)):
        if state is not None and state not in WEAR_STATES:
            raise UserError(f"{where}: wear_state: {state!r} is unknown; valid: {', '.join(WEAR_STATES)}")
    faces = []
    if record.face_box is not None:
        faces.append(
            AnnotatedFace(
                box=_inside(record.face_box, record, f"{where}: face_box"),
                label=record.label,
                wear_state=record.wear_state,
                difficult=record.difficult,
                attributes=_attributes(record),
                key_points=record.key_points,
                mask_box=_inside(record.mask_box, record, f"{where}: mask_box") if record.mask_box else None,
                matte=_existing(folder, record.matte, f"{where}: matte")
                if record.matte is not None
                else None,
                matte_sha256=record.matte_sha256,
            )
        )
    faces += [_further(face, record, folder, f"{where}: faces, {face.index}") for face in record.faces]
    faces += [
        AnnotatedFace(_inside(box, record, f"{where}: other_face_boxes"), None)
        for box in record.other_face_boxes
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


def _further(face: FurtherFace, record: Record, folder: Path, where: str) -> AnnotatedFace:
    """One of the other faces of a scene, with its own mask if it was given one."""
    mask = face.mask
    return AnnotatedFace(
        box=_inside(face.box, record, f"{where}, box"),
        label=face.label,
        wear_state=face.wear_state,
        difficult=face.difficult,
        attributes={**face.attributes, **(_of_mask(mask) if mask else {})},
        key_points=mask.key_points if mask else (),
        mask_box=_inside(mask.mask_box, record, f"{where}, mask_box") if mask else None,
        matte=_existing(folder, mask.matte, f"{where}, matte") if mask and mask.matte else None,
        matte_sha256=mask.matte_sha256 if mask else None,
    )


def name_of(record: Record, where: str) -> str:
    """The image's path below ``images``, after a look that the record names no files outside its set.

    Raises:
        UserError: it does.
    """
    for matte in (record.matte, *(face.mask.matte for face in record.faces if face.mask is not None)):
        if matte is not None:
            _below(matte, MATTES, f"{where}: matte")
    return _below(record.image, IMAGES, f"{where}: image")


def _below(path: str, folder: str, where: str) -> str:
    first, *parts = path.split("/")
    if not parts or first != folder or not {"", ".", ".."}.isdisjoint(parts):
        raise UserError(f"{where}: {path} is not below {folder}/")
    return "/".join(parts)


def _existing(folder: Path, path: str, where: str) -> Path:
    found = f"{folder}/{path}"
    if not os.path.isfile(found):  # noqa: PTH113 - a third of the time of Path.is_file
        raise UserError(f"{where}: {path} is missing in {folder}; put it back, or remove its line")
    return Path(found)


def _inside(box: BoxInPixels, record: Record, where: str) -> Box:
    inside = Box(*box).clipped(record.width, record.height)
    # Differences of decimals are no decimals: without rounding 10.1 becomes 10.099999999999994.
    rounded = Box(*(round(value, 2) for value in inside))
    if rounded.area <= 0:
        raise UserError(f"{where}: {list(box)} lies outside the image of {record.width} x {record.height} px")
    return rounded


def _attributes(record: Record) -> dict[str, str]:
    """What trainers group and filter by."""
    return {**record.attributes, **_of_mask(record)}


def _of_mask(worn: Record | WornMask) -> dict[str, str]:
    """Template, colourway and head pose, as far as they are known."""
    pose = worn.head_pose
    values = {
        "template": worn.template,
        "colourway": worn.colourway,
        **({name: f"{getattr(pose, name):.1f}" for name in ("yaw", "pitch", "roll")} if pose else {}),
    }
    return {name: value for name, value in values.items() if value is not None}


def recognises(folder: Path) -> bool:
    """Whether the folder holds a finished set."""
    return (folder / MANIFEST).is_file()
