"""Which landmark source a set was made with: another would place the masks a little otherwise."""

from __future__ import annotations

import json
from pathlib import Path

from fmld_synth.dataset.file_names import DESCRIPTION
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS, MEDIAPIPE
from fmld_synth.regular_files import read_regular_file

BEFORE_THERE_WAS_A_CHOICE = MEDIAPIPE
"""Sets of version 0.1.0 do not say it."""


def landmarks_of(folder: Path) -> str:
    """The landmark source of a set.

    Args:
        folder: of the set.

    Returns:
        What its description says, whether it is installed here or not; the usual source when the description cannot be
        read.
    """
    try:
        description = json.loads(read_regular_file(folder / DESCRIPTION))
        name = description["configuration"].get("landmarks", BEFORE_THERE_WAS_A_CHOICE)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return DEFAULT_LANDMARKS
    return name if isinstance(name, str) else DEFAULT_LANDMARKS
