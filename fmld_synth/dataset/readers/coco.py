"""COCO: JSON files that list images, annotations and categories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.readers.image_files import (
    IMAGE_FOLDERS,
    SPLITS,
    below,
    box_inside,
    checked_names,
    files_with,
    find_image,
    image_size,
    nothing_found,
    read_json,
    split_in,
)
from fmld_synth.dataset.readers.labels import COMMON, Meaning
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box

PARTS = ("images", "annotations", "categories")


def read_coco(root: Path) -> Iterator[AnnotatedImage]:
    """Read every COCO file below ``root``; the file (``instances_train.json``) or a folder names the split.

    Categories go by the names that are common in such sets; ``iscrowd`` marks a face as difficult.

    Raises:
        UserError: there is none, one is broken, a category is unknown, an image is missing or listed twice.
    """
    files = [(path, content) for path in files_with(root, ".json") if (content := _coco(path)) is not None]
    if not files:
        raise nothing_found(root, "COCO file (.json with images, annotations and categories)")
    return checked_names(image for path, content in files for image in _read_file(root, path, content))


def recognises(root: Path) -> bool:
    """Whether a JSON file below the folder is COCO's."""
    return any(_coco(path) is not None for path in files_with(root, ".json")[:20])


def _coco(path: Path) -> dict[str, list[Any]] | None:
    """The content of a COCO file; None when it is JSON of another kind."""
    content = read_json(path)
    if not isinstance(content, dict) or not all(isinstance(content.get(part), list) for part in PARTS):
        return None
    return content


def _read_file(root: Path, path: Path, content: dict[str, list[Any]]) -> Iterator[AnnotatedImage]:
    meanings = {
        _field(entry, "id", f"{path}: categories, entry {number}"): _meaning(entry, path, number)
        for number, entry in enumerate(content["categories"], start=1)
    }
    by_image: dict[Any, list[tuple[int, Any]]] = {}
    for number, entry in enumerate(content["annotations"], start=1):
        image_id = _field(entry, "image_id", f"{path}: annotations, entry {number}")
        by_image.setdefault(image_id, []).append((number, entry))
    images = {
        _field(entry, "id", f"{path}: images, entry {number}"): entry
        for number, entry in enumerate(content["images"], start=1)
    }
    for image_id, entries in by_image.items():
        if image_id not in images:
            raise UserError(
                f"{path}: annotations, entry {entries[0][0]}, image_id: no image has the id {image_id!r}"
            )
    for number, (image_id, entry) in enumerate(images.items(), start=1):
        where = f"{path}: images, entry {number}"
        yield _image(root, path, entry, by_image.get(image_id, []), meanings, where)


def _image(
    root: Path, path: Path, entry: Any, annotations: list[tuple[int, Any]],
    meanings: dict[Any, Meaning], where: str,
) -> AnnotatedImage:  # fmt: skip
    name = _field(entry, "file_name", where)
    image = find_image(root, _candidates(root, path, str(name)), f"{where}, file_name")
    width, height = image_size(image, where)
    written = entry.get("width"), entry.get("height")
    if all(isinstance(side, int) and side > 0 for side in written) and written != (width, height):
        raise UserError(
            f"{where}: width, height: {written} is not the size of {image}, {(width, height)}; use the image "
            "that was annotated"
        )
    faces = []
    for number, annotation in annotations:
        place = f"{path}: annotations, entry {number}"
        category = _field(annotation, "category_id", place)
        if category not in meanings:
            raise UserError(f"{place}, category_id: no category has the id {category!r}")
        box = _box(_field(annotation, "bbox", place), f"{place}, bbox")
        attributes = annotation.get("attributes")
        faces.append(
            AnnotatedFace(
                box_inside(box, width, height, f"{place}, bbox"),
                meanings[category].label,
                meanings[category].wear_state,
                difficult=bool(annotation.get("iscrowd") or annotation.get("difficult")),
                attributes={str(key): str(value) for key, value in attributes.items()}
                if isinstance(attributes, dict)
                else {},
            )
        )
    return AnnotatedImage(image, below(root, image), width, height, tuple(faces), _split(root, path, image))


def _candidates(root: Path, path: Path, name: str) -> Iterator[Path]:
    relative = PurePosixPath(name.replace("\\", "/"))
    split = _split_of_file(path)
    for folder in dict.fromkeys((path.parent, path.parent.parent, root)):
        yield folder / relative
        for images in IMAGE_FOLDERS:
            yield folder / images / relative
            if split:
                yield folder / images / split / relative
        for named in SPLITS:
            if SPLITS[named] == split:
                yield folder / named / relative


def _split(root: Path, path: Path, image: Path) -> str | None:
    own = _split_of_file(path) or split_in(path.relative_to(root))
    return own or split_in(image.relative_to(root))


def _split_of_file(path: Path) -> str | None:
    """The split that a file's name tells: ``instances_train2017.json``, ``val.json``."""
    words = path.stem.lower().replace("-", "_").replace(".", "_").split("_")
    return next(
        (SPLITS[word] for word in (part.rstrip("0123456789") for part in words) if word in SPLITS), None
    )


def _meaning(entry: Any, path: Path, number: int) -> Meaning:
    where = f"{path}: categories, entry {number}"
    return COMMON.meaning_of(str(_field(entry, "name", where)), f"{where}, name")


def _field(entry: Any, name: str, where: str) -> Any:
    if not isinstance(entry, dict) or name not in entry or isinstance(entry[name], dict):
        raise UserError(f"{where}: has no {name}")
    value = entry[name]
    if isinstance(value, list) and name != "bbox":
        raise UserError(f"{where}, {name}: expected one value, found a list")
    return value


def _box(values: Any, where: str) -> Box:
    if (
        not isinstance(values, list)
        or len(values) != 4
        or not all(isinstance(value, (int, float)) and abs(value) < 1e9 for value in values)
    ):
        raise UserError(f"{where}: expected four numbers [x, y, width, height], found {values!r}")
    return Box(*map(float, values))
