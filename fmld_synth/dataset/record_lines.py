"""Reading and writing records and rejections as lines of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticSerializationError

from fmld_synth.dataset.file_names import MANIFEST
from fmld_synth.dataset.records import Record
from fmld_synth.errors import UserError
from fmld_synth.regular_files import open_regular_file

AnyLine = TypeVar("AnyLine", bound=BaseModel)


def to_line(entry: BaseModel) -> str:
    """One line of JSON, with its line end."""
    try:
        return entry.model_dump_json() + "\n"
    except PydanticSerializationError as error:
        if "KeyboardInterrupt" in str(
            error
        ):  # Pydantic replaces what was raised while it asked for a property
            raise KeyboardInterrupt from None
        raise


def read_lines(path: Path, kind: type[AnyLine]) -> Iterator[AnyLine]:
    """Read a file of JSON lines.

    Raises:
        UserError: the file is missing or a line is broken; the message names the line.
    """
    try:
        lines: Iterable[bytes] = open_regular_file(path)
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None
    for number, line in enumerate(lines, start=1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            message = first["msg"].removeprefix("Value error, ")
            raise UserError(f"{path}, line {number}: {where or 'line'}: {message}") from None


def stream_manifest(folder: Path) -> Iterator[Record]:
    """The records of a finished set, in the manifest's order, one at a time.

    Raises:
        UserError: there is no manifest in ``folder``, or a line of it is broken.
    """
    path = folder / MANIFEST
    if not path.exists():
        raise UserError(f"{folder} holds no {MANIFEST}: it is not a finished set; was the run interrupted?")
    yield from read_lines(path, Record)


def read_manifest(folder: Path) -> list[Record]:
    """All records of a finished set, in the manifest's order.

    Raises:
        UserError: there is no manifest in ``folder``, or a line of it is broken.
    """
    return list(stream_manifest(folder))
