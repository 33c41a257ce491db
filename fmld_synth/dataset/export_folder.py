"""The folder an export writes: under a temporary name until it is whole, its images linked or copied."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO

from fmld_synth.choices import Link, checked
from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.errors import UserError
from fmld_synth.files import part_of, remove_left_behind, writing_failed
from fmld_synth.locking import locked
from fmld_synth.photographs.copying import handed_on
from fmld_synth.photographs.metadata import without_metadata
from fmld_synth.regular_files import open_regular_file, read_regular_file


class ExportFolder:
    """Collects the files of one export; they appear under the final name all at once, or not at all.

    Errors of the file system inside the ``with`` block leave it as ``UserError``. Meanwhile no other process can write
    that folder. A folder that cannot be exchanged for another (a mounted one, or one that programs work in) is filled
    at the end, by renaming what was collected in a hidden folder inside it.

    Args:
        output: the final folder; missing or empty.
        link: how images get there: ``hard`` links (same disk), ``sym`` links (absolute), or ``copy``.
        sources: folders that are read meanwhile; the output may not lie in them.
        keep_metadata: hand on EXIF (place, time, camera), XMP, comments and the like of images.

    Attributes:
        encoded_again: images that other programs would show turned or in other colors, and that were written anew.
        metadata_removed: images of which a copy without metadata was written; its pixels are the same.

    Raises:
        UserError: ``link`` is unknown, or ``output`` lies in a source, is not empty, is written by another process,
            or cannot be written.
    """

    def __init__(
        self, output: Path, link: Link = "hard", sources: Iterable[Path] = (), *, keep_metadata: bool = False
    ) -> None:
        checked(link, Link, "link")
        self._output, self._link, self._sources = output, link, sources
        self._destination = output.resolve()
        self._filled = _must_stay(self._destination)
        self.folder = part_of(self._destination / "export" if self._filled else self._destination)
        self._held = ExitStack()
        self._put: Callable[[Path, str], None] = {"hard": _hard, "sym": _sym, "copy": _copy}[link]
        self._known_folders: set[str] = set()
        self._keep_metadata = keep_metadata
        self.encoded_again = self.metadata_removed = 0

    def __enter__(self) -> ExportFolder:
        above = {self._destination, *self._destination.parents}
        for source in self._sources:
            if source.resolve() in above:
                raise UserError(f"`output` {self._output} lies inside {source}: choose a folder outside it")
        self._held.enter_context(locked(self._output))
        with self._held:
            self._begin()
            self._held = self._held.pop_all()
        return self

    def _begin(self) -> None:
        try:
            remove_left_behind(self.folder)
            if self._destination.exists() and (
                not self._destination.is_dir() or any(self._destination.iterdir())
            ):
                raise UserError(f"`output` {self._output} is not empty: choose another folder, or empty it")
            self.folder.mkdir(parents=True)
        except OSError as error:
            raise writing_failed(self._output, error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._held:
            try:
                if isinstance(error, OSError):
                    raise writing_failed(self._output, error) from error
                if error is None:
                    self._finish()
            except OSError as failure:
                raise writing_failed(self._output, failure) from failure
            finally:
                shutil.rmtree(self.folder, ignore_errors=True)

    def _finish(self) -> None:
        if not self._filled:
            self.folder.replace(self._destination)
            return
        moved: list[str] = []
        try:
            for name in sorted(os.listdir(self.folder)):  # noqa: PTH208
                (self.folder / name).replace(self._destination / name)
                moved.append(name)
        except BaseException:
            for name in moved:
                (self._destination / name).replace(self.folder / name)
            raise

    def place(self, image: AnnotatedImage, name: str) -> None:
        """Put an image under ``name``: its file or, where programs disagree on what that shows, an upright 8-bit one.

        Raises:
            UserError: it is missing, was altered since its set was made, or the name is taken.
        """
        content = self._own_content(image)
        if content is None:
            self.place_file(image.path, name)
        else:
            self._place(image.path, name, lambda _, target: _write(content, target))

    def place_file(self, source: Path, name: str) -> None:
        """Put a file under ``name``, its bytes unchanged.

        Raises:
            UserError: it is missing, cannot be linked, or the name is taken.
        """
        self._place(source, name, self._put)

    def place_text(self, source: Path, name: str) -> None:
        """Put a copy of a text file under ``name``; a link, which might lead to somebody's secrets, is refused.

        Raises:
            UserError: it is missing, a link, or the name is taken.
        """
        if source.is_symlink():
            raise UserError(f"{source} is a link; put the file itself there")
        self._place(source, name, _copy)

    def content_of(self, image: AnnotatedImage) -> bytes:
        """What :meth:`place` would put somewhere.

        Raises:
            UserError: the image is missing or was altered since its set was made.
        """
        return self._own_content(image) or unaltered_content(image)

    def _own_content(self, image: AnnotatedImage) -> bytes | None:
        """Bytes to write instead of an image's file; None where the file will do. Those of our own sets are plain."""
        if image.sha256 is None and not image.path.exists():
            return None  # who places it says so
        whole = unaltered_content(image)
        if image.sha256 is None:
            content, encoded_again = handed_on(image.path, whole, keep_metadata=self._keep_metadata)
        else:
            slim = None if self._keep_metadata else without_metadata(whole)
            content, encoded_again = None if slim is whole else slim, False
        self.encoded_again += encoded_again
        self.metadata_removed += content is not None and not encoded_again
        return content

    def _place(self, source: Path, name: str, put: Callable[[Path, str], None]) -> None:
        try:
            put(source, self._target(name))
        except FileExistsError:
            raise UserError(
                f"two images of the set would both become {name}, the second is {source}; rename it"
            ) from None
        except FileNotFoundError:
            raise UserError(f"{source} is missing; put it back, or remove it from the annotations") from None
        except OSError as error:
            if self._link == "hard" and error.errno in (errno.EXDEV, errno.EPERM, errno.EMLINK):
                raise UserError(
                    f"`link` hard: {source} and {self._output} cannot share a file; use `link='sym'` or copy"
                ) from None
            raise writing_failed(self._output / name, error) from error

    def open(self, name: str) -> IO[str]:
        """Open a new text file, UTF-8, for writing.

        Raises:
            UserError: the name is taken.
        """
        try:
            return open(self._target(name), "x", encoding="utf-8", newline="")  # noqa: PTH123
        except FileExistsError:
            raise UserError(f"two images of the set would both be described in {name}; rename one") from None

    def write(self, name: str, content: str) -> None:
        """Write a new text file, UTF-8.

        Raises:
            UserError: the name is taken.
        """
        with self.open(name) as file:
            file.write(content)

    def make_folder(self, name: str) -> None:
        """Have a folder, which may stay empty."""
        (self.folder / name).mkdir(parents=True, exist_ok=True)

    def _target(self, name: str) -> str:
        """Where a file goes; text, because making a ``Path`` takes longer than making a link."""
        parent = name.rpartition("/")[0]
        if parent not in self._known_folders:
            (self.folder / parent).mkdir(parents=True, exist_ok=True)
            self._known_folders.add(parent)
        return f"{self.folder}/{name}"


def _must_stay(place: Path) -> bool:
    """Whether a folder cannot be exchanged for another: it is mounted, worked in, or all that may be written there."""
    if not place.is_dir():
        return False
    beside = os.access(place.parent, os.W_OK | os.X_OK)
    return os.path.ismount(place) or Path.cwd().is_relative_to(place) or not beside


def unaltered_content(image: AnnotatedImage) -> bytes:
    """The bytes of an image's file, compared with the checksum its set records, if it does.

    Raises:
        UserError: the file is missing or another one now.
    """
    try:
        content = read_regular_file(image.path)
    except OSError as error:
        raise UserError(
            f"{image.path}: {error.strerror}; put it back, or remove it from the annotations"
        ) from None
    _check(image.path, content, image.sha256, "image_sha256")
    return content


def unaltered_matte(face: AnnotatedFace, image: AnnotatedImage) -> bytes | None:
    """The bytes of a face's matte, compared with the checksum its set records, if it does; None without one.

    Raises:
        UserError: the file is missing or another one now.
    """
    if face.matte is None:
        return None
    try:
        content = read_regular_file(face.matte)
    except OSError as error:
        raise UserError(f"{face.matte}: {error.strerror}; put the matte of {image.name} back") from None
    _check(face.matte, content, face.matte_sha256, "matte_sha256")
    return content


def _check(path: Path, content: bytes, sha256: str | None, field: str) -> None:
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise UserError(
            f"{path} was altered since the set was made: its SHA-256 is not the recorded {field}; restore it"
        )


def _hard(source: Path, target: str) -> None:
    os.link(source, target, follow_symlinks=True)


def _sym(source: Path, target: str) -> None:
    source.stat()  # a link to nothing would be made without complaint
    os.symlink(source.resolve(), target)  # noqa: PTH211


def _write(content: bytes, target: str) -> None:
    with Path(target).open("xb") as file:
        file.write(content)


def _copy(source: Path, target: str) -> None:
    with open_regular_file(source) as origin, Path(target).open("xb") as copy:
        shutil.copyfileobj(origin, copy, 1 << 20)
