"""One color a class: green for masks worn correctly, orange for incorrectly, red for none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fmld_synth.dataset.label_schemes import LabelScheme, label_schemes
from fmld_synth.wear import WEAR_STATES, Label

Color = tuple[int, int, int]

COLORS: Mapping[Label, Color] = {
    "correct": (52, 178, 78),
    "incorrect": (255, 150, 0),
    "none": (214, 34, 52),
}
"""RGB. They differ in lightness, too, for people who do not tell red from green."""

UNKNOWN: Color = (96, 125, 160)
"""Of a class that no label leads to, or all of them: it says nothing of masks."""

PRECEDENCE: Sequence[Label] = ("correct", "none", "incorrect")
"""Which label colors a class that joins several: "mask" is green, "non-compliant" red."""


def class_colors(classes: Sequence[str], scheme: str) -> tuple[Color, ...]:
    """The color of each class, RGB.

    Args:
        classes: names, in the order of the model's outputs.
        scheme: the label scheme they come from; with an unknown one every class has the color of unknown classes.
    """
    labels = _labels_by_class(label_schemes()[scheme]) if scheme in label_schemes() else {}
    return tuple(
        next((COLORS[label] for label in PRECEDENCE if label in labels.get(name, ())), UNKNOWN)
        for name in classes
    )


def _labels_by_class(scheme: LabelScheme) -> dict[str, set[Label]]:
    """The labels that lead to each class that says something of masks."""
    labels: dict[str, set[Label]] = {}
    for state in WEAR_STATES.values():
        name = scheme.by_wear_state.get(state.name) or scheme.by_label[state.label]
        labels.setdefault(name, set()).add(state.label)
    return {name: led for name, led in labels.items() if led != set(COLORS)}


def ink_on(color: Color) -> Color:
    """Black or white, whichever is easier to read on ``color`` (contrast ratio of WCAG 2)."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in color)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return (0, 0, 0) if (luminance + 0.05) ** 2 > 0.05 * 1.05 else (255, 255, 255)
