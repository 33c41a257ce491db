"""Which images of a YOLO set are in which split: as its description tells, on whatever machine that was written."""

from __future__ import annotations

import os
from pathlib import Path

from fmld_synth.dataset.readers.image_files import below, image_files, read_text
from fmld_synth.dataset.readers.locating import ImageFinder, parts_of
from fmld_synth.dataset.readers.reading import Reading, counted
from fmld_synth.dataset.readers.splits import split_in, telling_words
from fmld_synth.dataset.readers.yolo_description import Description, Place
from fmld_synth.errors import UserError


def images_of_splits(
    root: Path, description: Description, images: list[Path], reading: Reading
) -> dict[Path, str | None]:
    """The images of a set, in order, with their splits.

    Args:
        root: folder of the set.
        description: where its splits lie, if it says so; else the folders' names tell.
        images: all image files below ``root``.
        reading: is told of splits that are not there, and of paths of other machines.

    Raises:
        UserError: none of the splits is there, a listed image is missing, or two splits lead to one folder.
    """
    if not description.places:
        return {image: split_in(image.relative_to(root)) for image in images}
    found: dict[Path, str | None] = {}
    twice: dict[tuple[str | None, str], int] = {}
    taken: dict[Path, Place] = {}
    for place in description.places:
        path = _resolved(root, description.home, place, reading)
        if path is None:
            continue
        former = taken.setdefault(path, place)
        if former.split != place.split and former.written != place.written:
            raise UserError(
                f"{place.where}: {place.written} and {former.written} both lead to {below(root, path)}; correct them"
            )
        for image in image_files(path) if path.is_dir() else _listed(root, description.home, path, place):
            if image in found and found[image] != place.split:
                pair = found[image], place.split
                twice[pair] = twice.get(pair, 0) + 1
            found.setdefault(image, place.split)
    if not taken:
        first = description.places[0]
        raise UserError(f"{first.where}: {first.written} is not a folder or list inside {root}")
    for (first_split, second), number in twice.items():
        reading.remark(
            f"{root}: {counted(number, 'image')} both in {first_split} and in {second}: taken for {first_split}"
        )
    return found


def _resolved(root: Path, home: Path, place: Place, reading: Reading) -> Path | None:
    """The folder or list that a description means: as written, else the longest end of its path; None without any."""
    for path in (home / place.base / place.written, home / place.written):
        if _exists(path) and _is_inside(root, path):
            return _from(root, path)
    parts = parts_of(place.written)
    for start in range(len(parts)):
        for folder in dict.fromkeys((home, root)):
            found = _below_in_any_case(folder, parts[start:])
            if found is not None and _is_inside(root, found):
                if telling_words(parts[:start]) or found.relative_to(folder).parts != parts[start:]:
                    reading.remark(
                        f"{place.where}: {place.written} is not here; {below(root, found)} is read instead"
                    )
                return _from(root, found)
    reading.remark(f"{place.where}: {place.written} is not in {root}; the split {place.split} is left out")
    return None


def _below_in_any_case(folder: Path, parts: tuple[str, ...]) -> Path | None:
    """The file or folder of these names, whatever their case."""
    for part in parts:
        try:
            names = sorted(path.name for path in folder.iterdir())
        except OSError:
            return None
        fitting = [name for name in names if name.lower() == part.lower()]
        if not fitting:
            return None
        folder /= part if part in fitting else fitting[0]
    return folder


def _is_inside(root: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _from(root: Path, path: Path) -> Path:
    """The same file or folder, by the way that leads straight to it from the set's folder."""
    return root / path.resolve().relative_to(root.resolve())


def _exists(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises when a name is too long


def _listed(root: Path, home: Path, path: Path, place: Place) -> list[Path]:
    """The images of a list."""
    finder = ImageFinder(root)
    names = [line.strip() for line in read_text(path).splitlines() if line.strip()]
    found = [
        finder.find((path.parent / name, home / name, root / name), f"{path}, line {number}", written=[name])
        for number, name in enumerate(names, start=1)
    ]
    return [_from(root, image) for image in found]
