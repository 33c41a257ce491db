"""Figures in another mixture: Bayes's rule by hand, and what the same faces in those numbers would give."""

import numpy as np
import pytest

from fmld_synth.baselines.evaluation.classification import measure_classifier
from fmld_synth.baselines.evaluation.mixture import class_shares, reweighed
from fmld_synth.errors import UserError

CLASSES = ("correct", "incorrect", "none")


def test_the_precision_is_that_of_bayes():
    """Of 100 incorrect masks 80 are found, of 100 others 5 are taken for such; in life one of fifty is incorrect."""
    labels = np.array([1] * 100 + [0] * 100)
    predicted = np.array([1] * 80 + [0] * 20 + [1] * 5 + [0] * 95)
    figures = measure_classifier(
        np.eye(2)[predicted], labels, [str(i) for i in range(200)], CLASSES[:2], prior={"incorrect": 0.02}
    )
    mixture = figures.mixture
    rare = mixture.classes[1]
    expected = 0.02 * 0.80 / (0.02 * 0.80 + 0.98 * 0.05)
    assert rare.share == 0.02
    assert rare.precision.value == pytest.approx(expected)
    assert rare.precision.low < expected < rare.precision.high
    assert mixture.accuracy.value == pytest.approx(0.02 * 0.80 + 0.98 * 0.95)
    assert figures.classes[1].precision.value == pytest.approx(80 / 85)


def test_figures_are_those_of_a_set_in_that_mixture():
    """Every face of the two frequent classes nine times gives by counting what the prior gives by weighing."""
    random = np.random.default_rng(1)
    labels = np.repeat([0, 1, 2], [40, 20, 20])
    probabilities = random.dirichlet([1, 1, 1], 80) + np.eye(3)[labels] * 0.4
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    names = [str(i) for i in range(80)]
    weighed = measure_classifier(probabilities, labels, names, CLASSES, prior={"incorrect": 20 / 560}).mixture
    again = np.repeat(np.arange(80), np.where(labels == 1, 1, 9))
    counted = measure_classifier(probabilities[again], labels[again], [str(i) for i in again], CLASSES)
    assert weighed.accuracy.value == pytest.approx(counted.accuracy.value)
    for one, other in zip(weighed.classes, counted.classes, strict=True):
        assert one.precision.value == pytest.approx(other.precision.value)
        assert one.average_precision.value == pytest.approx(other.average_precision.value)
        assert one.precision_at_recall.value == pytest.approx(other.precision_at_recall.value)


def test_the_sets_own_mixture_changes_nothing():
    labels = np.array([0, 0, 0, 1, 1, 2, 2, 2])
    probabilities = np.eye(3)[[0, 0, 1, 1, 0, 2, 2, 1]] * 0.7 + 0.1
    figures = measure_classifier(
        probabilities, labels, [str(i) for i in range(8)], CLASSES, prior={"correct": 3 / 8, "none": 3 / 8}
    )
    for own, mixed in zip(figures.classes, figures.mixture.classes, strict=True):
        assert own.precision.value == pytest.approx(mixed.precision.value)
        assert own.average_precision.value == pytest.approx(mixed.average_precision.value)


def test_classes_that_are_not_named_divide_the_rest_as_their_faces_do():
    assert class_shares({"incorrect": 0.02}, np.array([300, 10, 100]), CLASSES) == pytest.approx(
        [0.98 * 0.75, 0.02, 0.98 * 0.25]
    )
    assert class_shares({"incorrect": 0.02, "none": 0.5}, np.array([3, 1, 4]), CLASSES) == pytest.approx(
        [0.48, 0.02, 0.5]
    )
    assert class_shares({"incorrect": 0.1}, np.array([0, 5, 5]), CLASSES) == pytest.approx([0, 0.1, 0.9])


@pytest.mark.parametrize(
    ("prior", "told"),
    [
        ({"incorect": 0.02}, "did you mean incorrect"),
        ({"incorrect": 0.0}, "above 0"),
        ({"incorrect": 1.5}, "at most 1"),
        ({"incorrect": 0.6, "none": 0.4}, "leave some for the other classes"),
        ({"incorrect": 0.3, "none": 0.3, "correct": 0.3}, "they must sum to 1"),
    ],
)
def test_impossible_priors(prior, told):
    with pytest.raises(UserError, match=told):
        class_shares(prior, np.array([3, 3, 3]), CLASSES)


def test_a_class_without_faces_cannot_be_weighed():
    with pytest.raises(UserError, match="no face of that class"):
        class_shares({"incorrect": 0.02}, np.array([3, 0, 3]), CLASSES)


def test_rows_sum_to_their_shares():
    confusion = np.array([[[8, 2], [1, 3]], [[0, 0], [2, 2]]])
    mixed = reweighed(confusion, np.array([0.9, 0.1]))
    assert mixed[0] == pytest.approx(np.array([[0.72, 0.18], [0.025, 0.075]]))
    assert np.isnan(mixed[1, 0]).all()
