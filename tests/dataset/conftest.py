"""Folders of photographs and ways to run the fast engine."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.configuration import make_configuration
from fmld_synth.dataset.generation import generate
from tests.dataset.fakes import fake_engine, write_photographs
from tests.dataset.prepared_set import FakeReader, write_annotated_set


@pytest.fixture(scope="session")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight different photographs of seven people."""
    return write_photographs(tmp_path_factory.mktemp("input") / "faces", 8)


@pytest.fixture
def images(tmp_path: Path) -> list[AnnotatedImage]:
    """A small annotated set with everything that formats have to cope with."""
    return write_annotated_set(tmp_path / "set")


@pytest.fixture
def reader(images: list[AnnotatedImage]) -> FakeReader:
    """Reads ``images``."""
    return FakeReader(images)


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
