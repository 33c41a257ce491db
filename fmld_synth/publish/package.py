"""The folder of a publication and what becomes of it. Its files are whole or not there at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from fmld_synth.errors import UserError
from fmld_synth.files import PART, part_of, remove_parts
from fmld_synth.publish.packing import PackedFile, file_sha256

Report = Callable[[str], None]
"""Is told in one line how far a publication got."""


class Package(NamedTuple):
    """A folder that is ready to be sent.

    Attributes:
        folder: it lies in.
        files: paths of the published files below it, and their sizes in bytes.
    """

    folder: Path
    files: dict[str, int]


class Outcome(NamedTuple):
    """What became of a publication.

    Attributes:
        url: page of the published set.
        created: it is new; False when a version was added.
        public: everybody may see it.
        warnings: what the service did not take over, one line each.
    """

    url: str
    created: bool
    public: bool
    warnings: tuple[str, ...]


def open_package(folder: Path, mark: str) -> None:
    """Make the folder of a publication ready.

    Args:
        folder: new, empty, or of an earlier publication.
        mark: a file that every such folder holds.

    Raises:
        UserError: the folder holds other things, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        occupied = any(not path.name.endswith(PART) for path in folder.iterdir())
        if occupied and not (folder / mark).is_file():
            raise UserError(
                f"`package` {folder} is not empty and holds no {mark}, so it is no earlier publication; "
                "choose another folder"
            )
        remove_parts(folder)
        if not occupied:
            (folder / mark).touch()
    except OSError as error:
        raise UserError(
            f"`package` {folder}: {os.strerror(error.errno or 0)}; choose another folder"
        ) from error


def check_complete(folder: Path, names: Iterable[str]) -> None:
    """Make sure that a publication sends what was made for it, and nothing that came to lie beside it.

    Raises:
        UserError: the folder holds something else.
    """
    foreign = sorted({path.name for path in folder.iterdir()} - set(names))
    if foreign:
        raise UserError(
            f"`package` {folder} also holds {foreign[0]}, which would be published; move it away first"
        )


def write_text(path: Path, pieces: Iterable[str]) -> PackedFile:
    """Write a text in pieces, UTF-8; a file that holds the same already is left alone, its time included.

    Raises:
        UserError: the file cannot be written.
    """
    part = part_of(path)
    digest = hashlib.sha256()
    try:
        with part.open("wb") as file:
            for piece in pieces:
                content = piece.encode()
                digest.update(content)
                file.write(content)
        if not path.exists() or file_sha256(path) != digest.hexdigest():
            part.replace(path)
        return PackedFile(path.name, digest.hexdigest(), path.stat().st_size, 1)
    except OSError as error:
        raise UserError(
            f"cannot write {path}: {os.strerror(error.errno or 0)}; free some space or choose another folder"
        ) from error
    finally:
        part.unlink(missing_ok=True)
