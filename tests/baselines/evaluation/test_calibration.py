import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.evaluation.calibration import BINS, expected_calibration_error, reliability

FACES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_error_by_hand():
    confidence = np.array([0.95, 0.95, 0.95, 0.95, 0.55, 0.55])
    right = np.array([True, True, True, False, False, False])
    bins = reliability(confidence, right)
    assert [one.faces for one in bins] == [2, 4]
    assert expected_calibration_error(bins) == pytest.approx(4 / 6 * 0.20 + 2 / 6 * 0.55)


def test_who_is_as_often_right_as_they_claim_has_no_error():
    bins = reliability(np.array([0.75] * 4 + [1.0]), np.array([True, True, True, False, True]))
    assert expected_calibration_error(bins) == pytest.approx(0)


@settings(deadline=None)
@given(FACES)
def test_bins_are_those_of_a_loop(faces):
    confidence, right = (np.array(column) for column in zip(*faces, strict=True))
    bins = reliability(confidence, right)
    assert sum(one.faces for one in bins) == len(faces)
    for one in bins:
        inside = (confidence > one.low) & (confidence <= one.high)
        if one.low == 0:
            inside |= confidence == 0
        assert one.faces == inside.sum()
        assert one.accuracy == pytest.approx(right[inside].mean())
        assert one.high - one.low == pytest.approx(1 / BINS)


@settings(deadline=None)
@given(FACES)
def test_the_error_is_a_share(faces):
    confidence, right = (np.array(column) for column in zip(*faces, strict=True))
    assert 0 <= expected_calibration_error(reliability(confidence, right)) <= 1
