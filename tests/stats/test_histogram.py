"""Histograms filled one value at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.stats.histogram import Histogram

values = st.lists(st.floats(-200, 200), max_size=60)


def filled(numbers, edges=tuple(range(-90, 91, 5))):
    histogram = Histogram(edges)
    for number in numbers:
        histogram.add(number)
    return histogram


@given(values)
def test_counts_are_those_of_numpy_with_ends_that_take_what_lies_outside(numbers):
    edges = tuple(range(-90, 91, 5))
    expected, _ = np.histogram(np.clip(numbers, -90, 90), bins=edges)
    assert filled(numbers, edges).counts == expected.tolist()


@given(values)
def test_wider_bins_hold_the_same_values(numbers):
    edges = (-90, -15, 15, 90)
    assert filled(numbers).merged(edges).counts == filled(numbers, edges).counts


@given(st.lists(st.integers(0, 99), min_size=1, max_size=80), st.floats(0, 1))
def test_quantiles_lie_within_a_bin_of_the_true_ones(numbers, share):
    found = filled(numbers, range(101)).quantile(share)
    below = sorted(numbers)[max(int(np.ceil(share * len(numbers))) - 1, 0)]
    assert below <= found <= below + 1


def test_the_mean_is_of_the_values_not_of_the_bins():
    assert filled([0.2, 0.4], (0, 1)).mean == pytest.approx(0.3)


def test_without_values_there_is_no_mean_and_no_quantile():
    assert filled([]).mean is None
    assert filled([]).quantile(0.5) is None


def test_bins_have_names():
    assert filled([0], (-15, 15, 30)).named() == {"-15 to 15": 1, "15 to 30": 0}


def test_merging_needs_edges_that_exist():
    with pytest.raises(ValueError, match="not in tuple"):
        filled([1]).merged((-90, 7, 90))
