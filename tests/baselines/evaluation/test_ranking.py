"""Average precision and precision at a recall: by hand, as the curves give them, weighted, and by person."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.baselines.evaluation.curves import average_precision, precision_recall_curve
from fmld_synth.baselines.evaluation.ranking import in_shares, measure_rankings, rank_statistics


def two_classes(scores):
    scores = np.asarray(scores, np.float64)
    return np.column_stack([1 - scores, scores])


def test_by_hand():
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    positive = np.array([True, False, True, False, True])
    ((average, at_recall),) = rank_statistics(scores, positive, np.ones((1, 5)))
    assert average == pytest.approx((1 / 1 + 2 / 3 + 3 / 5) / 3)
    assert at_recall == pytest.approx(3 / 5)


def test_the_strictest_threshold_that_reaches_the_recall_counts():
    """Nine of ten are found without a false alarm; the tenth would bring ten."""
    scores = np.concatenate([np.linspace(1, 0.5, 9), np.linspace(0.4, 0.3, 10), [0.1]])
    positive = np.array([True] * 9 + [False] * 10 + [True])
    ((average, at_recall),) = rank_statistics(scores, positive, np.ones((1, 20)))
    assert at_recall == 1.0
    assert average == pytest.approx(0.9 + 0.1 * 10 / 20)


def test_faces_of_equal_score_enter_together():
    ((average, at_recall),) = rank_statistics(
        np.array([0.5, 0.5, 0.5, 0.5]), np.array([True, False, False, False]), np.ones((1, 4))
    )
    assert average == at_recall == 0.25


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.integers(0, 4)), min_size=1, max_size=25))
def test_a_weight_is_so_many_faces(faces):
    scores, positive, weights = (np.array(column) for column in zip(*faces, strict=True))
    scores = scores / 6
    repeated = np.repeat(np.arange(len(faces)), weights)
    ((average, _),) = rank_statistics(scores, positive, weights[np.newaxis].astype(np.float64))
    if not positive[repeated].any():
        assert np.isnan(average)
        return
    expected = average_precision(precision_recall_curve(scores[repeated], positive[repeated]))
    assert average == pytest.approx(expected)


def test_weights_in_shares_sum_to_them():
    labels = np.array([0, 0, 0, 1])
    weights = in_shares(np.ones((1, 4)), labels, np.array([0.98, 0.02]))
    assert weights[0, :3].sum() == pytest.approx(0.98)
    assert weights[0, 3] == pytest.approx(0.02)


def test_a_resample_without_a_class_has_no_mixture():
    weights = in_shares(np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([0, 1]), np.array([0.5, 0.5]))
    assert np.isnan(weights[0]).all()
    assert weights[1].tolist() == [0.5, 0.5]


def test_people_are_resampled_whole():
    """Ten faces a person, all alike: the interval is that of one face a person, far wider than of 400 singles."""
    random = np.random.default_rng(0)
    people = np.repeat(np.arange(40), 10)
    labels = (people % 2).astype(np.int64)
    scores = np.repeat(np.where(np.arange(40) % 2, 0.6, 0.4) + random.normal(0, 0.15, 40), 10)
    by_person, by_face = (
        measure_rankings(two_classes(scores), labels, groups, seed=0)[1].average_precision
        for groups in (people, np.arange(400))
    )
    once = measure_rankings(two_classes(scores[::10]), labels[::10], np.arange(40), seed=0)[
        1
    ].average_precision
    assert by_person.value == by_face.value == pytest.approx(once.value)
    assert (by_person.low, by_person.high) == pytest.approx((once.low, once.high))
    assert by_person.high - by_person.low > 2 * (by_face.high - by_face.low)


def test_one_person_gives_no_interval_and_an_absent_class_no_value():
    rankings = measure_rankings(two_classes([0.2, 0.9]), np.array([1, 1]), np.zeros(2, np.int64), seed=0)
    assert rankings[1].average_precision.value == 1.0 and rankings[1].average_precision.low is None
    assert rankings[0].average_precision.value is rankings[0].precision_at_recall.value is None
