"""Encoding pictures, and reading and writing files so that one under its final name is always whole."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2

from fmld_synth.errors import UserError
from fmld_synth.geometry import ByteArray
from fmld_synth.regular_files import open_regular_file, read_regular_file

EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp"}
_OWN_NUMBER = secrets.randbelow(10**9)
"""Tells processes of several machines apart that share a folder and happen to have the same process id."""
_PIECE = 1 << 20
"""Bytes that are read at once of a large file."""
PART = ".part"
"""Marks a file that is being written; such files are worthless after a kill."""


def encode_image(image: ByteArray, image_format: str, quality: int) -> bytes:
    """Encode a picture; equal arguments give equal bytes.

    Args:
        image: uint8 (height, width, 3), RGB, or (height, width), gray.
        image_format: ``jpeg``, ``png`` or ``webp``.
        quality: 1 to 100, of JPEG and WebP.
    """
    options = {
        "jpeg": [cv2.IMWRITE_JPEG_QUALITY, quality],
        "png": [],  # OpenCV's own choice of filter: for mattes a third of the time of a fixed level, and smaller
        "webp": [cv2.IMWRITE_WEBP_QUALITY, quality],
    }[image_format]
    pixels = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    try:
        done, encoded = cv2.imencode(f".{EXTENSIONS[image_format]}", pixels, options)
    except cv2.error:  # WebP ends at 16,383 px
        done = False
    if not done:
        raise UserError(
            f"`format` {image_format} cannot hold a picture of {image.shape[1]} x {image.shape[0]} px"
        )
    return encoded.tobytes()


def sha256_of(content: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_of_file(path: Path) -> str:
    """SHA-256 of a file's content, read piece by piece.

    Raises:
        UserError: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with open_regular_file(path) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or error}") from None
    return digest.hexdigest()


def part_of(path: Path) -> Path:
    """The temporary name of a file or folder while it is written, no other process's on any machine."""
    return path.with_name(f".{path.name}.{_own_number()}{PART}")


def _own_number() -> str:
    return f"{os.getpid()}{_OWN_NUMBER:09d}"


def remove_left_behind(part: Path) -> None:
    """Delete what killed processes left of the same file or folder; call it with the lock of that place held.

    Args:
        part: from :func:`part_of`.
    """
    beginning = part.name.removesuffix(PART).rpartition(".")[0]
    for other in part.parent.glob(f".*{PART}"):
        if re.fullmatch(rf"{re.escape(beginning)}\.[0-9]+{re.escape(PART)}", other.name):
            shutil.rmtree(other) if other.is_dir() else other.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder that may be there already, and those above it.

    Raises:
        UserError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing_failed(folder, error) from error


def write_file(path: Path, content: bytes, *, resumable: bool = False) -> None:
    """Write under a temporary name, then rename: another process sees the old file, or the whole new one.

    Args:
        path: of the file.
        content: of it.
        resumable: it belongs to a run that ``resume`` continues, as the error then says.

    Raises:
        UserError: the disk is full, or the folder cannot be written; one line that names the remedy.
    """
    part = part_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(content)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise writing_failed(path, error, resumable=resumable) from error


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary name to write to, with the ending of ``path``; it becomes ``path`` when all went well.

    Raises:
        UserError: the file cannot be written.
    """
    part = path.with_name(f".{path.stem}.{_own_number()}{PART}{path.suffix}")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise writing_failed(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def writing_failed(path: Path, error: OSError, *, resumable: bool = False) -> UserError:
    """One line for the user about a file that could not be written; ``resumable`` runs know ``resume``."""
    again = "run again with `resume=True`" if resumable else "run again"
    remedies = {
        errno.ENOSPC: f"the disk is full: free some space, then {again}",
        errno.EDQUOT: f"your disk quota is used up: free some space, then {again}",
        errno.EFBIG: f"the file would be larger than allowed: raise the limit, then {again}",
        errno.EACCES: "no permission to write there: choose another `output` or change its permissions",
        errno.EPERM: "no permission to write there: choose another `output` or change its permissions",
        errno.EROFS: "it is on a read-only disk: choose another `output`",
        errno.ENOTDIR: "a part of its path is a file: choose another `output`",
        errno.EEXIST: "a part of its path is a file: choose another `output`",
    }
    remedy = remedies.get(error.errno or 0, f"{error.strerror}: mend that, then {again}")
    return UserError(f"cannot write {path}: {remedy}")


def remove_parts(folder: Path) -> None:
    """Delete what killed processes left half written."""
    for part in folder.rglob(f".*{PART}"):
        part.unlink(missing_ok=True)


def read_toml(path: Path) -> dict[str, Any]:
    """The options in a TOML file, unchecked.

    Raises:
        UserError: the file cannot be read or is not TOML.
    """
    try:
        options: dict[str, Any] = tomllib.loads(read_regular_file(path).decode())
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None
    except RecursionError:
        raise UserError(f"{path} is not TOML: it is nested too deeply") from None
    except ValueError as error:  # of TOML, of UTF-8, and numbers of thousands of digits
        raise UserError(f"{path} is not TOML: {error}") from None
    return options
