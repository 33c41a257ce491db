"""What is compared: every baseline once, the two-stage classifier with each of its backbones."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fmld_synth.baselines.comparison.published import (
    AIZOO_SSD,
    OPENCV_SSD_CNN,
    SCS_NET,
    SL_FMDET,
    TWO_STAGE,
    Published,
)
from fmld_synth.baselines.registry import BASELINES, Baseline
from fmld_synth.baselines.two_stage.backbones import BACKBONES
from fmld_synth.errors import UserError

REFERENCE = "aizoo-ssd"
"""The entry whose time the others are compared with."""
TITLES = {
    "mobilenet_v1": "MobileNetV1",
    "mobilenet_v2": "MobileNetV2",
    "resnet50_v1": "ResNet50V1",
    "resnet50_v2": "ResNet50V2",
}
"""Backbones, for people."""


@dataclass(frozen=True)
class Entry:
    """One line of a comparison.

    Attributes:
        name: of the baseline, of the two-stage classifier that of the backbone; its model's folder is called so.
        title: for people.
        baseline: what it is.
        published: what its authors say.
        settings: of the network, over those of its recipe.
    """

    name: str
    title: str
    baseline: Baseline
    published: Published
    settings: Mapping[str, Any] = field(default_factory=dict)


def backbone_entries() -> dict[str, Entry]:
    """The two-stage classifier with each backbone, by the backbone's name."""
    baseline = BASELINES["two-stage"]
    return {
        name: Entry(name, f"Two-stage {TITLES[name]}", baseline, TWO_STAGE, {"backbone": name})
        for name in BACKBONES
    }


def all_entries() -> dict[str, Entry]:
    """Everything there is to compare, by name."""
    before = (("scs-net", SCS_NET), ("aizoo-ssd", AIZOO_SSD), ("sl-fmdet", SL_FMDET))
    entries = {
        name: Entry(name, BASELINES[name].title, BASELINES[name], published) for name, published in before
    }
    last = BASELINES["opencv-ssd-cnn"]
    return {**entries, **backbone_entries(), last.name: Entry(last.name, last.title, last, OPENCV_SSD_CNN)}


def choose_entries(entries: Mapping[str, Entry], names: Sequence[str]) -> list[Entry]:
    """The entries of these names, in the order of all; all of them for no name.

    Raises:
        UserError: there is no entry of a name; the message lists them and the nearest.
    """
    for name in names:
        if name not in entries:
            nearest = difflib.get_close_matches(name, entries, n=1, cutoff=0.4)
            hint = f"; did you mean {nearest[0]}?" if nearest else "."
            raise UserError(f"--only {name}: there is no such baseline{hint} Valid: {', '.join(entries)}")
    return [entry for name, entry in entries.items() if not names or name in names]
