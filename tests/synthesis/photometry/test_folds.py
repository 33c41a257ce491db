"""Folds follow their amplitude, the cloth's stiffness and how it is bunched."""

from __future__ import annotations

import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.folds import FOLD_COLUMNS, FOLD_ROWS, Folding, fold_relief
from fmld_synth.templates.template import Anchors

ANCHORS = Anchors(
    top_center=(0.5, 0.05), bottom_center=(0.5, 0.95), top_left=(0.05, 0.2), top_right=(0.95, 0.2),
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
