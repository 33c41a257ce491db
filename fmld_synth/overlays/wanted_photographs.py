"""The photographs that a set is rebuilt from: which are needed, and where they lie."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from fmld_synth.dataset.record_lines import read_lines
from fmld_synth.dataset.records import Record
from fmld_synth.execution.threads import done_ahead
from fmld_synth.photographs.finding import find_photographs
from fmld_synth.regular_files import open_regular_file

Why = Literal["missing", "altered", "other_bytes"]
"""What keeps pictures from being rebuilt: their photograph is ``missing``; the file in its place is
``altered``; or the libraries here encode or decode to ``other_bytes`` than those the set was made with."""


class Shortfall(BaseModel):
    """A photograph whose pictures could not all be rebuilt.

    Attributes:
        photograph: its path below the folder of faces when the set was made.
        sha256: of its file.
        why: what is wrong with it.
        pictures: number of pictures that are left out.
    """

    photograph: str
    sha256: str
    why: Why
    pictures: int


def shortfall_of(record: Record, why: Why) -> Shortfall:
    """The photograph of a record, with no picture counted yet."""
    return Shortfall(photograph=record.source.path, sha256=record.source.sha256, why=why, pictures=0)


def wanted_photographs(manifest: Path) -> dict[str, Shortfall]:
    """All photographs of a set by their SHA-256, as if missing, with how many pictures are made of each.

    Raises:
        UserError: the manifest cannot be read.
    """
    wanted: dict[str, Shortfall] = {}
    for record in read_lines(manifest, Record):
        wanted.setdefault(record.source.sha256, shortfall_of(record, "missing")).pictures += 1
    return wanted


def find_wanted(wanted: dict[str, Shortfall], faces: Path) -> dict[str, Path]:
    """Where photographs lie: looked for where they lay, then, if some are not there, in all files.

    Args:
        wanted: by SHA-256; those whose place holds another file now become ``altered``.
        faces: folder to look in.

    Returns:
        Paths by SHA-256, of those that were found.
    """
    paths: dict[str, Path] = {}
    places = [faces / one.photograph for one in wanted.values()]
    for (sha256, one), (path, found) in zip(wanted.items(), done_ahead(_sha256_at, places), strict=True):
        if found == sha256:
            paths[sha256] = path
        elif found is not None:
            one.why = "altered"
    if len(paths) < len(wanted):
        for path, found in done_ahead(_sha256_at, find_photographs(faces).photographs):
            if found in wanted:
                paths.setdefault(found, path)
    return paths


def _sha256_at(path: Path) -> str | None:
    """Of the file's content; None when there is none that can be read."""
    digest = hashlib.sha256()
    try:
        with open_regular_file(path) as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return None
    return digest.hexdigest()
