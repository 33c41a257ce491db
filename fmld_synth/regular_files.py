"""Reading files that anybody may have made: only regular ones, and no more of them than is asked for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 1 << 30
"""Of a file that is read whole: 1 GiB, four times an uncompressed 16-bit photograph of the largest size."""


def open_regular_file(path: Path) -> BinaryIO:
    """Open a file for reading its bytes.

    A pipe, a socket or a device, on which reading may wait for ever or never end, is refused; so is waiting for
    what some files of the system would tell later.

    Raises:
        OSError: it cannot be opened, or is not a regular file.
    """
    if not stat.S_ISREG(path.stat().st_mode):  # opening a device can change it
        raise _not_regular(path)
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    file = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # it was exchanged in between
        file.close()
        raise _not_regular(path)
    return file


def read_regular_file(path: Path, most_bytes: int | None = None) -> bytes:
    """The content of a file.

    Args:
        path: of the file.
        most_bytes: it may hold; None for ``MOST_BYTES``.

    Raises:
        OSError: it cannot be read, is not a regular file, or (EFBIG) holds more.
    """
    most_bytes = MOST_BYTES if most_bytes is None else most_bytes
    with open_regular_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        content = bytearray()
        while size <= most_bytes and (block := _block(file, min(max(size, 1 << 16), most_bytes + 1), path)):
            content += block
            size = max(size, len(content))
    if size > most_bytes:
        raise OSError(errno.EFBIG, f"holds more than {most_bytes:,} bytes", str(path))
    return bytes(content)


def _block(file: BinaryIO, most: int, path: Path) -> bytes:
    block: bytes | None = file.read(most)
    if block is None:
        raise OSError(errno.EAGAIN, "gives no data now", str(path))
    return block


def _not_regular(path: Path) -> OSError:
    what = "is a folder" if path.is_dir() else "is not a regular file"
    return OSError(errno.EINVAL, what, str(path))
