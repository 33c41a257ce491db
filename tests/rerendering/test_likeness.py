"""What differs no more than two machines do."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.rerendering.likeness import alike_coverage, little_difference, same_coverage
from fmld_synth.wear import Coverage


@pytest.mark.parametrize(
    ("levels", "pixels", "expected"),
    [(0, 0, 0), (4, 10_000, 4), (200, 20, 200), (5, 21, None), (255, 10_000, None)],
)
def test_a_few_levels_anywhere_or_many_in_a_few_places(
    levels: int, pixels: int, expected: int | None
) -> None:
    one = np.zeros((100, 100), np.uint8)
    other = one.copy()
    other.reshape(-1)[:pixels] = levels
    assert little_difference(one, other) == expected
    assert little_difference(other, one) == expected


def test_another_shape_is_another_picture() -> None:
    assert little_difference(np.zeros((4, 4, 3), np.uint8), np.zeros((4, 5, 3), np.uint8)) is None


def test_coverage() -> None:
    recorded = Coverage(0.5, None, 0.25, 0.3)
    assert same_coverage(Coverage(0.50005, None, 0.25, 0.3), recorded)
    assert not same_coverage(Coverage(0.502, None, 0.25, 0.3), recorded)
    assert alike_coverage(Coverage(0.502, None, 0.25, 0.3), recorded)
    assert not alike_coverage(Coverage(0.51, None, 0.25, 0.3), recorded)
    assert not alike_coverage(Coverage(0.5, 0.0, 0.25, 0.3), recorded)
