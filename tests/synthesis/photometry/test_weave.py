"""The weave repeats without seams and shows only where the photograph resolves it."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.synthesis.photometry.weave import CONTRAST, THREAD, WEAVE_TILE, weave_contrast, weave_tile


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
    contrasts = [weave_contrast(CONTRAST[weave], pixels) for pixels in (0.2, 1.0, 1.6, 2.4, 4.0, 40.0)]
    assert contrasts[0] == contrasts[1] == 0
    assert contrasts == sorted(contrasts)
    assert 0 < contrasts[-1] <= 0.3
    assert contrasts[-1] == contrasts[-2]
