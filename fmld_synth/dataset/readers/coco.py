"""COCO: JSON files that list images, annotations and categories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.readers.image_files import (
    below,
    box_inside,
    by_depth,
    checked_names,
    files_with,
    image_size,
    nothing_found,
    read_bytes,
    read_json,
    whole_number,
)
from fmld_synth.dataset.readers.labels import COMMON, Meaning
from fmld_synth.dataset.readers.locating import ImageFinder, parts_of
from fmld_synth.dataset.readers.reading import Reading, counted
from fmld_synth.dataset.readers.splits import IMAGE_FOLDERS, SPLITS, split_in
from fmld_synth.dataset.readers.told_by_attributes import people_apart, person_told, state_told
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box

PARTS = ("images", "annotations", "categories")
SNIFFED_FILES = 200
"""JSON files that are looked into to recognize a set."""
Id = int | str


def read_coco(root: Path, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
    """Read every COCO file below ``root``; the file (``instances_train.json``) or a folder names the split.

    Categories go by the names that are common in such sets; ``iscrowd`` marks a face as difficult. Attributes can name
    the person and, where a category leaves it open, the wear state; images that share people share their identity,
    unless their entries name one.

    Raises:
        UserError: there is none, one is broken, a used category is unknown, an id is given twice, or an image is
            missing or listed twice.
    """
    reading = reading or Reading()
    files, others = [], []
    for path in files_with(root, ".json"):
        content = _coco(path)
        if content is None:
            others.append(path)
        else:
            files.append((path, content))
    if not files:
        raise nothing_found(root, "COCO file (.json with images, annotations and categories)")
    if others:
        reading.remark(
            f"{root}: {counted(len(others), 'JSON file')} passed over, such as {below(root, others[0])}: not COCO"
        )
    finder = ImageFinder(root)
    return checked_names(
        image for path, content in files for image in _File(root, path, content, finder, reading).images()
    )


def recognizes(root: Path, _: Reading | None = None) -> bool:
    """Whether a JSON file below the folder is COCO's."""
    for path in by_depth(root, files_with(root, ".json"))[:SNIFFED_FILES]:
        try:
            if _coco(path) is not None:
                return True
        except UserError:  # COCO, but damaged: reading it tells
            return True
    return False


def _coco(path: Path) -> dict[str, list[Any]] | None:
    """The content of a COCO file; None when it is JSON of another kind, or no JSON.

    Raises:
        UserError: it seems to be a COCO file, but is damaged.
    """
    try:
        content = read_json(path)
    except UserError:
        data = read_bytes(path)
        if all(f'"{part}"'.encode() in data for part in PARTS):
            raise
        return None
    if not isinstance(content, dict) or not all(isinstance(content.get(part), list) for part in PARTS):
        return None
    return content


class _File:
    """One COCO file."""

    def __init__(
        self, root: Path, path: Path, content: dict[str, list[Any]], finder: ImageFinder, reading: Reading
    ) -> None:
        self._root, self._path, self._content = root, path, content
        self._finder, self._reading = finder, reading
        self._split = _split_of_file(path) or split_in(path.relative_to(root))
        self._categories = self._by_id("categories", "name")
        self._meanings: dict[Id, Meaning | None] = {}

    def images(self) -> Iterator[AnnotatedImage]:
        """The images, with their annotations."""
        images = self._by_id("images", "file_name")
        by_image: dict[Id, list[tuple[int, Any]]] = {}
        for number, entry in enumerate(self._content["annotations"], start=1):
            where = f"{self._path}: annotations, entry {number}"
            image_id = _id(entry, "image_id", where)
            if image_id not in images:
                raise UserError(f"{where}, image_id: no image has the id {image_id!r}")
            by_image.setdefault(image_id, []).append((number, entry))
        people = people_apart(
            {
                image_id: [person for _, entry in found if (person := person_told(_attributes(entry)))]
                for image_id, found in by_image.items()
            }
        )
        for image_id, (number, entry) in images.items():
            yield self._image(
                entry,
                by_image.get(image_id, []),
                people.get(image_id),
                f"{self._path}: images, entry {number}",
            )

    def _by_id(self, part: str, field: str) -> dict[Id, tuple[int, Any]]:
        """The entries of a part, with their numbers; equal ones may occur again.

        Raises:
            UserError: two different ones have one id.
        """
        found: dict[Id, tuple[int, Any]] = {}
        for number, entry in enumerate(self._content[part], start=1):
            where = f"{self._path}: {part}, entry {number}"
            key = _id(entry, "id", where)
            first, known = found.setdefault(key, (number, entry))
            if known is not entry and _value(known, field, where) != _value(entry, field, where):
                raise UserError(
                    f"{where}: {_value(entry, field, where)!r} has the id {key!r}, as entry {first} "
                    f"({known[field]!r}) has; give each an id of its own"
                )
        return found

    def _image(
        self, entry: Any, annotations: list[tuple[int, Any]], people: str | None, where: str
    ) -> AnnotatedImage:
        name = str(_value(entry, "file_name", where))
        image = self._finder.find(
            self._candidates(name),
            f"{where}, file_name",
            written=[name],
            annotation=self._path,
            split=self._split,
        )
        width, height = image_size(image, where)
        written = tuple(whole_number(entry.get(side)) for side in ("width", "height"))
        if None not in written and written != (width, height):
            raise UserError(
                f"{where}: width, height: {written} is not the size of {image}, {(width, height)}; use the image "
                "that was annotated"
            )
        found = (
            self._face(annotation, width, height, f"{self._path}: annotations, entry {number}")
            for number, annotation in annotations
        )
        faces = tuple(face for face in found if face is not None)
        split = self._split or split_in(image.relative_to(self._root))
        identity = entry.get("identity")
        identity = identity if isinstance(identity, str) and identity else people
        return AnnotatedImage(image, below(self._root, image), width, height, faces, split, identity)

    def _face(self, entry: Any, width: int, height: int, where: str) -> AnnotatedFace | None:
        category = _id(entry, "category_id", where)
        if category not in self._categories:
            raise UserError(f"{where}, category_id: no category has the id {category!r}")
        box = box_inside(_box(entry.get("bbox"), f"{where}, bbox"), width, height, f"{where}, bbox")
        number, named = self._categories[category]
        place = f"{self._path}: categories, entry {number}"
        meaning = self._reading.meaning_of(str(_value(named, "name", place)), COMMON, f"{place}, name")
        if meaning is None:
            return None
        attributes = _attributes(entry)
        return AnnotatedFace(
            box,
            meaning.label,
            state_told(attributes, meaning),
            difficult=bool(entry.get("iscrowd") or entry.get("difficult")),
            attributes=attributes,
            person=person_told(attributes),
        )

    def _candidates(self, name: str) -> Iterator[Path]:
        """Where an image may lie: at its path, or its path below a folder of images or of its split."""
        written = PurePosixPath(name.replace("\\", "/"))
        shorter = PurePosixPath(*parts_of(name))
        for relative in dict.fromkeys((written, shorter)):
            for folder in dict.fromkeys((self._path.parent, self._path.parent.parent, self._root)):
                yield folder / relative
                for images in IMAGE_FOLDERS:
                    if self._split:
                        yield folder / images / self._split / relative
                    yield folder / images / relative
                for named in SPLITS:
                    if SPLITS[named] == self._split:
                        yield folder / named / relative


def _split_of_file(path: Path) -> str | None:
    """The split that a file's name tells: ``instances_train2017.json``, ``val.json``."""
    words = path.stem.lower().replace("-", "_").replace(".", "_").split("_")
    return next(
        (SPLITS[word] for word in (part.rstrip("0123456789") for part in words) if word in SPLITS), None
    )


def _value(entry: Any, name: str, where: str) -> Any:
    """A plain value of an entry."""
    value = entry.get(name) if isinstance(entry, dict) else None
    if value is None or isinstance(value, dict):
        raise UserError(f"{where}: has no {name}")
    if isinstance(value, list):
        raise UserError(f"{where}, {name}: expected one value, found a list")
    return value


def _id(entry: Any, name: str, where: str) -> Id:
    """A number that links entries; some programs write 7 as 7.0 or "7"."""
    value = _value(entry, name, where)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return value if isinstance(value, (int, str)) else repr(value)


def _attributes(entry: dict[str, Any]) -> dict[str, str]:
    """Of an annotation, as text."""
    attributes = entry.get("attributes")
    return {str(key): str(value) for key, value in attributes.items()} if isinstance(attributes, dict) else {}


def _box(values: Any, where: str) -> Box:
    if values is None or isinstance(values, dict):
        raise UserError(f"{where.removesuffix(', bbox')}: has no bbox")
    if (
        not isinstance(values, list)
        or len(values) != 4
        or not all(isinstance(value, (int, float)) and abs(value) < 1e9 for value in values)
    ):
        raise UserError(f"{where}: expected four numbers [x, y, width, height], found {str(values)[:80]}")
    return Box(*map(float, values))
