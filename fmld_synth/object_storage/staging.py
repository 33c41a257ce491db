"""Folders in object storage, worked on in local ones: fetched before, delivered afterwards.

Hard links, locks and renames stay local. What is there already, with the same bytes, is not moved again, so that
interrupted work goes on.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from fmld_synth.errors import UserError
from fmld_synth.execution.threads import done_ahead
from fmld_synth.files import PART
from fmld_synth.locking import LOCK, locked
from fmld_synth.object_storage.store import Entry, Store, entry_of
from fmld_synth.progress import Unwatched, Watcher

THREADS = 8
"""Files under way at once: one alone mostly waits for the store."""
LONGEST_NAME = 200
"""Bytes of a file's name: disks take 255, of which a temporary name takes some."""


def staging_folder(url: str) -> Path:
    """Where a folder of a store is worked on: in the user's cache, ``FMLD_SYNTH_CACHE`` says where else."""
    cache = os.environ.get("FMLD_SYNTH_CACHE") or Path(
        os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "fmld-synth"
    )
    return Path(cache) / hashlib.sha256(url.encode()).hexdigest()[:16]


def fetched(url: str, watcher: Watcher | None = None, only: Collection[str] = ()) -> Path:
    """A local copy of a folder, or of one file, in object storage; files that are gone from there are deleted here.

    Args:
        url: its address.
        watcher: is told of the progress.
        only: names of the files that are needed; all when the store has none of them.

    Raises:
        UserError: there is nothing at that address, it cannot be read, or another process is fetching it.
    """
    store, folder = Store(url), staging_folder(url)
    entries = store.list()
    if not entries:
        return _fetched_file(url, folder)
    wanted = {name: entry for name, entry in entries.items() if name in only} or entries
    for name in wanted:
        _check_name(name, url, wanted)
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder, None):
        _forget(folder, entries)
        _fetch(
            store,
            {name: entry for name, entry in wanted.items() if _differs(folder / name, entry)},
            folder,
            watcher,
        )
    return folder


def _check_name(name: str, url: str, names: Collection[str]) -> None:
    """Refuse names that no file of a folder here can have.

    Raises:
        UserError: it is one.
    """
    windows = os.sep == "\\"
    parts = name.replace("\\", "/").split("/") if windows else name.split("/")
    if ".." in parts or not parts[0] or "\0" in name or (windows and ":" in name):
        raise UserError(f"{url}/{name}: such a name leads out of the folder; rename the object")
    if max(len(os.fsencode(part)) for part in parts) > LONGEST_NAME:
        raise UserError(f"{url}/{name}: no file here can have such a long name; rename the object")
    folders = ("/".join(parts[:count]) for count in range(1, len(parts)))
    if (folder := next((folder for folder in folders if folder in names), None)) is not None:
        raise UserError(f"{url}/{folder} is an object and a folder of others; rename the object")


def _fetched_file(url: str, folder: Path) -> Path:
    parent, _, name = url.rpartition("/")
    entry = Store(parent).list().get(name) if "://" in parent else None
    if entry is None:
        raise UserError(f"{url}: nothing is there")
    folder.mkdir(parents=True, exist_ok=True)
    if _differs(folder / name, entry):
        Store(parent).fetch(name, entry, folder / name)
    return folder / name


def check_free(url: str, *, replace: bool) -> None:
    """Refuse to deliver into a folder that holds something, before any work is done.

    Raises:
        UserError: it is not empty, and nobody said that it may be replaced or gone on with.
    """
    if not replace and Store(url).list():
        raise UserError(f"`output` {url} is not empty: use `resume=True`, `overwrite=True` or another folder")


def delivered(folder: Path, url: str, last: str = "", watcher: Watcher | None = None) -> int:
    """Copy a folder into object storage. Files there that it does not hold are deleted.

    Args:
        folder: all of it is copied.
        url: where to.
        last: name of the file that tells that the whole is complete; it is copied last.
        watcher: is told of the progress.

    Returns:
        How many files were not there already.

    Raises:
        UserError: the store cannot be written.
    """
    store = Store(url)
    there = store.list()
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith((PART, LOCK))
    }
    if last in there and _differs(files.get(last, folder), there[last]):
        store.remove(last)
    to_do = [name for name, path in files.items() if name not in there or _differs(path, there[name])]
    watcher = watcher or Unwatched()
    watcher.begin("deliver", len(to_do))
    first = [name for name in to_do if name != last]
    for _ in done_ahead(lambda name: store.deliver(files[name], name), first, threads=THREADS, at_once=1):
        watcher.advance(1, 1, 0)
    for name in there.keys() - files.keys():
        store.remove(name)
    if last in to_do:
        store.deliver(files[last], last)
        watcher.advance(1, 1, 0)
    return len(to_do)


def _fetch(store: Store, missing: Mapping[str, Entry], folder: Path, watcher: Watcher | None) -> None:
    watcher = watcher or Unwatched()
    watcher.begin("fetch", len(missing))

    def fetch(name: str) -> None:
        try:
            store.fetch(name, missing[name], folder / name)
        except FileNotFoundError:
            raise UserError(
                f"{store.url}/{name} was deleted while the folder was fetched: run again"
            ) from None

    for _ in done_ahead(fetch, missing, threads=THREADS, at_once=1):
        watcher.advance(1, 1, 0)


def _differs(path: Path, entry: Entry) -> bool:
    """Whether a local file is not the store's; without the store's checksum nobody knows, so that it is moved."""
    return not path.is_file() or entry.md5 is None or entry_of(path) != entry


def _forget(folder: Path, entries: Mapping[str, Entry]) -> None:
    """Delete what the store no longer holds, and folders that this leaves empty: a file may take their name."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in entries:
            path.unlink(missing_ok=True)


def clear(url: str) -> None:
    """Delete the local copy of a folder."""
    shutil.rmtree(staging_folder(url), ignore_errors=True)
