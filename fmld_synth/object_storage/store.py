"""A folder in object storage, such as ``s3://bucket/faces``: listing, fetching and delivering files, each one checked.

What fails for a moment (no answer, 503, a body cut off) is tried again; what remains wrong ends with one line.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from fmld_synth.credentials import without_secrets
from fmld_synth.errors import UserError
from fmld_synth.files import part_of, writing_failed

ATTEMPTS = 4
"""So often one file is tried."""
FIRST_PAUSE = 0.5
"""Seconds before the second attempt; each further pause is twice as long."""
CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 60.0
"""Seconds without a byte after which an attempt is given up."""
OF_THIS_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""What goes wrong here rather than there."""

WITH_PASSWORD = re.compile(r"(?P<scheme>[a-z0-9+]+://)[^/@:]*:[^/]*@(?P<rest>.*)")
"""An address such as ``ftp://somebody:secret@host/folder``."""
SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
"""Variables that hold what is never shown."""

Result = TypeVar("Result")
FINAL = (FileNotFoundError, PermissionError, ImportError)
WITHOUT_CREDENTIALS = {
    "NoCredentialsError", "PartialCredentialsError", "TokenRetrievalError", "ProfileNotFound",
    "CredentialRetrievalError",
}  # fmt: skip
"""Names of botocore's errors; its import would cost half a second."""


class Entry(NamedTuple):
    """A file in the store: its size in bytes, and its MD5 where the store tells it."""

    size: int
    md5: str | None


class DamagedError(OSError):
    """What arrived is not what was sent."""


def as_url(location: Path | str) -> str | None:
    """The address in object storage that a text or path stands for, such as ``s3://bucket/a``; None for a local path.

    A path has lost one of the two slashes. Schemes have two letters at least, unlike disks of Windows.
    """
    match = re.fullmatch(r"([a-z][a-z0-9+]+):/+(.+?)/*", str(location).replace("\\", "/"))
    return f"{match[1]}://{match[2]}" if match else None


class Store:
    """A folder in object storage.

    Args:
        url: its address.

    Raises:
        UserError: what talks to that kind of storage is not installed, or the address holds a password.
    """

    def __init__(self, url: str) -> None:
        if (found := WITH_PASSWORD.match(url)) is not None:
            raise UserError(
                f"{found['scheme']}***@{found['rest']}: records would name the password in this address; leave it out, "
                "and set it as an environment variable of that storage, or in ~/.config/fsspec"
            )
        self.url = url
        try:
            import fsspec

            options = _s3_options() if url.startswith(("s3://", "s3a://")) else {}
            self._files, self._root = fsspec.core.url_to_fs(url, **options)
        except ImportError:
            raise UserError(
                f"{url} needs a package that is not installed: pip install 'fmld-synth[cloud]'"
            ) from None
        except ValueError as error:
            raise UserError(f"{url}: {error}") from None
        if hasattr(self._files, "retries"):
            self._files.retries = 1  # attempts are counted here

    def list(self) -> dict[str, Entry]:
        """All files below the folder, by their names with forward slashes; empty when there is none.

        Raises:
            UserError: the store cannot be read.
        """

        def listed() -> dict[str, Any]:
            self._files.invalidate_cache()
            found: dict[str, Any] = self._files.find(self._root, detail=True)
            return found

        try:
            found = self._tried(listed, self.url)
        except FileNotFoundError:
            return {}
        below = f"{self._root.rstrip('/')}/"
        return {
            path.removeprefix(below): Entry(int(about["size"]), _md5_of(about))
            for path, about in sorted(found.items())
            if path.startswith(below) and path != below and not path.endswith("/")
        }

    def fetch(self, name: str, entry: Entry, to: Path) -> None:
        """Copy a file to this machine; under its name it is whole, and its bytes are those that the store has.

        Raises:
            UserError: it cannot be read or always arrives damaged.
        """
        to.parent.mkdir(parents=True, exist_ok=True)

        def fetched() -> None:
            part = part_of(to)
            try:
                self._files.get_file(self._path(name), str(part))
                _check(part, entry)
                part.replace(to)
            except OSError as error:
                if error.errno in OF_THIS_DISK:
                    raise writing_failed(to, error) from error
                raise
            finally:
                part.unlink(missing_ok=True)

        self._tried(fetched, f"{self.url}/{name}")

    def deliver(self, path: Path, name: str) -> None:
        """Copy a file of this machine into the store, and make sure that it arrived.

        Raises:
            UserError: it cannot be written or always arrives damaged.
        """
        sent = entry_of(path)

        def delivered() -> None:
            self._files.put_file(str(path), self._path(name))
            self._files.invalidate_cache()
            about = self._files.info(self._path(name))
            arrived = Entry(int(about["size"]), _md5_of(about))
            if arrived.size != sent.size:
                raise DamagedError(f"{arrived.size} of {sent.size} bytes arrived")
            # A store that encrypts tells tags that look like an MD5 and are none: then the bytes are read back.
            if arrived.md5 != sent.md5 and self._files.cat_file(self._path(name)) != path.read_bytes():
                raise DamagedError("other bytes arrived")

        self._tried(delivered, f"{self.url}/{name}")

    def remove(self, name: str) -> None:
        """Delete a file of the store.

        Raises:
            UserError: it may not be deleted.
        """
        self._tried(lambda: self._files.rm_file(self._path(name)), f"{self.url}/{name}")

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def _secrets(self) -> tuple[str | None, ...]:
        """What a server may send back, and nobody should see: keys from variables, files and services."""
        signer = getattr(getattr(self._files, "_s3", None), "_request_signer", None)
        used = getattr(signer, "_credentials", None)
        return (
            *(os.environ.get(name) for name in SECRETS),
            *(getattr(used, name, None) for name in ("secret_key", "token")),
        )

    def _tried(self, action: Callable[[], Result], what: str) -> Result:
        """Do something, again when it fails for a moment.

        Raises:
            FileNotFoundError: the store or file is not there.
            UserError: anything else went wrong, to the last.
        """
        for attempt in range(ATTEMPTS):
            try:
                return action()
            except FileNotFoundError:
                raise
            except UserError:
                raise  # of the disk of this machine
            except Exception as error:  # each kind of storage has errors of its own
                if attempt == ATTEMPTS - 1 or _is_final(error):
                    raise _told(what, error, self._secrets()) from None
                time.sleep(FIRST_PAUSE * 2**attempt)
        raise AssertionError("the last attempt returns or raises")


def entry_of(path: Path) -> Entry:
    """Size and MD5 of a file of this machine."""
    with path.open("rb") as file:
        return Entry(path.stat().st_size, hashlib.file_digest(file, _md5).hexdigest())


def _md5() -> Any:
    return hashlib.md5(usedforsecurity=False)


def _md5_of(about: dict[str, Any]) -> str | None:
    """The tag of S3, which is the MD5 of what was written in one piece."""
    tag = str(about.get("ETag", "")).strip('"')
    return tag if re.fullmatch(r"[0-9a-f]{32}", tag) else None


def _check(part: Path, entry: Entry) -> None:
    found = entry_of(part)
    if found.size != entry.size:
        raise DamagedError(f"{found.size} of {entry.size} bytes arrived")
    if entry.md5 is not None and found.md5 != entry.md5:
        raise DamagedError("its checksum is not the one that the store tells")


def _s3_options() -> dict[str, Any]:
    return {
        "config_kwargs": {
            "connect_timeout": CONNECT_TIMEOUT,
            "read_timeout": READ_TIMEOUT,
            "retries": {"total_max_attempts": 1},
        },
        "use_listings_cache": False,
    }


def _is_final(error: Exception) -> bool:
    return isinstance(error, FINAL) or type(error).__name__ in WITHOUT_CREDENTIALS


def _told(what: str, error: Exception, secrets: Iterable[str | None]) -> UserError:
    name = type(error).__name__
    why = without_secrets(str(error), secrets) or name
    if name in WITHOUT_CREDENTIALS:
        return UserError(
            f"{what}: no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE ({why})"
        )
    if isinstance(error, PermissionError):
        return UserError(f"{what}: no access: check the credentials and what they may do ({why})")
    again = f"tried {ATTEMPTS} times; run again with `resume=True`: what has arrived is not moved again"
    if "timeout" in name.lower() or "Connection" in name:
        return UserError(f"{what}: no answer ({name}), {again}")
    return UserError(f"{what}: {why}, {again}")
