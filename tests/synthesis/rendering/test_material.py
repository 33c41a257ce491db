"""Artwork is sampled without gaps or bleeding, and shaded by the photograph's light."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.light import NEUTRAL_LIGHT
from fmld_synth.synthesis.rendering.material import TexturePyramid, light_in_plane, tone_strap
from fmld_synth.templates.library import load_template
from tests.posed_face import to_srgb


@pytest.fixture(scope="module")
def pyramid() -> TexturePyramid:
    return TexturePyramid(load_template("surgical_pleated"))


def test_each_level_is_half_the_one_before(pyramid: TexturePyramid) -> None:
    sizes = [level.picture.shape[:2] for level in pyramid.levels]
    for (rows, columns), (half_rows, half_columns) in pairwise(sizes):
        assert (half_rows, half_columns) == (rows // 2, columns // 2)
    assert min(sizes[-1]) <= 24


def test_the_level_fits_the_size_in_the_photograph(pyramid: TexturePyramid) -> None:
    wanted = [pyramid.level(texels).picture.shape[1] for texels in (0.3, 1, 2, 4, 8, 1e6)]
    assert wanted == sorted(wanted, reverse=True)
    full = pyramid.levels[0].picture.shape[1]
    assert wanted[:4] == [full, full, full // 2, full // 4]
    assert wanted[-1] == pyramid.levels[-1].picture.shape[1]


def test_halving_keeps_the_covered_area(pyramid: TexturePyramid) -> None:
    areas = [float((level.picture[..., 3] / 255).mean()) for level in pyramid.levels]
    assert areas[-1] == pytest.approx(areas[0], abs=0.02)


def test_what_lies_outside_the_outline_does_not_bleed_in() -> None:
    template = load_template("surgical_pleated")
    black = template.texture.copy()
    white = template.texture.copy()
    outside = template.texture[..., 3] == 0
    black[outside, :3], white[outside, :3] = 0, 255
    one, other = (
        TexturePyramid(replace(template, texture=texture)).levels[2].picture for texture in (black, white)
    )
    covered = one[..., 3] > 60
    np.testing.assert_allclose(one[covered, :3].astype(int), other[covered, :3], atol=6)


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


def test_a_strap_has_its_own_colour_in_neutral_light() -> None:
    shown = displayed(tone_strap("#8040c0", np.ones(1, np.float32), NEUTRAL_LIGHT))
    np.testing.assert_allclose(shown[:, 0], (0x80, 0x40, 0xC0), atol=1)


def test_a_strap_follows_shade_cast_and_tone() -> None:
    half, full = tone_strap("#ffffff", np.array([0.5, 1], np.float32), NEUTRAL_LIGHT).T
    np.testing.assert_allclose(half, full / 2, rtol=1e-5)
    warm = replace(NEUTRAL_LIGHT, cast=np.array([1.2, 1, 0.6], np.float32))
    (red, green, blue) = tone_strap("#ffffff", np.ones(1, np.float32), warm)[:, 0]
    assert red > green > blue
    grey = replace(NEUTRAL_LIGHT, saturation=0.0)
    assert np.ptp(tone_strap("#ff0000", np.ones(1, np.float32), grey)) < 1e-6
