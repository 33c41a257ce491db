"""People stand out from the background."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.faces.networks.person import LEVELS, BundledPerson
from tests.faces.portraits import PORTRAITS, admiral


def test_a_person_before_a_background() -> None:
    image = admiral()
    matte = BundledPerson().find(image)
    assert matte.shape == image.shape[:2]
    assert matte.dtype == np.float32
    assert 0 <= matte.min() <= matte.max() <= 1
    assert np.array_equal(np.rint(matte * LEVELS) / np.float32(LEVELS), matte)
    assert matte[250:350, 200:300].mean() > 0.98
    assert matte[:40, :60].mean() < 0.02


@pytest.mark.parametrize("name", PORTRAITS)
def test_the_same_matte_as_mediapipes(name: str) -> None:
    pytest.importorskip("mediapipe", exc_type=ImportError)
    from fmld_synth.synthesis.photometry.occluders import MediaPipePerson

    image = PORTRAITS[name]()
    apart = np.abs(MediaPipePerson().find(image) - BundledPerson().find(image))
    assert apart.max() < 1.5 / LEVELS
