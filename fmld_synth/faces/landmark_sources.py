"""Landmark sources by their names."""

from __future__ import annotations

import importlib.util
import sys

from fmld_synth.errors import UserError
from fmld_synth.faces.face import LandmarkSource

BUNDLED = "bundled"
MEDIAPIPE = "mediapipe"
LANDMARK_SOURCES = (BUNDLED, MEDIAPIPE)
"""``bundled``: MediaPipe's models by this package's own runner. ``mediapipe``: MediaPipe 0.10.21 itself."""


def landmark_source(name: str) -> LandmarkSource:
    """Make a source; it may serve several threads.

    Args:
        name: one of ``LANDMARK_SOURCES``.

    Raises:
        UserError: there is no source of this name, or MediaPipe is not installed.
    """
    if name == BUNDLED:
        from fmld_synth.faces.bundled_source import BundledSource

        return BundledSource()
    if name != MEDIAPIPE:
        raise UserError(f"Landmark source {name!r} is not known; use {' or '.join(LANDMARK_SOURCES)}.")
    if importlib.util.find_spec("mediapipe") is None:
        remedy = (
            "install it with: pip install 'fmld-synth[mediapipe]'"
            if sys.version_info < (3, 13)
            else "it exists for Python 3.12 and older"
        )
        raise UserError(f"The landmark source mediapipe is not installed; {remedy}. Or use {BUNDLED}.")
    from fmld_synth.faces.mediapipe_source import MediaPipeSource

    return MediaPipeSource()
