"""The files of a set: listing them, and that sizes, boxes and names of its images are possible."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from PIL import Image

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.errors import Rejected, UserError, reason_of
from fmld_synth.geometry import Box
from fmld_synth.photographs.endings import EXTENSIONS
from fmld_synth.photographs.opening import DECODER_ERRORS, upright_size
from fmld_synth.regular_files import read_regular_file

LYING = range(5, 9)
"""EXIF orientations of pictures that are stored on their side; other values are none of the standard's."""


def image_size(path: Path, where: str) -> tuple[int, int]:
    """Upright width and height of an image, from its header.

    Args:
        path: of the image file.
        where: names what refers to it, for messages.

    Raises:
        UserError: it cannot be opened.
    """
    try:
        return upright_size(path)
    except Rejected as rejected:
        message = rejected.measured.get("message", rejected.reason)
        raise UserError(f"{where}: {path} is not a readable image ({message})") from None
    except (*DECODER_ERRORS, Image.DecompressionBombError) as error:
        message = reason_of(error)
        raise UserError(f"{where}: {path} is not a readable image ({message}); replace it") from None


def below(root: Path, path: Path) -> str:
    """A path relative to a set's folder, with / between folders."""
    return os.path.relpath(path, root).replace(os.sep, "/")


def files_with(root: Path, *extensions: str) -> list[Path]:
    """All regular files below ``root`` with one of the extensions (lower case), sorted; hidden ones are left out.

    Links to folders are not followed.
    """
    found: list[Path] = []
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = [entry for entry in listing if not entry.name.startswith(".")]
        except OSError:  # a folder that is gone, or that nobody may look into
            continue
        waiting += [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
        found += [
            Path(entry) for entry in entries if entry.name.lower().endswith(extensions) and entry.is_file()
        ]
    return sorted(found)


def by_depth(root: Path, paths: Iterable[Path]) -> list[Path]:
    """Paths below ``root``, those in the fewest folders first."""
    return sorted(paths, key=lambda path: (len(path.relative_to(root).parts), path))


def image_files(root: Path) -> list[Path]:
    """All image files below ``root``, sorted."""
    return files_with(root, *EXTENSIONS)


def box_inside(box: Box, width: int, height: int, where: str, *, in_pixels: bool = True) -> Box:
    """The part of a box inside its image.

    Annotators often draw a little over the border, so what sticks out is cut off; a box that has nothing
    inside, or that is no box at all, is a mistake. So is one in the first pixel: it is written in shares of the
    image.

    Args:
        box: in pixels.
        width, height: of the image.
        where: names the box in messages.
        in_pixels: whether its file gives it in pixels; else it was written in shares and multiplied already.

    Raises:
        UserError: nothing of the box lies inside the image, or it holds shares instead of pixels.
    """
    inside = box.clipped(width, height)
    written = tuple(round(value, 4) for value in box)
    if box.width <= 0 or box.height <= 0 or not inside.area > 0:
        raise UserError(
            f"{where}: the box {written} (x, y, width, height) has nothing inside the image of {width} x {height} "
            "px; correct or delete it"
        )
    if in_pixels and box.x + box.width <= 1.5 and box.y + box.height <= 1.5:
        raise UserError(
            f"{where}: the box {written} (x, y, width, height) is smaller than a pixel: it looks like shares of the "
            f"image of {width} x {height} px; multiply them by its width and height"
        )
    return inside


def checked_names(images: Iterable[AnnotatedImage]) -> Iterator[AnnotatedImage]:
    """Pass images on, and make sure that none is annotated twice and that all names are text.

    Raises:
        UserError: a name occurs twice, or is not UTF-8.
    """
    known: set[str] = set()
    for image in images:
        check_name(image.path, image.name)
        if image.name in known:
            raise UserError(f"{image.path}: the image is annotated twice; keep one of the annotations")
        known.add(image.name)
        yield image


def check_name(path: Path, name: str) -> None:
    """Make sure that the name of a file is text.

    Args:
        path: of the file.
        name: its path below the set.

    Raises:
        UserError: it is not.
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise UserError(f"{path}: the name is not UTF-8; rename the file") from None


def read_bytes(path: Path) -> bytes:
    """The content of an annotation file.

    Raises:
        UserError: it cannot be read.
    """
    try:
        return read_regular_file(path)
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None


def read_text(path: Path) -> str:
    """The content of a text file, UTF-8 with or without a mark.

    Raises:
        UserError: it cannot be read or is not UTF-8.
    """
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path} is not UTF-8 text; save it as UTF-8") from None


def read_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        UserError: it cannot be read or is not JSON.
    """
    try:
        return json.loads(read_bytes(path))
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path} is not JSON: {error}") from None


def whole_number(value: Any) -> int | None:
    """A number of pixels that a file may also write as 320.0 or "320"; None when it says none."""
    try:
        number = float(value) if isinstance(value, (int, float, str)) else 0.0
    except (ValueError, OverflowError):
        return None
    return round(number) if 0 < number < 1e9 else None


def nothing_found(folder: Path, what: str) -> UserError:
    """What to raise for an empty set."""
    return UserError(f"{folder}: no {what} found there; name the folder that holds the set")


def last_part(name: str) -> str:
    """The name of a file at the end of a path of any system."""
    return PurePosixPath(name.replace("\\", "/")).name
