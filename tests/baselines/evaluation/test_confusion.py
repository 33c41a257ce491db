import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.evaluation.confusion import (
    accuracy,
    balanced_accuracy,
    confusion_by_group,
    confusion_matrix,
    f1_score,
    precision,
    recall,
)

HAND = np.array([[8, 1, 1], [2, 3, 0], [0, 0, 5]])
"""Ten faces of the first class, five of the others."""

FACES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=40)


def test_figures_of_a_matrix_by_hand():
    assert recall(HAND).tolist() == [0.8, 0.6, 1.0]
    assert precision(HAND) == pytest.approx([8 / 10, 3 / 4, 5 / 6])
    assert f1_score(HAND) == pytest.approx([16 / 20, 6 / 9, 10 / 11])
    assert accuracy(HAND) == pytest.approx(16 / 20)
    assert balanced_accuracy(HAND) == pytest.approx((0.8 + 0.6 + 1.0) / 3)


def test_a_class_that_does_not_occur_has_no_recall_and_is_left_out_of_the_mean():
    absent = np.array([[3, 1, 0], [0, 0, 0], [1, 0, 1]])
    assert math.isnan(recall(absent)[1]) and math.isnan(f1_score(absent)[1])
    assert precision(absent)[1] == 0.0
    assert balanced_accuracy(absent) == pytest.approx((3 / 4 + 1 / 2) / 2)


def test_a_class_that_is_never_predicted_has_no_precision():
    assert math.isnan(precision(np.array([[2, 0], [1, 0]]))[1])


@settings(deadline=None)
@given(FACES)
def test_counts_are_those_of_a_loop(faces):
    labels, predicted, groups = np.array(faces, np.int64).T
    expected = np.zeros((5, 4, 4), np.int64)
    for label, said, group in faces:
        expected[group, label, said] += 1
    by_group = confusion_by_group(labels, predicted, groups, 4)
    assert by_group.tolist() == expected[: groups.max() + 1].tolist()
    assert confusion_matrix(labels, predicted, 4).tolist() == expected.sum(axis=0).tolist()


@settings(deadline=None)
@given(FACES)
def test_figures_of_many_matrices_are_those_of_each(faces):
    labels, predicted, groups = np.array(faces, np.int64).T
    many = confusion_by_group(labels, predicted, groups, 4)
    for statistic in (recall, precision, f1_score, accuracy, balanced_accuracy):
        np.testing.assert_array_equal(statistic(many), np.stack([statistic(one) for one in many]))
