"""A small annotated set in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from fmld_synth.dataset.annotations import AnnotatedImage
from tests.dataset.prepared_set import FakeReader, write_annotated_set


@pytest.fixture
def images(tmp_path: Path) -> list[AnnotatedImage]:
    """A small annotated set with everything that formats have to cope with."""
    return write_annotated_set(tmp_path / "set")


@pytest.fixture
def reader(images: list[AnnotatedImage]) -> FakeReader:
    """Reads ``images``."""
    return FakeReader(images)
