"""The Medical mask set: one JSON file an image, ``annotations/0001.jpg.json`` for ``images/0001.jpg``.

Its classes name faces and also what people wear; only faces are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.readers.image_files import (
    below,
    beside,
    box_inside,
    checked_names,
    files_with,
    find_image,
    image_size,
    nothing_found,
    read_json,
    split_in,
)
from fmld_synth.dataset.readers.labels import (
    CORRECT,
    INCORRECT,
    NONE,
    UNKNOWN,
    Vocabulary,
    normalised,
)
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box

LABELS = Vocabulary(
    {
        "face_with_mask": CORRECT,
        "face_with_mask_incorrect": INCORRECT,
        "face_no_mask": NONE,
        "face_other_covering": UNKNOWN,
    }
)
WORN = frozenset(
    normalised(name)
    for name in (
        "mask_surgical", "mask_colorful", "gas_mask", "face_shield", "scarf_bandana", "balaclava_ski_mask",
        "hijab_niqab", "turban", "helmet", "hat", "hood", "hair_net", "goggles", "eyeglasses", "sunglasses",
        "other",
    )
)  # fmt: skip
"""Classes of things that people wear, with boxes of their own."""


def read_medical_mask(root: Path) -> Iterator[AnnotatedImage]:
    """Read the Medical mask set.

    Raises:
        UserError: there are no annotation files, one is broken, or an image is missing or annotated twice.
    """
    files = files_with(root, ".json")
    if not files:
        raise nothing_found(root, "annotation files (.json)")
    return checked_names(_read(root, path) for path in files)


def recognises(root: Path) -> bool:
    """Whether the first JSON file is an annotation of this kind."""
    for path in files_with(root, ".json")[:1]:
        try:
            content = read_json(path)
        except UserError:
            return False
        return isinstance(content, dict) and isinstance(content.get("Annotations"), list)
    return False


def _read(root: Path, path: Path) -> AnnotatedImage:
    content = read_json(path)
    if not isinstance(content, dict) or not isinstance(content.get("Annotations"), list):
        raise UserError(f"{path}: Annotations: expected a list of annotations; it is no file of this set")
    filename = content.get("FileName")
    image = find_image(root, beside(path, filename if isinstance(filename, str) else None), str(path))
    width, height = image_size(image, str(path))
    faces = []
    for number, entry in enumerate(content["Annotations"], start=1):
        where = f"{path}: annotation {number}"
        name = entry.get("classname") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            raise UserError(f"{where}: classname: expected the name of a class, found {name!r}")
        if normalised(name) in WORN:
            continue
        meaning = LABELS.meaning_of(name, f"{where}, classname")
        box = box_inside(_box(entry.get("BoundingBox"), where), width, height, f"{where}, BoundingBox")
        faces.append(AnnotatedFace(box, meaning.label, meaning.wear_state, attributes=_attributes(entry)))
    return AnnotatedImage(
        image, below(root, image), width, height, tuple(faces), split_in(image.relative_to(root))
    )


def _box(corners: Any, where: str) -> Box:
    if (
        not isinstance(corners, list)
        or len(corners) != 4
        or not all(isinstance(value, (int, float)) and abs(value) < 1e9 for value in corners)
    ):
        raise UserError(f"{where}, BoundingBox: expected four numbers [x1, y1, x2, y2], found {corners!r}")
    left, top, right, bottom = map(float, corners)
    return Box(left, top, right - left, bottom - top)


def _attributes(entry: dict[str, Any]) -> dict[str, str]:
    attributes = entry.get("Attributes")
    if not isinstance(attributes, dict):
        return {}
    return {str(name): str(value) for name, value in attributes.items() if value not in (None, "")}
