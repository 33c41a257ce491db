"""The one table that CSV and Parquet write: a row a face, and a row for an image without faces."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder, unaltered_matte
from fmld_synth.dataset.exporters.coco import KEY_POINTS
from fmld_synth.dataset.exporters.names import name_in_split, split_of
from fmld_synth.dataset.label_schemes import LabelScheme

COLUMNS: dict[str, type] = {
    "file_name": str, "split": str, "width": int, "height": int, "identity": str, "sha256": str,
    "face": int, "label": str, "label_number": int, "wear_state": str, "difficult": bool,
    "x": float, "y": float, "box_width": float, "box_height": float,
    "mask_x": float, "mask_y": float, "mask_width": float, "mask_height": float,
    **{f"{point}_{axis}": float for point in KEY_POINTS for axis in "xy"},
    "matte": str, "attributes": str,
}  # fmt: skip
"""Name and type of the columns; values of faces may be missing. Boxes are in pixels; ``face`` counts from 0;
``matte`` and ``file_name`` are paths below the exported folder; ``attributes`` is JSON."""


def place_files(image: AnnotatedImage, folder: ExportFolder) -> None:
    """Put an image and its mattes where the table says they are.

    Raises:
        UserError: a file is missing or altered, or its name is taken.
    """
    folder.place(image, _file_name(image))
    for number, face in enumerate(image.faces):
        if face.matte is not None:
            unaltered_matte(face, image)
            folder.place_file(face.matte, _matte_name(image, number))


def table_rows(image: AnnotatedImage, scheme: LabelScheme) -> Iterator[dict[str, Any]]:
    """Rows of one image; each has all columns."""
    about_image = {
        "file_name": _file_name(image),
        "split": split_of(image),
        "width": image.width,
        "height": image.height,
        "identity": image.identity,
        "sha256": image.sha256,
    }
    empty = dict.fromkeys(COLUMNS)
    if not image.faces:
        yield empty | about_image
    for number, face in enumerate(image.faces):
        yield empty | about_image | {"face": number} | _about_face(face, image, number, scheme)


def _about_face(
    face: AnnotatedFace, image: AnnotatedImage, number: int, scheme: LabelScheme
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "label": scheme.class_of(face),
        "label_number": scheme.number_of(face),
        "wear_state": face.wear_state,
        "difficult": face.difficult,
        "matte": _matte_name(image, number) if face.matte is not None else None,
        "attributes": json.dumps(dict(face.attributes), ensure_ascii=False),
    }
    row.update(zip(("x", "y", "box_width", "box_height"), face.box, strict=True))
    if face.mask_box is not None:
        row.update(zip(("mask_x", "mask_y", "mask_width", "mask_height"), face.mask_box, strict=True))
    for name, (x, y) in zip(KEY_POINTS, face.key_points, strict=False):
        row[f"{name}_x"], row[f"{name}_y"] = x, y
    return row


def _file_name(image: AnnotatedImage) -> str:
    return f"images/{split_of(image)}/{name_in_split(image)}"


def _matte_name(image: AnnotatedImage, number: int) -> str:
    return f"mattes/{split_of(image)}/{name_in_split(image)}.{number}.png"
