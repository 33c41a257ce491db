"""Bytes to light and back."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.synthesis.photometry.color import MAXIMUM_RADIANCE, luminance, to_display, to_linear
from tests.posed_face import to_srgb

BYTES = np.arange(256, dtype=np.uint8)


def test_to_linear_follows_the_standard() -> None:
    np.testing.assert_allclose(to_srgb(to_linear(BYTES)), BYTES, atol=0.01)
    assert to_linear(BYTES)[[0, 255]].tolist() == [0, 1]
    assert to_linear(np.zeros((3, 4, 3), np.uint8)).shape == (3, 4, 3)


def test_what_is_not_highlight_comes_back_the_same() -> None:
    dim = BYTES[BYTES < 200]
    np.testing.assert_allclose(to_display(to_linear(dim)) * 255, dim, atol=0.5)


def test_highlights_are_compressed_and_keep_their_order() -> None:
    radiance = np.linspace(0, MAXIMUM_RADIANCE, 500, dtype=np.float32)
    shown = to_display(radiance)
    assert shown.dtype == np.float32
    assert (np.diff(shown) >= 0).all()
    assert (np.diff(shown[radiance < 1]) > 0).all()
    assert shown[0] == 0
    assert 0.95 < shown[-1] <= 1
    assert to_display(np.array([1], np.float32))[0] < 0.98


def test_out_of_range_is_clipped() -> None:
    assert (
        to_display(np.array([-1, 99], np.float32)).tolist()
        == to_display(np.array([0, MAXIMUM_RADIANCE], np.float32)).tolist()
    )


def test_luminance_of_white_is_one_and_green_weighs_most() -> None:
    assert luminance(np.ones(3, np.float32)) == pytest.approx(1)
    red, green, blue = luminance(np.eye(3, dtype=np.float32))
    assert green > red > blue
