"""Folds follow their amplitude and the cloth's stiffness; the weave repeats without seams."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.fabric import (
    FOLD_COLUMNS,
    FOLD_ROWS,
    THREAD,
    WEAVE_TILE,
    Folding,
    fold_relief,
    weave_contrast,
    weave_tile,
)
from fmld_synth.templates.template import Anchors, Fabric

ANCHORS = Anchors(
    top_centre=(0.5, 0.05), bottom_centre=(0.5, 0.95), top_left=(0.05, 0.2), top_right=(0.95, 0.2),
    bottom_left=(0.05, 0.8), bottom_right=(0.95, 0.8),
)  # fmt: skip
SEEDS = range(8)


def relief(
    amplitude: float = 0.03, bunching: float = 0.2, stiffness: float = 0.1, seed: int = 0
) -> FloatArray:
    return fold_relief(Folding(amplitude, bunching, stiffness), ANCHORS, 1.3, np.random.default_rng(seed))


def depth(**folding: float) -> float:
    """Typical height of folds over several draws."""
    return float(np.mean([relief(**folding, seed=seed).std() for seed in SEEDS]))


def test_the_same_draw_folds_alike_and_another_does_not() -> None:
    np.testing.assert_array_equal(relief(seed=3), relief(seed=3))
    assert not np.allclose(relief(seed=3), relief(seed=4), atol=1e-3)


def test_shape_and_range() -> None:
    for seed in SEEDS:
        folds = relief(amplitude=0.06, bunching=1.0, seed=seed)
        assert folds.shape == (FOLD_ROWS, FOLD_COLUMNS)
        assert folds.dtype == np.float32
        assert np.isfinite(folds).all()
        assert np.abs(folds).max() < 0.6


def test_height_scales_with_amplitude() -> None:
    """Every part that amplitude scales, it scales in proportion."""
    for seed in SEEDS:
        low, middle, high = (relief(amplitude, seed=seed) for amplitude in (0.01, 0.03, 0.05))
        np.testing.assert_allclose(high - middle, middle - low, atol=1e-5)
    assert depth(amplitude=0.06) > 1.2 * depth(amplitude=0.012)


def test_stiff_cloth_folds_less() -> None:
    limp, stiff, shell = (depth(stiffness=stiffness) for stiffness in (0.0, 0.5, 1.0))
    assert shell < stiff < limp
    assert shell < 0.5 * limp


def test_bunched_cloth_folds_more() -> None:
    assert depth(bunching=0.9) > 1.3 * depth(bunching=0.0)


@pytest.mark.parametrize("weave", sorted(THREAD))
def test_the_weave_is_seamless_and_of_unit_range(weave: str) -> None:
    tile = weave_tile(weave)
    assert tile.shape == (WEAVE_TILE, WEAVE_TILE)
    assert abs(tile.mean()) < 0.05
    assert 0.4 < tile.std() < 0.6
    assert np.abs(tile).max() <= 1.5
    for wrapped in (
        np.diff(np.vstack([tile[-1:], tile]), axis=0),
        np.diff(np.vstack([tile.T[-1:], tile.T]), axis=0),
    ):
        steps = np.abs(wrapped).mean(axis=1)
        assert steps[0] <= 1.5 * steps.max() + 1e-6
        assert steps[0] < 3 * np.median(steps) + 0.05


@pytest.mark.parametrize("weave", sorted(THREAD))
def test_a_weave_too_fine_to_see_is_not_drawn(weave: str) -> None:
    fabric = Fabric.model_validate({"weave": weave})
    contrasts = [weave_contrast(fabric, pixels) for pixels in (0.2, 1.0, 1.6, 2.4, 4.0, 40.0)]
    assert contrasts[0] == contrasts[1] == 0
    assert contrasts == sorted(contrasts)
    assert 0 < contrasts[-1] < 0.3
    assert contrasts[-1] == contrasts[-2]
