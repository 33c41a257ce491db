"""Shots of a masked face show its mask; those of a bare one are drawn as ever."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.data.augmentation.mask_in_view import (
    LEAST_IN_VIEW,
    draw_shot_of_mask,
    share_in_view,
)
from fmld_synth.baselines.data.augmentation.parameters import Border, Geometry, Shot, draw_shot
from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation
from fmld_synth.geometry import Box

UNDER_THE_CHIN = Box(20, 150, 80, 40)
WIDTH, HEIGHT = 120, 200
HARD = CameraAugmentation(border_share=1.0, zoom_range=(1.0, 1.4), shift_range=(-0.1, 0.1))


@pytest.mark.parametrize(
    ("shot", "share"),
    [
        (Shot(), 1),
        (Shot(border=Border(bottom=0.15)), 0.5),  # down to row 170, half of the mask
        (Shot(border=Border(left=1 / 3)), 0.75),
        (Shot(Geometry(lower=0.15)), 0.5),  # 30 rows lower: rows 170 and above stay
        (Shot(Geometry(mirrored=True, right=0.5)), 0.5),  # the middle lies at the right edge
        (Shot(Geometry(across=2, down=2)), 0),  # rows 50 to 150 are left
        (Shot(Geometry(rotation=180)), 1),
    ],
)
def test_the_share_of_a_mask_in_view(shot, share):
    assert share_in_view(UNDER_THE_CHIN, shot, WIDTH, HEIGHT) == pytest.approx(share, abs=1 / 8)


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_a_mask_stays_in_view(seed):
    shot = draw_shot_of_mask(HARD, np.random.default_rng(seed), UNDER_THE_CHIN, WIDTH, HEIGHT)
    assert share_in_view(UNDER_THE_CHIN, shot, WIDTH, HEIGHT) >= LEAST_IN_VIEW


def test_hard_settings_would_cut_it_away():
    shots = [draw_shot(HARD, np.random.default_rng(seed)) for seed in range(200)]
    assert np.mean([share_in_view(UNDER_THE_CHIN, shot, WIDTH, HEIGHT) < 0.7 for shot in shots]) > 0.4


def test_bare_faces_are_cut_as_ever():
    for seed in range(20):
        shot = draw_shot_of_mask(HARD, np.random.default_rng(seed), None, WIDTH, HEIGHT)
        assert shot == draw_shot(HARD, np.random.default_rng(seed))
