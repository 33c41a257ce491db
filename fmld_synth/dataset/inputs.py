"""Which photographs ``--input`` names, and that the output does not lie among them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from fmld_synth.errors import UserError
from fmld_synth.photographs import find_photographs


@dataclass(frozen=True)
class Inputs:
    """The photographs of a run.

    Attributes:
        root: folder all of them lie below: the input folder, or the deepest common one of a list.
        paths: below ``root``, with forward slashes, sorted.
    """

    root: Path
    paths: tuple[str, ...]


def find_inputs(where: Path) -> Inputs:
    """The photographs of a folder (recursive), a file or a text list.

    Raises:
        UserError: there are none, or the input cannot be read.
    """
    found = find_photographs(where)
    if not found:
        raise UserError(f"--input {where}: no photographs found there")
    root = where if where.is_dir() else Path(os.path.commonpath([path.parent for path in found]))
    return Inputs(root, tuple(sorted(os.path.relpath(path, root).replace(os.sep, "/") for path in found)))


def check_apart(where: Path, output: Path) -> None:
    """Refuse an output inside the input folder, whose pictures a later run would take for photographs, and an
    input inside the output, which ``--overwrite`` would delete.

    Raises:
        UserError: one lies in the other.
    """
    inside, outside = output.resolve(), where.resolve()
    if where.is_dir() and (inside == outside or outside in inside.parents):
        raise UserError(f"--output {output} lies inside --input {where}: choose a folder outside it")
    if inside in outside.parents:
        raise UserError(f"--input {where} lies inside --output {output}: choose another output folder")
