"""Gamma correction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.baselines.face_finding.gamma import correct_gamma


@given(st.integers(0, 255), st.floats(0.2, 5))
def test_gamma_is_the_closed_form(value, gamma):
    (got,) = correct_gamma(np.full((1, 1, 3), value, np.uint8), gamma)[0, 0, :1]
    assert abs(int(got) - 255 * (value / 255) ** (1 / gamma)) <= 1
    assert got <= 255 * (value / 255) ** (1 / gamma) + 1e-9


def test_gamma_two_brightens_and_one_changes_nothing():
    dark = np.full((2, 2, 3), 64, np.uint8)
    assert (correct_gamma(dark, 2) == 127).all()
    assert (correct_gamma(dark, 1) == 64).all()
    with pytest.raises(ValueError, match="above 0"):
        correct_gamma(dark, 0)
