"""What the page needs to know of its networks, as it lies beside them in ``models.json``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fmld_synth.baselines.prediction.colors import class_colors, ink_on
from fmld_synth.dataset.label_schemes import label_schemes
from fmld_synth.wear import WEAR_STATES

NO_MASK = "no mask; a hand, a scarf or a cup in front of the mouth is none"
MEANINGS = {"correct": "a mask that", "incorrect": "a mask worn wrongly:"}
"""What stands before the descriptions of wear states, by label."""


def described_classes(classes: Sequence[str], scheme: str) -> list[dict[str, Any]]:
    """Name, color, color of letters on it, and meaning of each class.

    Args:
        classes: in the order of the outputs.
        scheme: the label scheme that they come from.
    """
    return [
        {"name": name, "color": list(color), "ink": list(ink_on(color)), "meaning": _meaning(name, scheme)}
        for name, color in zip(classes, class_colors(classes, scheme), strict=True)
    ]


def _meaning(name: str, scheme: str) -> str:
    """In words, which faces belong to a class; empty for classes of schemes that are not known."""
    labels = label_schemes().get(scheme)
    if labels is None:
        return ""
    of_class = [
        state
        for state in WEAR_STATES.values()
        if (labels.by_wear_state.get(state.name) or labels.by_label.get(state.label)) == name
    ]
    parts = [
        f"{beginning} {'; '.join(state.description for state in states)}"
        for label, beginning in MEANINGS.items()
        if (states := [state for state in of_class if state.label == label])
    ]
    return ", or ".join([*parts, *([NO_MASK] if labels.by_label.get("none") == name else [])])
