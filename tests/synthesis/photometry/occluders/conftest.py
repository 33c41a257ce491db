"""Fixtures of the occluders' tests."""

from __future__ import annotations

import pytest

from tests.synthesis.photometry.occluders.drawn_face import DrawnFace


@pytest.fixture
def drawn() -> DrawnFace:
    """A bare face with short hair nowhere near the ears."""
    return DrawnFace()
