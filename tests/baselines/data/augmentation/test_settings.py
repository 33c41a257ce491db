"""Settings: what is impossible is refused; switched off is off."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from fmld_synth.baselines.data.augmentation.parameters import Shot, draw_shot
from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation


@pytest.mark.parametrize(
    "wrong",
    [
        {"flip_share": 1.5},
        {"zoom_range": (1.2, 0.9)},
        {"aspect_range": (0.0, 1.0)},
        {"jpeg_range": (0, 95)},
        {"noise_range": (-1.0, 2.0)},
        {"occlusion_range": (0.1, 0.9)},
        {"border_range": (0.1, 0.6)},
        {"blurr_share": 0.1},
    ],
)
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        CameraAugmentation.model_validate(wrong)


def test_pairs_of_a_toml_file_are_taken():
    assert CameraAugmentation.model_validate({"zoom_range": [1, 1.5]}).zoom_range == (1.0, 1.5)


def test_off_draws_records_that_change_nothing():
    for seed in range(20):
        shot = draw_shot(CameraAugmentation.off(), np.random.default_rng(seed))
        neutral = shot._replace(effects=shot.effects._replace(motion_angle=0.0, noise_place=0))
        assert neutral == Shot()


def test_draws_stay_within_their_ranges():
    settings = CameraAugmentation(
        geometry_share=1, low_resolution_share=1, blur_share=1, jpeg_share=1, noise_share=1
    )
    shots = [draw_shot(settings, np.random.default_rng(seed)) for seed in range(500)]
    zooms = [np.sqrt(shot.geometry.across * shot.geometry.down) for shot in shots]
    aspects = [shot.geometry.across / shot.geometry.down for shot in shots]
    for values, (low, high) in (
        (zooms, settings.zoom_range),
        (aspects, settings.aspect_range),
        ([shot.geometry.rotation for shot in shots], settings.rotation_range),
        ([shot.geometry.right for shot in shots], settings.shift_range),
        ([shot.side for shot in shots], settings.low_resolution_range),
        ([shot.effects.blur for shot in shots], settings.blur_range),
        ([shot.effects.jpeg for shot in shots], settings.jpeg_range),
        ([shot.effects.noise for shot in shots], settings.noise_range),
    ):
        assert low - 1e-9 <= min(values) < low + 0.1 * (high - low)
        assert high + 1e-9 >= max(values) > high - 0.1 * (high - low)
