"""The figures of a report of ``evaluate``, and their mean and spread over seeds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import mean, pstdev
from typing import NamedTuple

from fmld_synth.baselines.evaluation.report import JSON, EvaluationReport

INCORRECT = "incorrect"
HEADS = (
    "balanced accuracy",
    "recall of incorrect",
    "precision of incorrect",
    "AP of incorrect",
    "precision at 0.90 recall",
)


class Figures(NamedTuple):
    """Of one network on one set.

    values: one for each of :data:`HEADS`; None where a report has none.
    states: recall of each wear state of incorrectly worn masks; empty where the set tells none.
    """

    values: tuple[float | None, ...]
    states: dict[str, float]


def read_figures(folder: Path) -> Figures:
    """Those of a report's folder. A detector's misses count as wrong, and its AP is at an IoU of 0.50."""
    report = EvaluationReport.model_validate_json((folder / JSON).read_text(encoding="utf-8"))
    if report.classification is not None:
        found = report.classification
        wrong = next(one for one in found.classes if one.name == INCORRECT)
        states = {
            one.name: one.recall.value
            for one in found.states
            if one.label == INCORRECT and one.recall.value is not None
        }
        ranked = wrong.average_precision.value, wrong.precision_at_recall.value
        return Figures(
            (found.balanced_accuracy.value, wrong.recall.value, wrong.precision.value, *ranked), states
        )
    if report.detection is not None:
        detected = next(one for one in report.detection.classes if one.name == INCORRECT)
        recalls = [
            one.recall.value for one in report.detection.classes if one.faces and one.recall.value is not None
        ]
        values = mean(recalls), detected.recall.value, detected.precision.value, detected.ap50, None
        return Figures(values, {})
    portraits = report.portraits[0]
    seen = next(one for one in portraits.classes if one.name == INCORRECT)
    return Figures(
        (portraits.balanced_accuracy.value, seen.recall.value, seen.precision.value, None, None), {}
    )


def over_seeds(values: Sequence[float | None]) -> str:
    """Mean and standard deviation; the value itself of one seed, a dash where a seed has none."""
    known = [value for value in values if value is not None]
    if len(known) < len(values) or not known:
        return "–"
    return f"{mean(known):.3f}" + (f" ± {pstdev(known):.3f}" if len(known) > 1 else "")
