"""The inside of a mask is its lining: white in medical masks, without print; nothing changes where it is not seen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import numpy.typing as npt

from fmld_synth.synthesis.photometry.light import WHITE_CLOTH
from fmld_synth.synthesis.rendering.artwork import Artwork, linear
from fmld_synth.synthesis.rendering.lining import with_lining
from fmld_synth.synthesis.rendering.placing import MaskGeometry
from fmld_synth.templates.library import load_template


def seen(inside: npt.NDArray[np.float32] | None) -> MaskGeometry:
    """A geometry of which nothing counts but where its inside shows."""
    return cast(MaskGeometry, SimpleNamespace(inside=inside))


SURGICAL = load_template("surgical_pleated")
SEEN = seen(np.array([[1, 0], [1, 0]], np.float32))


def artwork() -> Artwork:
    relief = np.array([[0.02, 0.02], [0.01, 0.03]], np.float32)
    return Artwork(np.full((3, 2, 2), 0.1, np.float32), np.ones((2, 2), np.float32), relief)


def test_the_lining_of_a_black_medical_mask_is_white() -> None:
    lined = with_lining(artwork(), SURGICAL, SURGICAL.colorway("black"), SEEN)
    assert (lined.albedo[:, :, 0] > 0.85 * WHITE_CLOTH).all()
    assert (lined.albedo[:, :, 1] == np.float32(0.1)).all()
    np.testing.assert_allclose(lined.relief, [[-0.02, 0.02], [-0.01, 0.03]], atol=1e-6)


def test_foam_is_dyed_through() -> None:
    template = load_template("polyurethane_loops")
    colorway = template.description.colorways[0]
    lined = with_lining(artwork(), template, colorway, SEEN)
    np.testing.assert_allclose(lined.albedo[:, 0, 0], linear(colorway.primary), atol=1e-6)


def test_where_only_the_outside_is_seen_nothing_changes() -> None:
    same = artwork()
    assert with_lining(same, SURGICAL, SURGICAL.colorway("white"), seen(None)) is same
