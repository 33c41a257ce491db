"""YOLO: a text file an image, one face a line, and ``data.yaml`` or ``classes.txt`` with the class names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.readers.image_files import (
    SPLITS,
    below,
    box_inside,
    checked_names,
    find_image,
    image_files,
    image_size,
    nothing_found,
    split_in,
)
from fmld_synth.dataset.readers.labels import COMMON, Meaning
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.regular_files import read_regular_file

DESCRIPTIONS = ("data.yaml", "data.yml", "dataset.yaml")
CLASS_LISTS = ("classes.txt", "obj.names", "labels/classes.txt")


def read_yolo(root: Path) -> Iterator[AnnotatedImage]:
    """Read a set in YOLO's layout; an image without a text file has no faces.

    ``class x y width height`` gives the centre and size as shares of the image; a line with more numbers is
    the outline of a mask or face, whose box is taken.

    Raises:
        UserError: class names or images are missing, or a line is broken; file and line are named.
    """
    description = next((root / name for name in DESCRIPTIONS if (root / name).is_file()), None)
    meanings, where = _described(description) if description else _listed(root)
    images = list(_images(root, description))
    if not images:
        raise nothing_found(root, "images")
    _check_every_label_has_its_image([image for image, _ in images])
    return checked_names(_read(root, image, split, meanings, where) for image, split in images)


def recognises(root: Path) -> bool:
    """Whether the folder names the classes of a YOLO set."""
    return any((root / name).is_file() for name in (*DESCRIPTIONS, *CLASS_LISTS))


def label_file(image: Path) -> Path:
    """Where an image's faces are listed: beside it, or with the last ``images`` on its path as ``labels``."""
    parts = list(image.parts)
    for place in range(len(parts) - 2, -1, -1):
        if parts[place].lower() == "images":
            parts[place] = "labels"
            return Path(*parts).with_suffix(".txt")
    return image.with_suffix(".txt")


def _described(path: Path) -> tuple[dict[int, Meaning], str]:
    content = _yaml(path)
    names = content.get("names")
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, dict) or not names:
        raise UserError(f"{path}: names: expected the names of the classes")
    meanings = {}
    for number, name in names.items():
        if not str(number).isdigit():
            raise UserError(f"{path}: names: {number!r} is no class number")
        if not isinstance(name, (str, int)):  # printing nested ones could fill the memory
            raise UserError(f"{path}: names, {number}: expected a name, found {type(name).__name__}")
        meanings[int(number)] = COMMON.meaning_of(str(name), f"{path}: names, {number}")
    return meanings, f"{path}: names"


def _yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(read_regular_file(path))
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UserError(f"{path} is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise UserError(f"{path}: expected names and folders, found {type(content).__name__}")
    return content


def _listed(root: Path) -> tuple[dict[int, Meaning], str]:
    for name in CLASS_LISTS:
        path = root / name
        if path.is_file():
            lines = [line.strip() for line in _text(path).splitlines() if line.strip()]
            return {
                number: COMMON.meaning_of(line, f"{path}, line {number + 1}")
                for number, line in enumerate(lines)
            }, str(path)
    raise UserError(f"{root}: class names are missing; add data.yaml with names, or classes.txt")


def _images(root: Path, description: Path | None) -> Iterator[tuple[Path, str | None]]:
    """Images with their splits: as ``data.yaml`` tells, else every image in the folder."""
    content = _yaml(description) if description else {}
    named = [(key, SPLITS[key]) for key in content if key in SPLITS and content[key]]
    if description is None or not named:
        for image in image_files(root):
            yield image, split_in(image.relative_to(root))
        return
    for key, split in named:
        places = content[key] if isinstance(content[key], list) else [content[key]]
        for place in places:
            for image in _images_at(root, content.get("path") or "", place, f"{description}: {key}"):
                yield image, split


def _images_at(root: Path, base: Any, place: Any, where: str) -> list[Path]:
    """Images in a folder or text list, relative to ``base``, where that is inside the set, or ``root``."""
    if not (isinstance(base, str) and isinstance(place, str)):
        raise UserError(f"{where}: expected the path of a folder or list")
    candidates = [root / base / place, root / place, root / place.removeprefix("../")]
    for path in candidates:
        if path.resolve().is_relative_to(root.resolve()):
            if path.is_dir():
                return image_files(path)
            if path.is_file():
                names = [line.strip() for line in _text(path).splitlines() if line.strip()]
                return [
                    find_image(root, (path.parent / name, root / name), f"{path}, line {number}")
                    for number, name in enumerate(names, start=1)
                ]
    raise UserError(f"{where}: {place} is no folder or list inside {root}")


def _check_every_label_has_its_image(images: list[Path]) -> None:
    """A deleted image would else take its faces along without a word.

    Raises:
        UserError: a text file in a folder of labels belongs to no image; it is named.
    """
    expected = {label_file(image) for image in images}
    for folder in sorted({path.parent for path in expected} - {image.parent for image in images}):
        for path in sorted(folder.glob("*.txt")):
            if path not in expected and path.name not in ("classes.txt", "labels.txt"):
                raise UserError(f"{path}: there is no image for these labels; put it back, or delete them")


def _read(
    root: Path, image: Path, split: str | None, meanings: dict[int, Meaning], names: str
) -> AnnotatedImage:
    labels = label_file(image)
    width, height = image_size(image, str(image))
    faces = []
    for number, line in enumerate(_text(labels).splitlines() if labels.is_file() else (), start=1):
        if line.strip():
            faces.append(_face(line.split(), meanings, names, width, height, f"{labels}, line {number}"))
    return AnnotatedImage(image, below(root, image), width, height, tuple(faces), split)


def _face(
    words: list[str], meanings: dict[int, Meaning], names: str, width: int, height: int, where: str
) -> AnnotatedFace:
    try:
        number, values = int(words[0]), [float(word) for word in words[1:]]
    except ValueError:
        raise UserError(
            f"{where}: expected a class number and shares of the image, found {' '.join(words)!r}"
        ) from None
    if number not in meanings:
        raise UserError(f"{where}: class {number} is not in {names}")
    if len(values) == 4:
        across, down, box_width, box_height = values
        box = Box(across - box_width / 2, down - box_height / 2, box_width, box_height)
    elif len(values) >= 6 and len(values) % 2 == 0:
        left, top, right, bottom = min(values[::2]), min(values[1::2]), max(values[::2]), max(values[1::2])
        box = Box(left, top, right - left, bottom - top)
    else:
        raise UserError(
            f"{where}: expected x, y, width and height, or the points of an outline, after the class"
        )
    if not all(abs(value) <= 2 for value in values):
        raise UserError(f"{where}: expected shares of the image from 0 to 1, found {max(values, key=abs)}")
    pixels = Box(box.x * width, box.y * height, box.width * width, box.height * height)
    meaning = meanings[number]
    return AnnotatedFace(box_inside(pixels, width, height, where), meaning.label, meaning.wear_state)


def _text(path: Path) -> str:
    try:
        return read_regular_file(path).decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UserError(f"{path} is no UTF-8 text; save it as UTF-8") from None
