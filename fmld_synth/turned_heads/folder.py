"""The folder of turned heads: its names, and what is there at the start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from fmld_synth.dataset.file_names import REJECTED
from fmld_synth.errors import UserError
from fmld_synth.files import PART, make_folder, writing_failed

TURNED = "turned.jsonl"
"""Lists the pictures."""
_OURS = re.compile(rf".*_turned_\d+\.jpg|\..*{re.escape(PART)}")


def name_of(source: str, number: int) -> str:
    """The name of a turned picture, with the folders of its photograph: ``a/anna_turned_1.jpg`` of ``a/anna.png``."""
    place = PurePosixPath(source)
    return place.with_name(f"{place.stem}_turned_{number}.jpg").as_posix()


def check_names(sources: Sequence[str]) -> None:
    """Make sure that the pictures of all photographs have names of their own, inside the folder.

    Raises:
        UserError: they do not.
    """
    names: dict[str, str] = {}
    for source in sources:
        if ".." in PurePosixPath(source).parts:
            raise UserError(
                f"`input`: {source} leads out of the folder of the list; write its whole path there"
            )
        other = names.setdefault(name_of(source, 1), source)
        if other != source:
            raise UserError(
                f"{other} and {source} would both become {name_of(source, 1)}; rename one of them"
            )


def open_folder(output: Path, *, overwrite: bool) -> None:
    """Make the output folder ready; whoever calls it holds its lock.

    Raises:
        UserError: it holds something and ``overwrite`` is not given, or something that is not ours, or it cannot be
            written.
    """
    make_folder(output)
    try:
        files = sorted(path for path in output.rglob("*") if not path.is_dir() or path.is_symlink())
        kept = [path for path in files if not path.name.endswith(PART)]
        if kept and not overwrite:
            raise UserError(f"`output` {output} is not empty: use `overwrite=True` or another folder")
        foreign = [path for path in files if not _is_ours(path, output)]
        if foreign:
            raise UserError(
                f"`overwrite`: {output} also holds {foreign[0].relative_to(output)}, which is no turned head; "
                "move it away first"
            )
        for path in files:
            path.unlink()
    except OSError as error:
        raise writing_failed(output, error) from error


def _is_ours(path: Path, output: Path) -> bool:
    return path in (output / TURNED, output / REJECTED) or bool(_OURS.fullmatch(path.name))
