"""What leaves this machine says nothing of its folders: records and descriptions without their names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from fmld_synth.dataset.file_names import DESCRIPTION, MANIFEST
from fmld_synth.dataset.record_lines import read_lines
from fmld_synth.dataset.records import Record, RecordedFace, WornMask
from fmld_synth.regular_files import read_regular_file

HERE = "."


def records_without_folders(folder: Path) -> Iterator[Record]:
    """The records of a set in the manifest's order, as :func:`without_folders` gives them.

    Raises:
        UserError: the manifest is missing, or a line is broken.
    """
    yield from map(leaving_folders_out(folder), read_lines(folder / MANIFEST, Record))


def leaving_folders_out(folder: Path) -> Callable[[Record], Record]:
    """What turns the records of the set in ``folder`` into ones that may leave this machine."""
    return partial(without_folders, given_input=_input(folder))


def without_folders(record: Record, given_input: str | None = None) -> Record:
    """A record without the names of folders on this machine.

    Templates of one's own go by their name. Photographs keep their path below the input; those of a list of files,
    which are recorded below the folder that all of them share, keep their name alone, and their person gets a number.

    Args:
        record: of a manifest.
        given_input: the folder or list that the set was made from; None where that is not known.
    """
    source = record.source.model_copy(update={"folder": HERE})
    identity = record.identity
    listed = given_input is not None and Path(given_input) != Path(record.source.folder)
    if listed or _is_absolute(source.path):
        source = source.model_copy(update={"path": _name(source.path)})
    if listed or _is_absolute(identity):
        identity = hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    faces = tuple(_without_folders(face) for face in record.faces)
    return record.model_copy(update={"source": source, "identity": identity, "faces": faces})


def configuration_without_folders(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a run; the input becomes ``.``, and any other path its name."""
    return {**{name: _shortened(value) for name, value in configuration.items()}, "input": HERE}


@cache
def template_name(template: str) -> str:
    """What a template is called; one's own are recorded by their folder."""
    return _name(template) or template


def _without_folders(face: RecordedFace) -> RecordedFace:
    mask = None if face.mask is None else _by_name(face.mask)
    return face if mask is face.mask else face.model_copy(update={"mask": mask})


def _by_name(mask: WornMask) -> WornMask:
    template = template_name(mask.template)
    if template == mask.template == mask.parameters.template:
        return mask
    parameters = mask.parameters.model_copy(update={"template": template})
    return mask.model_copy(update={"template": template, "parameters": parameters})


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [_shortened(one) for one in value]
    return _name(value) if isinstance(value, str) and ("/" in value or _is_absolute(value)) else value


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or (("\\" in path or ":" in path) and PureWindowsPath(path).is_absolute())


def _name(path: str) -> str:
    return PureWindowsPath(path).name if PureWindowsPath(path).is_absolute() else PurePosixPath(path).name


def _input(folder: Path) -> str | None:
    """What the set was made from, if its description says so."""
    try:
        given = json.loads(read_regular_file(folder / DESCRIPTION).decode())["configuration"]["input"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return given if isinstance(given, str) and given != HERE else None
