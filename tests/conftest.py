"""Photographs that several test modules share, prepared once as looking for faces takes seconds; and ``--core``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skimage.data
from hypothesis import settings

from fmld_synth.faces.bundled_source import BundledSource
from fmld_synth.synthesis.measured_face import MeasuredFace, OccluderSources, prepare
from tests.core_tests import is_core
from tests.fake_engine import write_photographs

# How long an example takes says nothing on a busy machine; a benchmark measures times.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--core`` runs the tests that need no more than ``fmld-synth[test]``."""
    parser.addoption("--core", action="store_true", help="only tests that need no more than fmld-synth[test]")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what needs more, when asked to."""
    return True if config.getoption("core") and not is_core(collection_path) else None


@pytest.fixture(scope="session")
def portrait() -> MeasuredFace:
    """A photographed face, looking straight ahead, nothing in front of it."""
    image = np.ascontiguousarray(skimage.data.astronaut()[:400, 30:430])
    (face,) = BundledSource().find(image)
    return prepare(image, face, 85, OccluderSources(hands=None, person=None))


@pytest.fixture(scope="session")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight different photographs of seven people."""
    return write_photographs(tmp_path_factory.mktemp("input") / "faces", 8)
