"""Pictures are looked up at any number of places."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fmld_synth.synthesis.rendering.lookup import look_up


@pytest.mark.parametrize("places", [1, 30_000, 30_001, 70_000])
def test_a_ramp_is_looked_up_at_any_number_of_places(places: int) -> None:
    ramp = np.tile(np.arange(64, dtype=np.float32), (3, 1))
    x = np.linspace(0, 63, places, dtype=np.float32)[None]
    found = look_up(ramp, (x, np.ones_like(x)))
    assert found.shape == (1, places)
    np.testing.assert_allclose(found, x, atol=1 / 32)  # OpenCV interpolates in steps of 1/32


def test_channels_and_borders_are_kept() -> None:
    picture = np.full((2, 2, 4), 200, np.uint8)
    maps = np.array([[-5.0, 0.5]], np.float32), np.array([[0.5, 0.5]], np.float32)
    assert look_up(picture, maps)[0].tolist() == [[0] * 4, [200] * 4]
    assert look_up(picture, maps, cv2.BORDER_REPLICATE)[0].tolist() == [[200] * 4] * 2
