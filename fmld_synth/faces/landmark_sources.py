"""Landmark sources by their names, chosen with ``landmarks``; plug-ins add to them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from typing import Any

from fmld_synth import plugins
from fmld_synth.errors import UserError
from fmld_synth.faces.face import LandmarkSource
from fmld_synth.names import known
from fmld_synth.plugins import NotSuitable, Registry

BUNDLED, MEDIAPIPE = "bundled", "mediapipe"
"""MediaPipe's models by this package's own runner, and MediaPipe 0.10.21 itself."""
DEFAULT_LANDMARKS = BUNDLED

MakeSource = Callable[[], LandmarkSource]


def _bundled() -> LandmarkSource:
    from fmld_synth.faces.bundled_source import BundledSource

    return BundledSource()


def _mediapipe() -> LandmarkSource:
    from fmld_synth.faces.mediapipe_source import MediaPipeSource

    return MediaPipeSource()


def _accept_source(name: str, make: Any) -> MakeSource:
    if not callable(make):
        raise NotSuitable(f"{type(make).__name__} cannot be called to make a landmark source")
    return make  # type: ignore[no-any-return]  # what it makes is checked when it is made


LANDMARK_SOURCES: Registry[MakeSource] = Registry(
    plugins.LANDMARK_SOURCES, {BUNDLED: _bundled, MEDIAPIPE: _mediapipe}, _accept_source
)
"""Makers of every landmark source, with those of plug-ins."""


def landmark_source(name: str) -> LandmarkSource:
    """Make a source; it may serve several threads.

    Args:
        name: which one.

    Raises:
        UserError: there is none of that name, or MediaPipe is asked for and not installed.
    """
    check_installed(name)
    source = LANDMARK_SOURCES[name]()
    if not callable(getattr(source, "find", None)):
        raise UserError(
            f"landmark source {name}: {type(source).__name__} has no method find; update its package"
        )
    return source


def check_installed(name: str) -> None:
    """Find out, without loading anything, whether a source can be made.

    Raises:
        UserError: there is none of that name, or MediaPipe is asked for and not installed.
    """
    known(name, LANDMARK_SOURCES, "landmark source")
    if name == MEDIAPIPE and importlib.util.find_spec("mediapipe") is None:
        remedy = (
            "install it with: pip install 'fmld-synth[mediapipe]', "
            "then pip install --no-deps mediapipe==0.10.21"
            if sys.version_info < (3, 13)
            else "it exists for Python 3.12 and older"
        )
        raise UserError(f"landmark source mediapipe: MediaPipe is not installed; {remedy}; or use bundled")
