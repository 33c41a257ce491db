"""Finding photographs: in a folder, in a text list, or one; and counting what is passed over."""

from __future__ import annotations

import os
import stat
from collections import Counter
from pathlib import Path
from typing import Literal, NamedTuple

from fmld_synth.errors import UserError, reason_of
from fmld_synth.photographs.endings import EXTENSIONS
from fmld_synth.regular_files import read_regular_file

LIST_EXTENSIONS = frozenset({".txt", ".lst"})
NO_ENDING = "no ending"
"""Of files without one, where files are counted by their endings."""


class FoundPhotographs(NamedTuple):
    """What a search found.

    photographs: the files to read, in a fixed order.
    unreadable: folders that could not be listed, and why.
    passed_over: number of other files in a folder by their ending, in lower case; hidden ones do not count.
    """

    photographs: list[Path]
    unreadable: list[tuple[Path, str]]
    passed_over: dict[str, int]


def find_photographs(source: Path) -> FoundPhotographs:
    """List the photographs of a folder (with its subfolders), a text list, or a single file.

    In a folder, files count by their extension; hidden files and folders are left out, and a folder reached
    twice through links is entered once. A list (``.txt`` or ``.lst``) names one path a line, relative to the
    list; empty lines and lines that start with ``#`` say nothing.

    Raises:
        UserError: ``source`` does not exist or cannot be read.
    """
    try:
        if source.is_dir():
            return _find_in_folder(source)
        if not source.exists():
            raise UserError(
                f"`input` {source}: no such file or folder; give a folder, a photograph or a text list"
            )
        if source.suffix.lower() in LIST_EXTENSIONS:
            return FoundPhotographs(_read_list(source), [], {})
    except OSError as error:
        raise UserError(f"`input` {source}: {error.strerror}; check its permissions") from error
    return FoundPhotographs([source], [], {})


def _read_list(source: Path) -> list[Path]:
    try:
        lines = read_regular_file(source).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UserError(f"`input` {source}: is not UTF-8 text; save the list as UTF-8") from error
    names = (line.strip() for line in lines)
    return list(dict.fromkeys(source.parent / name for name in names if name and not name.startswith("#")))


def _find_in_folder(folder: Path) -> FoundPhotographs:
    """Walk a folder in the order of names, so that which of two links to a folder is followed is fixed."""
    found = FoundPhotographs([], [], {})
    endings: Counter[str] = Counter()
    entered: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            identity = current.stat()
            if (identity.st_dev, identity.st_ino) in entered:
                continue
            entered.add((identity.st_dev, identity.st_ino))
            with os.scandir(current) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            if current == folder:
                raise
            found.unreadable.append((current, reason_of(error)))
            continue
        visible = [entry for entry in entries if not entry.name.startswith(".")]
        waiting += [current / entry.name for entry in reversed(visible) if _kind(entry) == "folder"]
        found.photographs.extend(current / entry.name for entry in visible if _is_photograph(entry))
        endings.update(ending(entry.name) for entry in visible if _is_passed_over(entry))
    found.photographs.sort()
    found.passed_over.update(sorted(endings.items()))
    return found


def ending(name: str) -> str:
    """The ending of a file's name in lower case, with its dot."""
    return Path(name).suffix.lower() or NO_ENDING


def counted_endings(passed_over: dict[str, int]) -> str:
    """Files that were passed over, for a summary: ``3 .mp4, 1 .txt``."""
    return ", ".join(f"{number:,} {name}" for name, number in passed_over.items())


def _is_photograph(entry: os.DirEntry[str]) -> bool:
    """By its extension; a broken link counts, so that reading it leaves a record."""
    return ending(entry.name) in EXTENSIONS and _kind(entry) in ("file", "broken")


def _is_passed_over(entry: os.DirEntry[str]) -> bool:
    return not _is_photograph(entry) and _kind(entry) != "folder"


def _kind(entry: os.DirEntry[str]) -> Literal["folder", "file", "broken", "other"]:
    """What an entry is once its links are followed; ``other`` is a pipe, a socket or a device."""
    try:
        mode = entry.stat().st_mode
    except OSError:
        return "broken"
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"
