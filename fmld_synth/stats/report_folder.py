"""Where a report may lie, and the folder beside it that holds thumbnails and records."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fmld_synth.errors import UserError
from fmld_synth.files import part_of, remove_left_behind, writing_failed
from fmld_synth.stats.gallery import RECORDS, THUMBNAILS


def check_place(folder: Path, page: Path, files: Path) -> None:
    """Refuse a page that would lie in the set, or whose folder is somebody else's.

    Args:
        folder: of the set.
        page: the HTML file.
        files: the folder that may come to lie beside it.

    Raises:
        UserError: as said.
    """
    if page.suffix.lower() not in (".html", ".htm"):
        raise UserError(f"`page` {page}: give the name of an HTML file, such as report.html")
    if page.resolve().is_relative_to(folder.resolve()):
        raise UserError(
            f"`page` {page} lies inside the set, where verify would take it for a stray file; "
            "write it beside the set"
        )
    held = {path.name for path in files.glob("*")}
    if held and (held != {THUMBNAILS, RECORDS} or not (files / RECORDS / "0.js").is_file()):
        raise UserError(
            f"`page` {page}: {files} lies beside it and is not the folder of an earlier report; "
            "move it away or choose another name"
        )


@contextmanager
def new_folder(files: Path, wanted: bool) -> Iterator[Path | None]:
    """A folder to fill that takes the place of ``files`` at the end; not ``wanted``, ``files`` only goes."""
    part = part_of(files)
    try:
        remove_left_behind(part)
        if wanted:
            part.mkdir(parents=True)
        yield part if wanted else None
        if files.exists():
            shutil.rmtree(files)
        if wanted:
            part.rename(files)
    except OSError as error:
        raise writing_failed(files, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
