"""Forging lines of a manifest: another fact, told by the face it is about and wherever the line repeats it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fmld_synth.dataset.records import SUMMARY_FIELDS

Line = dict[str, Any]


def with_changes(line: Line, changes: Mapping[str, object]) -> Line:
    """A line with other values at dotted paths such as ``faces.0.mask.box``, which still agrees with itself."""
    changed = copy.deepcopy(line)
    for path, value in changes.items():
        *way, name = path.split(".")
        where: Any = changed
        for step in way:
            where = where[int(step) if isinstance(where, list) else step]
        where[name] = value
    return with_summary(changed)


def with_summary(line: Line) -> Line:
    """A line whose repeated fields say what its first face says."""
    face = line["faces"][0] if line["faces"] else {}
    mask = face.get("mask") or {}
    repeated = {
        "label": face.get("label"), "wear_state": face.get("wear_state"), "face_box": face.get("box"),
        "template": mask.get("template"), "mask_box": mask.get("box"),
        "matte": mask.get("matte"), "matte_sha256": mask.get("matte_sha256"),
    }  # fmt: skip
    assert set(repeated) == set(SUMMARY_FIELDS)
    return {**line, **repeated}


def edit_line(
    folder: Path, changes: Mapping[str, object], choose: Callable[[Line], object] = lambda line: True
) -> Line:
    """Change the first line of a set's manifest that is chosen; gives the line as it is now."""
    path = folder / "manifest.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    place = next(place for place, line in enumerate(lines) if choose(line))
    lines[place] = with_changes(lines[place], changes)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return lines[place]
