"""Histograms filled one value at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.stats.histogram import Histogram, Values

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
    assert filled(numbers).merged(edges).quantile(0.5) == filled(numbers).quantile(0.5)


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=80), st.floats(0, 1))
def test_quantiles_are_exact_and_no_value_is_too_large_for_them(numbers, share):
    values = Values()
    for number in numbers:
        values.add(number)
    expected = sorted(numbers)[max(int(np.ceil(share * len(numbers) - 1e-9)) - 1, 0)]
    assert values.quantile(share) == expected
    assert filled(numbers).quantile(share) == expected


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
