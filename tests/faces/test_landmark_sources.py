"""Landmark sources are chosen by name."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from fmld_synth.errors import UserError
from fmld_synth.faces.bundled_source import BundledSource
from fmld_synth.faces.landmark_sources import LANDMARK_SOURCES, landmark_source


def test_the_bundled_source() -> None:
    assert isinstance(landmark_source("bundled"), BundledSource)


def test_mediapipe() -> None:
    pytest.importorskip("mediapipe", exc_type=ImportError)
    from fmld_synth.faces.mediapipe_source import MediaPipeSource

    assert isinstance(landmark_source("mediapipe"), MediaPipeSource)


@pytest.mark.parametrize(
    ("python", "remedy"), [((3, 12), "install it with: pip install"), ((3, 13), "Python 3.12 and older")]
)
def test_without_mediapipe(monkeypatch: pytest.MonkeyPatch, python: tuple[int, int], remedy: str) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "version_info", python)
    with pytest.raises(UserError, match=remedy):
        landmark_source("mediapipe")


def test_names() -> None:
    assert list(LANDMARK_SOURCES.bundled) == ["bundled", "mediapipe"]
