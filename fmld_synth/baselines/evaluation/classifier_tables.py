"""The tables of a classifier's figures, as reports and the screen show them."""

from __future__ import annotations

from typing import Protocol

from fmld_synth.baselines.evaluation.classification import ClassificationFigures
from fmld_synth.baselines.evaluation.figures import Figure
from fmld_synth.baselines.evaluation.ranking import RECALL
from fmld_synth.baselines.evaluation.slices import Slice

Table = tuple[str, list[str], list[list[str]]]
"""Title, heads and rows."""
AT_RECALL = f"precision at {RECALL:.2f} recall"


class Row(Protocol):
    """Makes a row of a name, a number of faces and figures, with or without their intervals."""

    def __call__(self, name: str, number: int, *figures: Figure | float | None) -> list[str]: ...


def classifier_tables(figures: ClassificationFigures, labels: str, row: Row) -> list[Table]:
    """Figures of the classes, of the mixture, the wear states, sizes and tones of skin, as far as they are known.

    Args:
        figures: of a classifier.
        labels: name of the label scheme.
        row: how rows are written.
    """
    heads = ["class", "faces", "precision", "recall", "F1", "ROC AUC", "AP", AT_RECALL]
    classes = [
        row(
            one.name,
            one.faces,
            one.precision,
            one.recall,
            one.f1,
            one.roc_auc,
            one.average_precision,
            one.precision_at_recall,
        )
        for one in figures.classes
    ]
    tables: list[Table] = [(f"Classes ({labels})", heads, classes)]
    if figures.mixture is not None:
        numbers = {one.name: one.faces for one in figures.classes}
        mixed = [
            row(
                one.name,
                numbers[one.name],
                one.share,
                one.precision,
                one.average_precision,
                one.precision_at_recall,
            )
            for one in figures.mixture.classes
        ]
        heads = ["class", "faces", "share", "precision", "AP", AT_RECALL]
        tables.append(("In the other mixture of classes", heads, mixed))
    if figures.states:
        states = [
            [*row(f"{one.name} ({one.label})", one.faces, one.recall), _taken_for(one.taken_for)]
            for one in figures.states
        ]
        tables.append(("By wear state", ["wear state", "faces", "recall", "taken for"], states))
    if figures.sizes:
        tables.append(_sliced("The same faces, made small", "longer side of the face", figures.sizes, row))
    if figures.skin_tones:
        tables.append(_sliced("By tone of skin", "tone", figures.skin_tones, row))
    return tables


def _sliced(title: str, what: str, slices: list[Slice], row: Row) -> Table:
    heads = [what, "faces", "balanced accuracy", *(f"recall of {name}" for name in slices[0].recalls)]
    rows = [row(one.name, one.faces, one.balanced_accuracy, *one.recalls.values()) for one in slices]
    return title, heads, rows


def _taken_for(others: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in others.items()) or "–"
