"""The output folder at the start of a run: new, to be resumed, to be replaced, or refused."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal

from fmld_synth.dataset.file_names import (
    CONTACT_SHEET,
    CROISSANT,
    DESCRIPTION,
    FILM,
    MANIFEST,
    OUR_FILES,
    PICTURE_FOLDERS,
    REJECTED,
    RUN,
    TRACK_FOLDER,
)
from fmld_synth.errors import UserError
from fmld_synth.files import PART, read_toml, remove_parts, write_file, writing_failed
from fmld_synth.generation.configuration import Configuration, make_configuration
from fmld_synth.generation.journal import FOLDER as JOURNAL_FOLDER
from fmld_synth.generation.set_options import SetOptions

Start = Literal["new", "resumed", "finished"]


def open_output(configuration: Configuration) -> Start:
    """Make the output folder ready, and save the configuration in it.

    Returns:
        ``new`` for an empty folder, ``resumed`` when work of an interrupted run lies there, ``finished`` when
        ``--resume`` finds a complete set.

    Raises:
        UserError: the folder is not empty and neither ``--resume`` nor ``--overwrite`` is given,
            it holds another set, or it cannot be written.
    """
    output = Path(configuration.output)
    try:
        output.mkdir(parents=True, exist_ok=True)
        occupied = any(not path.name.endswith(PART) for path in output.iterdir())
    except OSError as error:
        raise writing_failed(output, error, resumable=True) from error
    if occupied and configuration.overwrite:
        _clear(output)
        occupied = False
    if occupied:
        if not configuration.resume:
            raise UserError(
                f"`output` {output} is not empty: use `resume=True`, `overwrite=True` or another folder"
            )
        return _reopen(output, configuration)
    write_file(output / RUN, configuration.to_toml().encode(), resumable=True)
    return "new"


def join_output(configuration: Configuration) -> Start:
    """Make the output folder ready for a shard, beside others that may be working there: nothing is deleted.

    Returns:
        ``finished`` when the set is complete, else ``resumed``.

    Raises:
        UserError: the folder holds something else or another set, or it cannot be written.
    """
    output = Path(configuration.output)
    if configuration.overwrite:
        raise UserError(
            f"`overwrite` with `stage`: shards delete nothing of each other; empty {output} yourself"
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
        foreign = _foreign(output)
    except OSError as error:
        raise writing_failed(output, error, resumable=True) from error
    if not (output / RUN).exists():
        if foreign:
            raise UserError(
                f"`output` {output} holds {foreign[0]}, which is not part of a set: use another folder"
            )
        write_file(output / RUN, configuration.to_toml().encode(), resumable=True)
    _check_same(output, configuration, "`stage`", "use another `output`")
    return "finished" if (output / DESCRIPTION).exists() else "resumed"


def _reopen(output: Path, configuration: Configuration) -> Start:
    if not (output / RUN).exists():
        raise UserError(
            f"`resume`: {output} is not empty and holds no {RUN}, so no run began there; empty it first"
        )
    _check_same(output, configuration, "`resume`", "`overwrite=True`")
    remove_parts(output)
    return "finished" if (output / DESCRIPTION).exists() else "resumed"


def _check_same(output: Path, configuration: Configuration, option: str, otherwise: str) -> None:
    """Make sure that a run began with the same options; else say what to do with the option that asks for it."""
    options = {**read_toml(output / RUN), "output": configuration.output}
    earlier = make_configuration(options)
    if earlier.to_toml() != configuration.to_toml():
        before, now = earlier.model_dump(include=set(SetOptions.model_fields)), configuration.model_dump()
        changed = ", ".join(f"`{name}`" for name in before if before[name] != now[name])
        raise UserError(f"{option}: {output} was begun with another {changed}; give the same, or {otherwise}")


def _clear(output: Path) -> None:
    """Delete an earlier set, and nothing else."""
    if not (output / RUN).exists():
        raise UserError(
            f"`overwrite`: {output} is not empty and holds no {RUN}: it is no earlier set; empty it yourself"
        )
    foreign = _foreign(output)
    if foreign:
        raise UserError(
            f"`overwrite`: {output} also holds {foreign[0]}, which is not part of a set; move it away first"
        )
    try:
        # The mark of a set goes last, so that an interrupted clearing can be repeated.
        for name in (DESCRIPTION, MANIFEST, REJECTED, CONTACT_SHEET, CROISSANT, FILM):
            (output / name).unlink(missing_ok=True)
        for name in (*PICTURE_FOLDERS, TRACK_FOLDER, JOURNAL_FOLDER):
            if (output / name).exists():
                shutil.rmtree(output / name)
        remove_parts(output)
        (output / RUN).unlink()
    except OSError as error:
        raise writing_failed(output, error, resumable=True) from error


def _foreign(output: Path) -> list[str]:
    """Names in the folder that are not part of a set."""
    ours = (*OUR_FILES, *PICTURE_FOLDERS, TRACK_FOLDER, JOURNAL_FOLDER)
    return sorted(
        path.name for path in output.iterdir() if path.name not in ours and not path.name.endswith(PART)
    )
