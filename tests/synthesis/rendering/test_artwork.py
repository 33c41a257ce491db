"""Artwork is sampled without gaps or bleeding."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from fmld_synth.synthesis.rendering.artwork import TexturePyramid
from fmld_synth.templates.library import load_template
from tests.plain_pictures import PlainPictures


@pytest.fixture(scope="module")
def pyramid() -> TexturePyramid:
    return TexturePyramid(load_template("surgical_pleated"))


def test_each_level_is_half_the_one_before(pyramid: TexturePyramid) -> None:
    sizes = [level.picture.shape[:2] for level in (pyramid.full, *pyramid.halved)]
    for (rows, columns), (half_rows, half_columns) in pairwise(sizes):
        assert (half_rows, half_columns) == (rows // 2, columns // 2)
    assert min(sizes[-1]) <= 24


def test_the_level_fits_the_size_in_the_photograph(pyramid: TexturePyramid) -> None:
    wanted = [pyramid.level(texels).picture.shape[1] for texels in (0.3, 1, 2, 4, 8, 1e6)]
    assert wanted == sorted(wanted, reverse=True)
    full = pyramid.full.picture.shape[1]
    assert wanted[:4] == [full, full, full // 2, full // 4]
    assert wanted[-1] == pyramid.halved[-1].picture.shape[1]


def test_halving_keeps_the_covered_area(pyramid: TexturePyramid) -> None:
    areas = [float((level.picture[..., 3] / 255).mean()) for level in (pyramid.full, *pyramid.halved)]
    assert areas[-1] == pytest.approx(areas[0], abs=0.02)


def test_what_lies_outside_the_outline_does_not_bleed_in() -> None:
    template = load_template("surgical_pleated")
    black = template.texture.copy()
    white = template.texture.copy()
    outside = template.texture[..., 3] == 0
    black[outside, :3], white[outside, :3] = 0, 255
    one, other = (
        TexturePyramid(replace(template, pictures=PlainPictures(texture, template.relief))).halved[1].picture
        for texture in (black, white)
    )
    covered = one[..., 3] > 60
    np.testing.assert_allclose(one[covered, :3].astype(int), other[covered, :3], atol=6)
