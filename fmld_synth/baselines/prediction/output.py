"""The folder for annotated pictures: it never touches the source, and replaces files only when asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fmld_synth.baselines.prediction.sources import Camera, Photographs, Source
from fmld_synth.errors import UserError
from fmld_synth.files import PART, whole_file, writing_failed

LINES = "predictions.jsonl"


def open_output(output: Path, source: Source, *, overwrite: bool) -> None:
    """Make the folder.

    Args:
        output: the folder.
        source: what is looked at.
        overwrite: write into a folder that is not empty; files of the same name are replaced, others stay.

    Raises:
        UserError: it is not empty, would touch the source, or cannot be made.
    """
    _check_apart(output, source)
    try:
        output.mkdir(parents=True, exist_ok=True)
        occupied = any(PART not in path.name for path in output.iterdir())
    except OSError as error:
        raise writing_failed(output, error) from error
    if occupied and not overwrite:
        raise UserError(f"`output` {output} is not empty: use `overwrite=True` or another folder")


def _check_apart(output: Path, source: Source) -> None:
    """Refuse an output whose pictures would replace the source's, or be taken for photographs by the next run."""
    if isinstance(source, Camera):
        return
    there, folder = output.resolve(), source.folder.resolve()
    if there == folder:
        raise UserError(f"`output` {output} is the folder of the source: choose another one")
    if isinstance(source, Photographs) and not source.single:
        if folder in there.parents:
            raise UserError(f"`output` {output} lies inside the source: choose a folder outside it")
        if there in folder.parents:
            raise UserError(f"`output` {output} lies around the source: choose another one")


@contextmanager
def json_lines(output: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A function that appends a record to the file of results, which appears when all went well."""
    with whole_file(output / LINES) as part, part.open("w", encoding="utf-8", newline="\n") as file:

        def append(record: dict[str, Any]) -> None:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")

        yield append
