"""Which figures of an evaluation count in a comparison."""

import numpy as np
import pytest

from fmld_synth.baselines.comparison.quality import quality_of
from fmld_synth.baselines.evaluation.classification import measure_classifier
from fmld_synth.baselines.evaluation.report import EvaluationReport


def report(labels, classes):
    probabilities = np.eye(len(classes))[[0, 1, 1, 0]]
    figures = measure_classifier(probabilities, np.array([0, 1, 1, 1]), list("abcd"), classes)
    return EvaluationReport(
        model="m",
        baseline="b",
        model_labels=labels,
        labels=labels,
        dataset="d",
        format="f",
        split="test",
        images=4,
        device="cpu",
        seconds=0,
        seed=0,
        classification=figures,
    )


def test_a_classifiers_figures():
    quality = quality_of(report("three", ("correct", "incorrect", "none")), "evaluations/m")
    assert quality.faces == 4 and quality.report == "evaluations/m"
    assert quality.headline == quality.accuracy.value == 0.75
    assert quality.incorrect_recall.value == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("labels", "classes"), [("two", ("compliant", "non-compliant")), ("masked", ("mask", "no_mask"))]
)
def test_classes_that_hold_more_have_no_recall_of_incorrect_masks(labels, classes):
    assert quality_of(report(labels, classes), "").incorrect_recall is None
