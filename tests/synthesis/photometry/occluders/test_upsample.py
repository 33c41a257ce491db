"""A matte goes back to its place in the photograph."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.synthesis.photometry.occluders.patch import cut_patch
from fmld_synth.synthesis.photometry.occluders.upsample import onto_photograph
from tests.synthesis.photometry.occluders.drawn_face import DrawnFace


@pytest.mark.parametrize("interocular", [24.0, 60.0, 160.0])
@pytest.mark.parametrize("guided", [True, False])
def test_a_spot_returns_to_where_it_came_from(interocular: float, guided: bool) -> None:
    drawn = DrawnFace(size=round(interocular * 5), interocular=interocular)
    drawn.polygon([(0.8, 0.8), (1.1, 0.8), (1.1, 1.1), (0.8, 1.1)], (20, 20, 20))
    patch = cut_patch(drawn.image, drawn.face)
    spot = (patch.pixels.max(axis=2) < 60).astype(np.float32)
    matte = onto_photograph(spot, patch, drawn.image, guided)
    expected = (drawn.image.max(axis=2) < 60).astype(np.float32)
    assert np.abs(matte - expected).sum() < 0.25 * expected.sum()
    assert drawn.at(matte, 0, 0.5) == 0


def test_nothing_stays_nothing(drawn: DrawnFace) -> None:
    patch = cut_patch(drawn.image, drawn.face)
    assert not onto_photograph(np.zeros(patch.pixels.shape[:2], np.float32), patch, drawn.image).any()
