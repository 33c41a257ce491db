"""Reading files that anybody may have made: only regular ones, and no more of them than is asked for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 1 << 30
"""Of a file that is read whole: 1 GiB, four times an uncompressed 16-bit photograph of the largest size."""

BLOCK = 1 << 16


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
        content = _block(file, size + 1, path) if size <= most_bytes else b""
        if len(content) > size:  # the system did not know how much it is
            content = _to_the_end(file, bytearray(content), most_bytes, path)
    if max(size, len(content)) > most_bytes:
        raise OSError(errno.EFBIG, f"holds more than {most_bytes:,} bytes", str(path))
    return content


def _to_the_end(file: BinaryIO, content: bytearray, most_bytes: int, path: Path) -> bytes:
    while len(content) <= most_bytes and (block := _block(file, BLOCK, path)):
        content += block
    return bytes(content)


def _block(file: BinaryIO, most: int, path: Path) -> bytes:
    block: bytes | None = file.read(most)
    if block is None:
        raise OSError(errno.EAGAIN, "gives no data now", str(path))
    return block


def _not_regular(path: Path) -> OSError:
    if path.is_dir():
        return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    return OSError(errno.EINVAL, "is not a regular file", str(path))
