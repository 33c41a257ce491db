import numpy as np
import pytest

from fmld_synth.baselines.evaluation.classification import measure_classifier

CLASSES = ("correct", "incorrect", "none")


def sure_of(predicted: list[int], confidence: float = 0.8):
    rest = (1 - confidence) / 2
    return np.where(np.eye(3)[predicted] > 0, confidence, rest)


def measured(labels, predicted, identities=None):
    names = identities or [str(i) for i in range(len(labels))]
    return measure_classifier(sure_of(predicted), np.array(labels), names, CLASSES)


def test_figures_by_hand():
    figures = measured([0, 0, 0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 0, 2, 2])
    assert figures.confusion == [[3, 1, 0], [1, 1, 0], [0, 0, 2]]
    assert figures.accuracy.value == 6 / 8
    assert figures.balanced_accuracy.value == pytest.approx((3 / 4 + 1 / 2 + 1) / 3)
    correct, incorrect, none = figures.classes
    assert (correct.faces, correct.recall.value, correct.precision.value) == (4, 3 / 4, 3 / 4)
    assert incorrect.f1.value == pytest.approx(1 / 2)
    assert none.roc_auc == none.average_precision.value == none.precision_at_recall.value == 1.0
    assert figures.calibration_error == pytest.approx(0.8 - 6 / 8)
    assert not figures.absent


def test_intervals_hold_the_figures():
    figures = measured([0, 1, 2] * 20, [0, 1, 2] * 15 + [1, 2, 0] * 5)
    for figure in (figures.accuracy, figures.balanced_accuracy, figures.classes[0].recall):
        assert figure.low < figure.value < figure.high


def test_one_person_gives_no_intervals():
    figures = measured([0, 1], [0, 0], ["same", "same"])
    assert figures.groups == 1 and figures.accuracy.value == 0.5 and figures.accuracy.low is None


def test_an_absent_class_is_named_and_left_out():
    figures = measured([0, 0, 2, 2], [0, 1, 2, 2])
    assert figures.absent == ["incorrect"]
    assert figures.balanced_accuracy.value == pytest.approx((1 / 2 + 1) / 2)
    absent = figures.classes[1]
    assert absent.recall.value is absent.roc_auc is absent.average_precision.value is None
    assert absent.precision.value == 0


def test_one_class_only_has_no_roc():
    figures = measured([0, 0], [0, 1])
    assert figures.classes[0].roc_auc is None and figures.classes[0].average_precision.value == 1.0
