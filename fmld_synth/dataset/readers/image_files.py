"""The image files of a set: where they lie, how large they are, that their boxes and names are possible."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from PIL import Image

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.photographs.reading import DECODER_ERRORS, EXTENSIONS, FORMATS, ORIENTATION

SPLITS = {
    "train": "train", "training": "train",
    "val": "val", "valid": "val", "validation": "val",
    "test": "test", "testing": "test",
}  # fmt: skip
IMAGE_FOLDERS = ("images", "JPEGImages", "image", "Images", "imgs")


def image_size(path: Path, where: str) -> tuple[int, int]:
    """Upright width and height of an image, from its header.

    Args:
        path: of the image file.
        where: names what refers to it, for messages.

    Raises:
        UserError: it cannot be opened.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            width, height = image.size
            turned = _is_turned(image)
    except (*DECODER_ERRORS, Image.DecompressionBombError) as error:
        raise UserError(f"{where}: {path} is no image that can be read ({error}); replace it") from None
    return (height, width) if turned else (width, height)


def _is_turned(image: Image.Image) -> bool:
    """Whether the picture is stored lying on its side."""
    try:
        return bool(image.getexif().get(ORIENTATION, 1) >= 5)
    except DECODER_ERRORS:  # the header is whole, what follows it is not: whoever reads the pixels skips it
        return False


def split_in(path: PurePosixPath | Path) -> str | None:
    """The split that a folder on the path names; the innermost one counts. None when none does."""
    for part in reversed(path.parts[:-1]):
        if part.lower() in SPLITS:
            return SPLITS[part.lower()]
    return None


def below(root: Path, path: Path) -> str:
    """A path relative to a set's folder, with / between folders."""
    return os.path.relpath(path, root).replace(os.sep, "/")


def files_with(root: Path, *extensions: str) -> list[Path]:
    """All files below ``root`` with one of the extensions (lower case), sorted; hidden ones are left out."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(folder, name)
            for name in names
            if not name.startswith(".") and Path(name).suffix.lower() in extensions
        ]
    return sorted(found)


def image_files(root: Path) -> list[Path]:
    """All image files below ``root``, sorted."""
    return files_with(root, *EXTENSIONS)


def find_image(root: Path, candidates: Iterable[Path], where: str) -> Path:
    """The first candidate that exists.

    Raises:
        UserError: none does, or it lies outside ``root``.
    """
    tried = list(dict.fromkeys(candidates))
    for path in tried:
        if os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises when a name is too long
            if not path.resolve().is_relative_to(root.resolve()):
                raise UserError(f"{where}: {path} lies outside {root}; name files inside the set only")
            return path
    expected = below(root, tried[0]) if tried else "an image"
    raise UserError(
        f"{where}: the image {expected} is missing in {root}; put it there, or take its annotation away"
    )


def beside(annotation: Path, filename: str | None) -> Iterator[Path]:
    """Where the image of an annotation file may lie: beside it, or in a folder of images next to its own.

    Args:
        annotation: the file.
        filename: what it calls its image; else any image of its own name is looked for.
    """
    stem = annotation.stem
    names = [PurePosixPath(filename.replace("\\", "/")).name] if filename else []
    # `0001.jpg.json` is an annotation of `0001.jpg`.
    names += [stem] if Path(stem).suffix.lower() in EXTENSIONS else []
    names += [stem + extension for extension in sorted(EXTENSIONS)]
    names += [stem + extension.upper() for extension in sorted(EXTENSIONS)]
    folders = [annotation.parent]
    folders += [annotation.parent.parent / folder for folder in IMAGE_FOLDERS]
    # `annotations/train/1.xml` belongs to `images/train/1.jpg`.
    grandparent = annotation.parent.parent.parent
    folders += [grandparent / folder / annotation.parent.name for folder in IMAGE_FOLDERS]
    return (folder / name for name in names for folder in folders)


def box_inside(box: Box, width: int, height: int, where: str) -> Box:
    """The part of a box inside its image.

    Annotators often draw a little over the border, so what sticks out is cut off; a box that has nothing
    inside, or that is no box at all, is a mistake.

    Raises:
        UserError: nothing of the box lies inside the image.
    """
    inside = box.clipped(width, height)
    if box.width <= 0 or box.height <= 0 or not inside.area > 0:
        raise UserError(
            f"{where}: the box {tuple(round(value, 2) for value in box)} (x, y, width, height) has nothing "
            f"inside the image of {width} x {height} px; correct or delete it"
        )
    return inside


def checked_names(images: Iterable[AnnotatedImage]) -> Iterator[AnnotatedImage]:
    """Pass images on, and make sure that there are some and that none is annotated twice.

    Raises:
        UserError: a name occurs twice.
    """
    known: set[str] = set()
    for image in images:
        if image.name in known:
            raise UserError(f"{image.path}: the image is annotated twice; keep one of the annotations")
        known.add(image.name)
        yield image


def read_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        UserError: it cannot be read or is not JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path} is not JSON: {error}") from None


def nothing_found(folder: Path, what: str) -> UserError:
    """What to raise for an empty set."""
    return UserError(f"{folder}: no {what} found there; name the folder that holds the set")
