"""Making sets with the fast engine, and comparing their files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fmld_synth.generation.configuration import make_configuration
from fmld_synth.generation.run import generate
from tests.fake_engine import fake_engine


def run(source: Path, output: Path, *, engine=fake_engine, **options):
    """Make a set with the fast engine, in this process unless ``workers`` says otherwise."""
    values = {"input": source, "output": output, "workers": 1, "per_face": 3, **options}
    return generate(make_configuration(values), engine_factory=engine)


def contents(folder: Path) -> dict[str, str]:
    """Hash of every file below a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
