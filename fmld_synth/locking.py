"""One lock for everything that writes a folder or a file: whoever comes second is refused before anything is touched.

The lock is a file beside what is written, ``.NAME.lock``: outside of what may be deleted, and on the same disk, so
that containers and computers that share the disk share the lock, which they would not in a folder of one system for
running programs. The system releases it when its process ends, however it ends. Only where nothing can be
written beside the folder, or that is another disk, does it lie among the system's temporary files.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from fmld_synth.errors import UserError

LOCK = ".lock"


@contextmanager
def locked(path: Path, parameter: str | None = "output") -> Iterator[None]:
    """Hold the lock of a folder or file that is going to be written; it need not exist yet.

    The lock belongs to the place: links to it and ways around it lead to the same lock.

    Args:
        path: of what is written.
        parameter: that the user gave it with, for the message; None where it is no option but the set that a command is
            about, or a place that nobody named.

    Raises:
        UserError: another process holds it, or another part of this one does.
    """
    lock = _acquired(path, parameter)
    try:
        yield
    finally:
        Path(lock.lock_file).unlink(missing_ok=True)  # before the release: nobody else's lock is removed
        lock.release()


def _acquired(path: Path, parameter: str | None) -> FileLock:
    for place in (_beside(path), _elsewhere(path)):
        try:
            return _try(place)
        except Timeout:
            if place.exists():
                raise _taken(path, parameter) from None
        except OSError:  # what cannot be written at all is said by who writes it
            continue
    remedy = f"choose another `{parameter}`" if parameter else "make the folder around it writable"
    raise UserError(f"cannot write {path}: no lock can be made for it; {remedy}")


def _try(lock_file: Path) -> FileLock:
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_file)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        if lock_file.exists():
            raise
        lock.acquire(timeout=1)  # it was released just now, or no file can be made in that folder
    return lock


def _beside(path: Path) -> Path:
    place = path.resolve()
    if os.path.ismount(place):  # what lies beside is another disk
        return _elsewhere(path)
    return place.with_name(f".{place.name}{LOCK}")


def _elsewhere(path: Path) -> Path:
    digest = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()
    return Path(tempfile.gettempdir()) / f"fmld-synth-{digest[:32]}{LOCK}"


def _taken(path: Path, parameter: str | None) -> UserError:
    if parameter is None:
        return UserError(f"{path}: another run is working there; wait for it, then run again")
    return UserError(f"`{parameter}` {path}: another run is working there; wait for it or choose another")
