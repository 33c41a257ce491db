"""Smoothing keeps what moves evenly, and takes away what trembles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.masked_films.smoothing import smoothed, weights_around

STEADY = np.arange(25) / 25


@given(
    at=st.integers(0, 24),
    parabola=st.tuples(*[st.floats(-100, 100)] * 3),
    reach=st.floats(0.2, 2),
)
def test_a_point_on_a_parabola_stays_where_it_is(at, parabola, reach):
    """No lag: neither in the middle of a film nor at its ends."""
    values = np.polyval(parabola, STEADY)
    assert weights_around(STEADY, at, reach) @ values == pytest.approx(values[at], abs=1e-6)


@given(steps=st.lists(st.floats(0.005, 0.2), min_size=5, max_size=40), reach=st.floats(0.05, 1))
def test_weights_sum_to_one_at_uneven_times(steps, reach):
    seconds = np.cumsum(steps)
    for at in range(len(seconds)):
        assert weights_around(seconds, at, reach).sum() == pytest.approx(1, abs=1e-6)


def test_trembling_is_taken_away():
    seconds = np.arange(100) / 25
    noise = np.random.default_rng(0).normal(0, 1, 100)
    calm = np.array([weights_around(seconds, at, 0.3) @ noise for at in range(100)])
    assert np.diff(calm).std() < 0.25 * np.diff(noise).std()


def test_a_frame_that_stands_alone_keeps_its_points():
    for seconds, reach in ((np.array([0.0]), 0.3), (np.array([0.0, 5.0, 9.0]), 0.3), (STEADY, 0.0)):
        for at in range(len(seconds)):
            assert weights_around(seconds, at, reach).tolist() == np.eye(len(seconds))[at].tolist()


def test_points_are_weighted():
    landmarks = np.array([[[0, 0, 0]], [[4, 8, 0]]], np.float32)
    assert smoothed(landmarks, np.array([0.25, 0.75])).tolist() == [[3, 6, 0]]
