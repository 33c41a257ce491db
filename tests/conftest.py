"""Scenes that several test modules share; prepared once, because looking for faces takes seconds."""

from __future__ import annotations

import numpy as np
import pytest
import skimage.data

from fmld_synth.faces.mediapipe_source import MediaPipeSource
from fmld_synth.scene import OccluderSources, Scene, prepare


@pytest.fixture(scope="session")
def portrait() -> Scene:
    """A photographed face, looking straight ahead, nothing in front of it."""
    image = np.ascontiguousarray(skimage.data.astronaut()[:400, 30:430])  # type: ignore[no-untyped-call]
    (face,) = MediaPipeSource().find(image)
    return prepare(image, face, 85, OccluderSources(hands=None, person=None))
