"""Options of known sets under one name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fmld_synth.choices import Preset, checked

# Masks whose edge lies against the nostrils are the hardest to tell from correct ones, so most bare noses are such.
# Correct ones are as frequent as all others, so that classes can be balanced without repeating few pictures often.
TO_TRAIN_ON: Mapping[str, Any] = {
    "wear": {
        "nose_exposed": 0.23,
        "nose_tip_exposed": 0.38,
        "mouth_exposed": 0.14,
        "chin": 0.16,
        "chin_exposed": 0.05,
        "hanging_from_ear": 0.02,
        "forehead": 0.02,
    },
    "include_correct": 0.45,
    "include_unmasked": True,
    # A network takes the kinds of cloth that it never saw for bare skin, so about half of the cloth is printed.
    "prints": 0.45,
    # With the bare faces that come with it, a quarter of all pictures, and a third of that quarter without a mask.
    "things": 0.2,
}

PRESETS: Mapping[str, Mapping[str, Any]] = {
    # The classifier's training set of Masud et al. (2023): FMLD's faces, cut out, and 25,296 synthetic ones.
    "enhanced-fmld": {"input_format": "fmld", "crop": "face", "count": 25_296},
    # The incorrectly worn part of MaskedFace-Net (Cabani et al., 2020): which parts its masks leave bare.
    "maskedface-net": {
        "wear": {"nose_exposed": 0.8, "chin_exposed": 0.1, "mouth_exposed": 0.1},
        "size": 1024,
        "per_face": 1,
    },
    # What the bundled classifiers and detectors are trained on, from plain photographs.
    "classifier": {**TO_TRAIN_ON, "crop": "tight", "size": 224, "per_face": 12},
    "detector": {**TO_TRAIN_ON, "size": 640, "per_face": 6},
}


def find_preset(name: str) -> dict[str, Any]:
    """The options of a preset; files and the command line override them.

    Raises:
        UserError: there is none of that name.
    """
    return dict(PRESETS[checked(name, Preset, "preset")])
