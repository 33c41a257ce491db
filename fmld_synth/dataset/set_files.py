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
    root = os.path.realpath(folder)
    if os.path.commonpath((root, os.path.realpath(path))) != root:
        raise LeadsOutsideError(below)
    return Path(path)


def read_file_of_set(folder: Path, below: str) -> bytes:
    """The content of a file of a set.

    Raises:
        OSError: it leads outside the set (:class:`LeadsOutsideError`), or cannot be read.
    """
    return read_regular_file(file_of_set(folder, below))
