"""What a set was made with, as far as that decides its pixels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fmld_synth.dataset.file_names import DESCRIPTION
from fmld_synth.execution.kernels import kernels
from fmld_synth.generation.description import library_versions
from fmld_synth.regular_files import read_regular_file
from fmld_synth.version import ENGINE


def other_engine(folder: Path) -> str | None:
    """The version that made a set, where its engine draws other pixels from equal records than this one.

    Args:
        folder: of the set.

    Returns:
        The version; None when the engine is this one, or the description cannot be read.
    """
    description = _description(folder)
    # Version 0.1.0 did not number its engine.
    if not description or description.get("engine", 1) == ENGINE:
        return None
    return str(description.get("version", "unknown"))


def other_machine(folder: Path, landmarks: str) -> list[str]:
    """Names of libraries and kernels that a set was made with and that are others here.

    Args:
        folder: of the set.
        landmarks: what found its faces.
    """
    description = _description(folder)
    here = {**library_versions(landmarks), **{f"{name} kernels": value for name, value in kernels().items()}}
    then = dict(description.get("libraries", {}))
    then |= {f"{name} kernels": value for name, value in description.get("kernels", {}).items()}
    return [name for name, value in then.items() if here.get(name) != value]


def _description(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads(read_regular_file(folder / DESCRIPTION))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
