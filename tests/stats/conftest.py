"""Photographs for sets to look at."""

from pathlib import Path

import pytest

from tests.fake_engine import write_photographs


@pytest.fixture(scope="session")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight different photographs of seven people."""
    return write_photographs(tmp_path_factory.mktemp("input") / "faces", 8)
