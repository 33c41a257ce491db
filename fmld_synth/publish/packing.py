"""Packing folders into a few archives, byte for byte the same each time."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from fmld_synth.errors import UserError
from fmld_synth.files import part_of, sha256_of
from fmld_synth.regular_files import open_regular_file, read_regular_file

LIMIT = 8 * 2**30
"""Bytes of one archive: what breaks off has not far to go back."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_BLOCK = 2**20


class Member(NamedTuple):
    """A file to pack: where it lies, its name in the archive, and the SHA-256 it must have."""

    path: Path
    name: str
    sha256: str


class PackedFile(NamedTuple):
    """A file that is ready to be sent: its name, SHA-256, size in bytes, and how many members it holds."""

    name: str
    sha256: str
    size: int
    members: int


def pack(stem: str, members: Sequence[Member], folder: Path, limit: int = LIMIT) -> list[PackedFile]:
    """Pack files into ``STEM.zip``, or into ``STEM-001.zip`` and so on where one would exceed ``limit``.

    Nothing is compressed: pictures are already. An archive that is there and has the same bytes is left
    alone, so that a client which knows files by their time recognizes an upload that broke off.

    Args:
        stem: name without ending.
        members: in the order they are packed.
        folder: of the archives.
        limit: bytes of the members of one archive; a larger member has one to itself.

    Raises:
        UserError: a file is missing or was altered since the set was made, or an archive cannot be written.
    """
    groups = list(_groups(members, limit))
    names = (
        [f"{stem}.zip"] if len(groups) == 1 else [f"{stem}-{n:03d}.zip" for n in range(1, len(groups) + 1)]
    )
    packed = [_write(folder / name, group) for name, group in zip(names, groups, strict=True)]
    for old in folder.glob(f"{stem}*.zip"):
        if old.name not in names and old.name.removeprefix(stem).removesuffix(".zip").lstrip("-").isdigit():
            old.unlink()
    return packed


def _groups(members: Iterable[Member], limit: int) -> Iterator[list[Member]]:
    group: list[Member] = []
    size = 0
    for member in members:
        try:
            grown = member.path.stat().st_size
        except OSError as error:
            raise UserError(f"cannot read {member.path}: {error.strerror}") from None
        if group and size + grown > limit:
            yield group
            group, size = [], 0
        group.append(member)
        size += grown
    if group:
        yield group


def _write(path: Path, members: Sequence[Member]) -> PackedFile:
    part = part_of(path)
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
            for member in members:
                entry = zipfile.ZipInfo(member.name, _EARLIEST)
                entry.create_system, entry.external_attr = 3, 0o644 << 16
                archive.writestr(entry, _content(member))
        sha256 = file_sha256(part)
        if path.exists() and file_sha256(path) == sha256:
            part.unlink()
        else:
            part.replace(path)
        return PackedFile(path.name, sha256, path.stat().st_size, len(members))
    except OSError as error:
        raise UserError(
            f"cannot write {path}: {os.strerror(error.errno or 0)}; free some space or choose another folder"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _content(member: Member) -> bytes:
    try:
        content = read_regular_file(member.path)
    except OSError as error:
        raise UserError(f"cannot read {member.path}: {error.strerror}") from None
    if sha256_of(content) != member.sha256:
        raise UserError(
            f"{member.path} was altered since the set was made (its SHA-256 differs from the manifest's): "
            "run fmld-synth verify, and publish nothing until it finds no fault"
        )
    return content


def file_sha256(path: Path) -> str:
    """SHA-256 of a file of any size, as hexadecimal digits."""
    digest = hashlib.sha256()
    with open_regular_file(path) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
