"""The files that the records of a set name: below its folder, and no link leads them elsewhere."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from fmld_synth.errors import printable
from fmld_synth.regular_files import read_regular_file


class LeadsOutsideError(OSError):
    """A record names a file outside its set, by its path or through a link."""

    def __init__(self, below: str) -> None:
        super().__init__(errno.EXDEV, "leads outside the set", printable(below))


def file_of_set(folder: Path, below: str) -> Path:
    """Where a file of a set lies; it may be missing.

    Args:
        folder: of the set.
        below: path in the set, as a record says.

    Raises:
        LeadsOutsideError: it is not below the folder, once links are followed.
    """
    if "\0" in below or below.startswith(("/", "\\")) or ".." in below.replace("\\", "/").split("/"):
        raise LeadsOutsideError(below)
    path = os.path.join(folder, below)  # noqa: PTH118 - many a second
    if _has_link(path, len(str(folder))):
        root = os.path.realpath(folder)
        if os.path.commonpath((root, os.path.realpath(path))) != root:
            raise LeadsOutsideError(below)
    return Path(path)


def _has_link(path: str, start: int) -> bool:
    """Whether the file or a folder on the way to it, behind the first ``start`` characters, may be a link.

    Far cheaper than following links from the root of the disk, for the many files of a set that has none.
    Windows has more kinds of links than ``islink`` knows, so that there they are always followed.
    """
    if os.name == "nt":
        return True
    while len(path) > start:
        if os.path.islink(path):  # noqa: PTH114 - many a second
            return True
        path = os.path.dirname(path)  # noqa: PTH120 - many a second
    return False


def read_file_of_set(folder: Path, below: str) -> bytes:
    """The content of a file of a set.

    Raises:
        OSError: it leads outside the set (:class:`LeadsOutsideError`), or cannot be read.
    """
    return read_regular_file(file_of_set(folder, below))
