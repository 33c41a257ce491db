"""Folders in object storage as arguments and options of commands: ``s3://bucket/folder``."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fmld_synth.errors import UserError

if TYPE_CHECKING:
    from fmld_synth.generation.configuration import Configuration
    from fmld_synth.progress import Watcher


def local_copy(location: Path, watcher: Watcher | None = None, only: Collection[str] = ()) -> Path:
    """A folder on this machine: the one that is named, or a copy of what lies in object storage.

    Args:
        location: as given on the command line.
        watcher: is told of the progress.
        only: names of files that are enough, where the store has any of them.

    Raises:
        UserError: see :func:`fmld_synth.object_storage.staging.fetched`.
    """
    from fmld_synth.object_storage.staging import fetched
    from fmld_synth.object_storage.store import as_url

    url = as_url(location)
    return location if url is None else fetched(url, watcher, only)


@contextmanager
def local_output(
    location: Path, *, replace: bool = False, last: str = "", watcher: Watcher | None = None
) -> Iterator[Path]:
    """A folder on this machine to write to, which is delivered to object storage when all went well;
    one process of this machine at a time.

    Args:
        location: as given on the command line.
        replace: what is there already may be replaced.
        last: name of the file that is delivered last.
        watcher: is told of the progress.

    Raises:
        UserError: see :func:`fmld_synth.object_storage.staging.delivered`.
    """
    from fmld_synth.locking import locked
    from fmld_synth.object_storage.staging import check_free, clear, delivered, staging_folder
    from fmld_synth.object_storage.store import as_url

    url = as_url(location)
    if url is None:
        yield location
        return
    folder = staging_folder(url)
    with locked(folder.with_name(f"{folder.name}-delivery"), None):
        check_free(url, replace=replace)
        yield folder
        delivered(folder, url, last, watcher)
        clear(url)


@contextmanager
def local_run(configuration: Configuration, watcher: Watcher) -> Iterator[tuple[Configuration, Path | None]]:
    """A run whose input or output may lie in object storage.

    Yields:
        The configuration with a local output, and where its photographs lie on this machine; None where they lie at its
        input.

    Raises:
        UserError: storage cannot be read or written.
    """
    from fmld_synth.dataset.file_names import DESCRIPTION
    from fmld_synth.object_storage.staging import fetched, staging_folder
    from fmld_synth.object_storage.store import Store, as_url

    where, url = as_url(configuration.input), as_url(configuration.output)
    photographs = fetched(where, watcher) if where is not None else None
    replace = configuration.resume or configuration.overwrite
    if url is not None and configuration.resume and not staging_folder(url).exists() and Store(url).list():
        fetched(url, watcher)
    with local_output(
        Path(configuration.output), replace=replace, last=DESCRIPTION, watcher=watcher
    ) as output:
        local = configuration.model_copy(update={"output": output.as_posix()}) if url else configuration
        yield local, photographs


def check_local(configuration: Configuration, option: str) -> None:
    """Refuse an output in object storage, whose files appear when all is done.

    Raises:
        UserError: it is one.
    """
    from fmld_synth.object_storage.store import as_url

    if as_url(configuration.output):
        raise UserError(
            f"{option}: shards meet in a folder; give a local or shared one as --output, then copy the finished dataset"
        )
