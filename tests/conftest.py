"""Photographs that several test modules share; prepared once, because looking for faces takes seconds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import skimage.data

from fmld_synth.faces.mediapipe_source import MediaPipeSource
from fmld_synth.synthesis.measured_face import MeasuredFace, OccluderSources, prepare
from tests.fake_engine import write_photographs


@pytest.fixture(scope="session")
def portrait() -> MeasuredFace:
    """A photographed face, looking straight ahead, nothing in front of it."""
    image = np.ascontiguousarray(skimage.data.astronaut()[:400, 30:430])
    (face,) = MediaPipeSource().find(image)
    return prepare(image, face, 85, OccluderSources(hands=None, person=None))


@pytest.fixture(scope="session")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight different photographs of seven people."""
    return write_photographs(tmp_path_factory.mktemp("input") / "faces", 8)
