"""Where the image of an annotation lies: as written, or where sets are laid out otherwise."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from fmld_synth.dataset.readers.image_files import below, image_files, last_part
from fmld_synth.dataset.readers.splits import IMAGE_FOLDERS, split_in, split_of_name, telling_words
from fmld_synth.errors import UserError
from fmld_synth.photographs.endings import EXTENSIONS

TRIES_SHOWN = 3


class ImageFinder:
    """Finds the images that annotations of a set name.

    Args:
        root: folder of the set; nothing outside it is found.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._inside = root.resolve()

    def find(
        self,
        candidates: Iterable[Path],
        where: str,
        *,
        written: Iterable[str] = (),
        annotation: Path | None = None,
        split: str | None = None,
    ) -> Path:
        """The first candidate that exists, else the one image of the set that a written path fits.

        Args:
            candidates: where the image should lie.
            where: names the annotation in messages.
            written: paths or names of the image as the annotation writes them; folders of other machines count as far
                as the set has them.
            annotation: the file that names the image.
            split: of the annotation, where known; an image of another split is not meant.

        Raises:
            UserError: none does, several do, or the image lies outside the set.
        """
        tried = list(dict.fromkeys(candidates))
        for path in tried:
            if os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises when a name is too long
                if not path.resolve().is_relative_to(self._inside):
                    raise UserError(
                        f"{where}: {path} lies outside {self._root}; name files inside the set only"
                    )
                return path
        for name in written:
            found = self._fitting(name, where, annotation, split)
            if found is not None:
                return found
        places = [below(self._root, path) for path in tried] or [*written] or ["an image"]
        others = ", ".join(places[1:TRIES_SHOWN])
        tried_too = f", and so are {others} and whatever else may be meant" if others else ""
        raise UserError(
            f"{where}: the image {places[0]} is missing in {self._root}{tried_too}; put it there, or take its "
            "annotation away"
        )

    def _fitting(self, written: str, where: str, annotation: Path | None, split: str | None) -> Path | None:
        """The image whose path has the longest end in common with the written one, if nothing speaks against it."""
        parts = parts_of(written)
        if not parts:
            return None
        home = annotation.parent.relative_to(self._root).parts if annotation is not None else ()
        wanted = split or split_in(PurePosixPath(*parts))
        ranked: dict[tuple[int, bool], list[Path]] = {}
        for path in self._by_name.get(parts[-1].lower(), ()):
            own = path.relative_to(self._root).parts
            shared = 1 + _common(_upwards(parts), _upwards(own))
            its_split = split_in(PurePosixPath(*own))
            if None not in (wanted, its_split) and wanted != its_split:
                continue
            if not path.resolve().is_relative_to(self._inside):
                continue
            beyond = own[_common(home, own[:-shared]) : len(own) - shared]
            if _tells(parts[:-shared]) and _tells(beyond):
                continue  # folders of other names: another picture may have the same name
            ranked.setdefault((shared, its_split == wanted), []).append(path)
        if not ranked:
            return None
        first, *others = ranked[max(ranked)]
        if others:
            raise UserError(
                f"{where}: {written} may be {below(self._root, first)} or {below(self._root, others[0])}; write the "
                "whole path of the image"
            )
        return first

    @cached_property
    def _by_name(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for path in image_files(self._root):
            found.setdefault(path.name.lower(), []).append(path)
            found.setdefault(path.stem.lower(), []).append(path)
        return found


def parts_of(written: str) -> tuple[str, ...]:
    r"""The folders and the name of a path of any system, without what only its machine knows.

    ``C:\data\a.jpg``, ``file:///data/a.jpg``, ``/data/local-files/?d=data/a.jpg`` and ``../data/a.jpg`` all become
    ``data``, ``a.jpg``; ``%20`` becomes a space.
    """
    path = re.sub(r"^[a-z][a-z0-9+.-]+://[^/]*", "", written, flags=re.IGNORECASE)
    path = path.partition("?d=")[2] or path
    path = re.sub(r"^[a-z]:", "", unquote(path).replace("\\", "/"), flags=re.IGNORECASE)
    return tuple(part for part in path.split("/") if part not in ("", ".", ".."))


def beside(annotation: Path, filename: str | None) -> Iterator[Path]:
    """Where the image of an annotation file may lie: beside it, or in a folder of images next to its own.

    Args:
        annotation: the file.
        filename: what it calls its image; else any image of its own name is looked for.
    """
    stem = annotation.stem
    names = [last_part(filename)] if filename else []
    # `0001.jpg.json` is an annotation of `0001.jpg`.
    names += [stem] if Path(stem).suffix.lower() in EXTENSIONS else []
    names += [stem + extension for extension in EXTENSIONS]
    names += [stem + extension.upper() for extension in EXTENSIONS]
    folders = [annotation.parent]
    folders += [annotation.parent.parent / folder for folder in IMAGE_FOLDERS]
    # `annotations/train/1.xml` belongs to `images/train/1.jpg`.
    grandparent = annotation.parent.parent.parent
    folders += [grandparent / folder / annotation.parent.name for folder in IMAGE_FOLDERS]
    return (folder / name for name in names for folder in folders)


def _tells(parts: Iterable[str]) -> bool:
    """Whether folders say more than a split."""
    return any(split_of_name(word) is None for word in telling_words(parts))


def _upwards(parts: Sequence[str]) -> list[str]:
    """The folders above a file, the innermost first, in lower case."""
    return [part.lower() for part in reversed(parts[:-1])]


def _common(first: Iterable[str], second: Iterable[str]) -> int:
    """How many parts two paths have in common at their beginning."""
    number = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        number += 1
    return number
