"""What is compared: every baseline once, those with several backbones once with each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fmld_synth.baselines.baseline import Baseline
from fmld_synth.baselines.registry import BASELINES
from fmld_synth.names import known

BACKBONE = "backbone"
"""The setting of a network that names its backbone."""


@dataclass(frozen=True)
class Entry:
    """One line of a comparison.

    Attributes:
        name: of the baseline, or of its backbone where it has several; its model's folder is called so.
        title: for people.
        baseline: what it is.
        settings: of the network, over those of its recipe.
    """

    name: str
    title: str
    baseline: Baseline
    settings: Mapping[str, Any] = field(default_factory=dict)

    def holds(self, baseline: str, settings: Mapping[str, Any]) -> bool:
        """Whether a network is this entry's: by the name of its baseline and its settings, some of which may be left
        out where they are the usual ones."""
        usual = {BACKBONE: next(iter(self.baseline.backbones), None)}
        return baseline == self.baseline.name and self.settings.items() <= {**usual, **settings}.items()


def backbone_entries() -> dict[str, Entry]:
    """Baselines with several backbones, once with each of them, by the backbone's name."""
    return {name: entry for name, entry in all_entries().items() if entry.settings}


def all_entries() -> dict[str, Entry]:
    """Everything there is to compare, by name."""
    compared = [baseline for baseline in BASELINES.values() if baseline.compared]
    return {entry.name: entry for baseline in compared for entry in _entries_of(baseline)}


def _entries_of(baseline: Baseline) -> list[Entry]:
    if not baseline.backbones:
        return [Entry(baseline.name, baseline.title, baseline)]
    return [Entry(name, title, baseline, {BACKBONE: name}) for name, title in baseline.backbones.items()]


def choose_entries(entries: Mapping[str, Entry], names: Sequence[str]) -> list[Entry]:
    """The entries of these names, in the order of all; all of them for no name.

    Raises:
        UserError: there is no entry of a name; the message lists them and the nearest.
    """
    for name in names:
        known(name, entries, "baseline or backbone", where="`only`")
    return [entry for name, entry in entries.items() if not names or name in names]
