import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.evaluation.curves import (
    area_under,
    average_precision,
    precision_recall_curve,
    roc_curve,
)

FACES = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40).filter(
    lambda faces: len({positive for _, positive in faces}) == 2
)
"""Few different scores, so that there are ties."""


def arrays(faces):
    scores, positive = zip(*faces, strict=True)
    return np.array(scores, np.float64) / 6, np.array(positive)


def test_curves_by_hand():
    scores, positive = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False])
    roc = roc_curve(scores, positive)
    assert roc.x.tolist() == [0, 0, 0.5, 0.5, 1] and roc.y.tolist() == [0, 0.5, 0.5, 1, 1]
    assert area_under(roc) == 0.75
    curve = precision_recall_curve(scores, positive)
    assert curve.x.tolist() == [0.5, 0.5, 1, 1] and curve.y.tolist() == pytest.approx(
        [1, 1 / 2, 2 / 3, 1 / 2]
    )
    assert average_precision(curve) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)


@settings(deadline=None)
@given(FACES)
def test_the_area_is_the_chance_to_rank_a_pair_right(faces):
    scores, positive = arrays(faces)
    wins = [(a > b) + (a == b) / 2 for a in scores[positive] for b in scores[~positive]]
    assert area_under(roc_curve(scores, positive)) == pytest.approx(np.mean(wins))


@settings(deadline=None)
@given(FACES)
def test_average_precision_is_that_of_a_loop_over_thresholds(faces):
    scores, positive = arrays(faces)
    total, recall_before = 0.0, 0.0
    for threshold in sorted(set(scores), reverse=True):
        taken = scores >= threshold
        recall = positive[taken].sum() / positive.sum()
        total += (recall - recall_before) * positive[taken].mean()
        recall_before = recall
    assert average_precision(precision_recall_curve(scores, positive)) == pytest.approx(total)


@settings(deadline=None)
@given(FACES)
def test_curves_do_not_depend_on_the_order_of_the_faces(faces):
    these, those = roc_curve(*arrays(faces)), roc_curve(*arrays(faces[::-1]))
    np.testing.assert_array_equal(these.x, those.x)
    np.testing.assert_array_equal(these.y, those.y)
