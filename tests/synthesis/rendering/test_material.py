"""Straps and masks take the photograph's light."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.light import NEUTRAL_LIGHT
from fmld_synth.synthesis.rendering.material import light_in_plane, tone_strap
from tests.posed_face import to_srgb


@pytest.mark.parametrize("direction", [(0, 0, 0), (-0.7, 0, 0), (0.7, 0.2, 0), (0, -0.7, 0)])
def test_light_in_the_plane_is_at_most_one_long(direction: tuple[float, float, float]) -> None:
    x, y = light_in_plane(replace(NEUTRAL_LIGHT, direction=np.array(direction, np.float32)))
    assert np.hypot(x, y) <= 1 + 1e-6
    if direction[0] < 0:
        assert x < 0
    if direction == (0, 0, 0):
        assert y < 0, "most light comes from above"


def displayed(radiance: FloatArray) -> FloatArray:
    return to_srgb(np.asarray(radiance, np.float32))


def test_a_strap_has_its_own_color_in_neutral_light() -> None:
    shown = displayed(tone_strap("#8040c0", np.ones(1, np.float32), NEUTRAL_LIGHT))
    np.testing.assert_allclose(shown[:, 0], (0x80, 0x40, 0xC0), atol=1)


def test_a_strap_follows_shade_cast_and_tone() -> None:
    half, full = tone_strap("#ffffff", np.array([0.5, 1], np.float32), NEUTRAL_LIGHT).T
    np.testing.assert_allclose(half, full / 2, rtol=1e-5)
    warm = replace(NEUTRAL_LIGHT, cast=np.array([1.2, 1, 0.6], np.float32))
    (red, green, blue) = tone_strap("#ffffff", np.ones(1, np.float32), warm)[:, 0]
    assert red > green > blue
    gray = replace(NEUTRAL_LIGHT, saturation=0.0)
    assert np.ptp(tone_strap("#ff0000", np.ones(1, np.float32), gray)) < 1e-6
