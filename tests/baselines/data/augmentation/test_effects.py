"""Each effect does what its name says, and nothing when it is neutral."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.data.augmentation.blur import moved, out_of_focus, track
from fmld_synth.baselines.data.augmentation.camera import photographed
from fmld_synth.baselines.data.augmentation.color import chroma_matrix, colored, tone_curves
from fmld_synth.baselines.data.augmentation.compression import compressed
from fmld_synth.baselines.data.augmentation.geometry import affine, warped, within
from fmld_synth.baselines.data.augmentation.noise import noisy
from fmld_synth.baselines.data.augmentation.occlusion import occluded
from fmld_synth.baselines.data.augmentation.parameters import (
    Border,
    Color,
    Effects,
    Geometry,
    Patch,
    Shot,
    draw_shot,
)
from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation


def _picture(height: int = 48, width: int = 40) -> np.ndarray:
    small = np.random.default_rng(3).integers(30, 220, (6, 5, 3), np.uint8)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


@given(
    st.builds(
        Geometry,
        st.booleans(),
        st.floats(-12, 12),
        st.floats(0.8, 1.3),
        st.floats(0.8, 1.3),
        st.floats(-0.05, 0.05),
        st.floats(-0.05, 0.05),
    ),
    st.sampled_from([(40, 48), (96, 80), (33, 61)]),
)
@settings(max_examples=60, deadline=None)
def test_a_dot_lands_where_the_matrix_says(geometry, size):
    pixels = np.zeros((96, 80, 3), np.uint8)
    cv2.circle(pixels, (46, 42), 6, (255, 255, 255), -1)
    warp = warped(pixels, geometry, *size)[..., 0].astype(float)
    rows, columns = np.mgrid[: warp.shape[0], : warp.shape[1]]
    center = [(warp * columns).sum() / warp.sum(), (warp * rows).sum() / warp.sum()]
    expected = affine(geometry, (80, 96), size) @ (46, 42, 1)
    assert np.abs(center - expected).max() < 0.75


def test_a_border_takes_its_share_of_each_side():
    picture = _picture(50, 40)
    assert np.array_equal(within(picture, Border(0.1, 0.2, 0.05, 0.1)), picture[10:45, 4:38])
    assert np.array_equal(within(picture, Border()), picture)
    whole = photographed(picture, Shot(border=Border(bottom=0.5)), 40, 50)
    assert np.array_equal(whole, photographed(picture[:25], Shot(), 40, 50))


def test_mirroring_alone_is_exact():
    picture = _picture()
    assert np.array_equal(warped(picture, Geometry(mirrored=True), 40, 48), picture[:, ::-1])


def test_zooming_in_on_a_shrunk_stripe_pattern_does_not_alias():
    stripes = np.zeros((240, 240, 3), np.uint8)
    stripes[:, ::2] = 200
    warp = warped(stripes, Geometry(across=1.1, down=1.1), 40, 40)
    assert np.abs(warp.astype(int) - 100).max() < 12


def test_blur_keeps_brightness_and_takes_detail():
    picture = _picture()
    for blurred in (out_of_focus(picture, 2.0), moved(picture, 7.0, 30.0)):
        assert abs(blurred.mean() - picture.mean()) < 2
        assert blurred.std() < picture.std()
    assert out_of_focus(picture, 0.1) is moved(picture, 0.5, 3.0) is picture


@given(st.floats(1.5, 20), st.floats(0, 180))
@settings(deadline=None)
def test_a_track_is_centerd_and_as_long_and_steep_as_asked(length, angle):
    kernel = track(length, angle).astype(float)
    assert kernel.sum() == pytest.approx(1, abs=1e-5)
    reach = len(kernel) // 2
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    assert abs((kernel * rows).sum()) < 0.01
    assert abs((kernel * columns).sum()) < 0.01
    spread = np.sqrt((kernel * (rows**2 + columns**2)).sum())
    assert spread == pytest.approx(length / np.sqrt(12), abs=0.45)
    slant = np.degrees(
        0.5 * np.arctan2(2 * (kernel * rows * columns).sum(), (kernel * (columns**2 - rows**2)).sum())
    )
    if length > 5:
        assert abs((slant - angle + 90) % 180 - 90) < 8


def test_neutral_light_changes_nothing():
    picture = _picture()
    assert np.array_equal(colored(picture, Color()), picture)
    assert np.array_equal(tone_curves(Color())[0], np.arange(256)[:, None].repeat(3, axis=1))
    assert chroma_matrix(1.0, 0.0) == pytest.approx(np.eye(3), abs=1e-6)


@given(st.floats(0, 2), st.floats(-180, 180))
@settings(deadline=None)
def test_grays_keep_their_color_whatever_the_hue_and_saturation(saturation, hue):
    assert chroma_matrix(saturation, hue) @ np.ones(3) == pytest.approx(np.ones(3), abs=1e-5)


def test_a_third_of_a_turn_makes_red_green():
    assert chroma_matrix(1.0, 120.0) @ (1, 0, 0) == pytest.approx((0, 1, 0), abs=1e-6)


def test_light_and_color_change_as_asked():
    picture = _picture()
    assert colored(picture, Color(brightness=1.3)).mean() > picture.mean() + 10
    assert colored(picture, Color(gamma=1.3)).mean() < picture.mean() - 5
    assert colored(picture, Color(contrast=0.6)).std() < 0.8 * picture.std()
    warm = colored(picture, Color(red=1.2, blue=0.8)).mean(axis=(0, 1)) - picture.mean(axis=(0, 1))
    assert warm[0] > 5
    assert warm[2] < -5
    assert np.ptp(colored(picture, Color(saturation=0.0)), axis=2).max() <= 1


@pytest.mark.parametrize("shape", [(100, 80, 3), (600, 700, 3)])
def test_noise_has_the_deviation_that_was_asked_for(shape):
    flat = np.full(shape, 128, np.uint8)
    noise = noisy(flat, 6.0, 4711).astype(float) - 128
    assert noise.shape == shape
    assert noise.std() == pytest.approx(6, rel=0.1)
    assert abs(noise.mean()) < 0.5
    assert not np.array_equal(noisy(flat, 6.0, 1), noisy(flat, 6.0, 900))
    assert noisy(flat, 0.0, 3) is flat


def test_compression_costs_detail_but_no_color():
    picture = _picture()
    errors = [np.abs(compressed(picture, quality).astype(int) - picture).mean() for quality in (20, 60, 98)]
    assert errors[0] > errors[1] > errors[2]
    red = np.full((32, 32, 3), (220, 30, 40), np.uint8)
    assert compressed(red, 90).mean(axis=(0, 1)) == pytest.approx((220, 30, 40), abs=3)


def test_a_patch_covers_what_it_says_and_no_more():
    picture = _picture(100, 50)
    covered = occluded(picture, Patch(0.2, 0.1, 0.4, 0.3, (1, 2, 3)))
    differs = (covered != picture).any(axis=2)
    assert (covered[10:40, 10:30] == (1, 2, 3)).all()
    assert not differs[40:].any()
    assert not differs[:, 30:].any()


def test_effects_act_at_the_size_of_the_photograph():
    """Blocks of compression of a small face grow with it: shrunk again, nothing else is lost."""
    picture = _picture(96, 96)
    shot = Shot(side=24, effects=Effects(jpeg=30))
    small = np.asarray(cv2.resize(picture, (24, 24), interpolation=cv2.INTER_AREA), np.uint8)
    expected = cv2.resize(compressed(small, 30), (72, 72), interpolation=cv2.INTER_LINEAR)
    assert np.array_equal(photographed(picture, shot, 72, 72), expected)


def test_a_neutral_shot_only_resizes():
    picture = _picture(30, 20)
    expected = cv2.resize(picture, (40, 40), interpolation=cv2.INTER_LINEAR)
    assert np.array_equal(photographed(picture, Shot(), 40, 40), expected)


@given(st.integers(0, 10_000), st.sampled_from([(1, 1), (3, 90), (160, 120), (300, 260)]))
@settings(max_examples=60, deadline=None)
def test_any_draw_on_any_picture_gives_the_size_and_repeats(seed, shape):
    pixels = np.full((*shape, 3), 90, np.uint8)
    shot = draw_shot(CameraAugmentation(), np.random.default_rng(seed))
    before = pixels.copy()
    first, again = (photographed(pixels, shot, 48, 40) for _ in range(2))
    assert first.shape == (40, 48, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert np.array_equal(pixels, before), "samples are shared and must stay as they are"
