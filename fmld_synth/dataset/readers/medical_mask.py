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
    box_inside,
    checked_names,
    files_with,
    image_size,
    nothing_found,
    read_bytes,
    read_json,
)
from fmld_synth.dataset.readers.labels import (
    CORRECT,
    INCORRECT,
    NONE,
    UNKNOWN,
    Vocabulary,
    normalized,
)
from fmld_synth.dataset.readers.locating import ImageFinder, beside
from fmld_synth.dataset.readers.reading import Reading, counted
from fmld_synth.dataset.readers.splits import split_in
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
    normalized(name)
    for name in (
        "mask_surgical", "mask_colorful", "gas_mask", "face_shield", "scarf_bandana", "balaclava_ski_mask",
        "hijab_niqab", "turban", "helmet", "hat", "hood", "hair_net", "goggles", "eyeglasses", "sunglasses",
        "other",
    )
)  # fmt: skip
"""Classes of things that people wear, with boxes of their own."""


SNIFFED_FILES = 20
"""JSON files that are looked into to recognize a set."""


def read_medical_mask(root: Path, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
    """Read the Medical mask set.

    Raises:
        UserError: there are no annotation files, one is broken, or an image is missing or annotated twice.
    """
    reading = reading or Reading()
    files = files_with(root, ".json")
    annotations = [path for path in files if _is_annotation(path)]
    if not annotations:
        raise nothing_found(root, "annotation files (.json with Annotations)")
    others = sorted(set(files) - set(annotations))
    if others:
        reading.remark(
            f"{root}: {counted(len(others), 'JSON file')} passed over, such as {below(root, others[0])}: "
            "not of this set"
        )
    finder = ImageFinder(root)
    return checked_names(_read(root, path, finder, reading) for path in annotations)


def recognizes(root: Path, _: Reading | None = None) -> bool:
    """Whether a JSON file is an annotation of this kind."""
    return any(_is_annotation(path) for path in files_with(root, ".json")[:SNIFFED_FILES])


def _is_annotation(path: Path) -> bool:
    """Whether a JSON file has a list of annotations, or is damaged and seems to have had one."""
    try:
        content = read_json(path)
    except UserError:
        return b'"BoundingBox"' in read_bytes(path)
    return isinstance(content, dict) and isinstance(content.get("Annotations"), list)


def _read(root: Path, path: Path, finder: ImageFinder, reading: Reading) -> AnnotatedImage:
    content = read_json(path)
    filename = content.get("FileName")
    filename = filename if isinstance(filename, str) else None
    split = split_in(path.relative_to(root))
    image = finder.find(
        beside(path, filename),
        str(path),
        written=[filename or path.stem, path.stem],
        annotation=path,
        split=split,
    )
    width, height = image_size(image, str(path))
    faces = []
    for number, entry in enumerate(content["Annotations"], start=1):
        where = f"{path}: annotation {number}"
        name = entry.get("classname") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            raise UserError(f"{where}: classname: expected the name of a class, found {str(name)[:80]!r}")
        if normalized(name) in WORN and name not in reading.classes:
            continue
        box = box_inside(_box(entry.get("BoundingBox"), where), width, height, f"{where}, BoundingBox")
        meaning = reading.meaning_of(name, LABELS, f"{where}, classname")
        if meaning is not None:
            faces.append(AnnotatedFace(box, meaning.label, meaning.wear_state, attributes=_attributes(entry)))
    split = split or split_in(image.relative_to(root))
    return AnnotatedImage(image, below(root, image), width, height, tuple(faces), split)


def _box(corners: Any, where: str) -> Box:
    if (
        not isinstance(corners, list)
        or len(corners) != 4
        or not all(isinstance(value, (int, float)) and abs(value) < 1e9 for value in corners)
    ):
        raise UserError(
            f"{where}, BoundingBox: expected four numbers [x1, y1, x2, y2], found {str(corners)[:80]}"
        )
    left, top, right, bottom = map(float, corners)
    return Box(left, top, right - left, bottom - top)


def _attributes(entry: dict[str, Any]) -> dict[str, str]:
    attributes = entry.get("Attributes")
    if not isinstance(attributes, dict):
        return {}
    return {str(name): str(value) for name, value in attributes.items() if value not in (None, "")}
