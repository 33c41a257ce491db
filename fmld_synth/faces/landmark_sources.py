"""Landmark sources by their names, chosen with ``--landmarks``."""

from __future__ import annotations

import importlib.util
import sys
from typing import Literal, get_args

from fmld_synth.errors import UserError
from fmld_synth.faces.face import LandmarkSource

LandmarkSourceName = Literal["bundled", "mediapipe"]
"""``bundled``: MediaPipe's models by this package's own runner. ``mediapipe``: MediaPipe 0.10.21 itself."""
LANDMARK_SOURCES: tuple[LandmarkSourceName, ...] = get_args(LandmarkSourceName)
DEFAULT_LANDMARKS: LandmarkSourceName = "bundled"


def landmark_source(name: LandmarkSourceName) -> LandmarkSource:
    """Make a source; it may serve several threads.

    Args:
        name: which one.

    Raises:
        UserError: MediaPipe is asked for and not installed.
    """
    check_installed(name)
    if name == "bundled":
        from fmld_synth.faces.bundled_source import BundledSource

        return BundledSource()
    from fmld_synth.faces.mediapipe_source import MediaPipeSource

    return MediaPipeSource()


def check_installed(name: LandmarkSourceName) -> None:
    """Find out, without loading anything, whether a source can be made.

    Raises:
        UserError: MediaPipe is asked for and not installed.
    """
    if name == "mediapipe" and importlib.util.find_spec("mediapipe") is None:
        remedy = (
            "install it with: pip install 'fmld-synth[mediapipe]'"
            if sys.version_info < (3, 13)
            else "it exists for Python 3.12 and older"
        )
        raise UserError(f"landmark source mediapipe: MediaPipe is not installed; {remedy}; or use bundled")
