"""Shadow lies beside the mask, on skin, away from the light."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.shadow import contact_shadow

EYES = 50.0
OVERHEAD = (0.0, -0.6)


def mask() -> FloatArray:
    alpha = np.zeros((120, 120), np.float32)
    alpha[40:80, 40:80] = 1
    return alpha


EVERYWHERE = np.ones((120, 120), np.float32)


def test_none_under_the_mask_itself() -> None:
    lost = contact_shadow(mask(), EVERYWHERE, OVERHEAD, EYES)
    assert lost[mask() == 1].max() == 0
    assert lost.max() > 0.05


def test_none_on_the_background() -> None:
    skin = EVERYWHERE.copy()
    skin[:, 60:] = 0
    lost = contact_shadow(mask(), skin, OVERHEAD, EYES)
    assert lost[:, 60:].max() == 0
    assert lost[:, :60].max() > 0.05


def test_none_without_a_mask_and_none_far_from_it() -> None:
    assert not contact_shadow(np.zeros_like(EVERYWHERE), EVERYWHERE, OVERHEAD, EYES).any()
    lost = contact_shadow(mask(), EVERYWHERE, OVERHEAD, EYES)
    assert lost[:15].max() == 0
    assert lost[-15:].max() == 0


@pytest.mark.parametrize("light", [(0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)])
def test_it_moves_away_from_the_light(light: tuple[float, float]) -> None:
    lost = contact_shadow(mask(), EVERYWHERE, light, EYES)
    sides = {(0, -1): lost[:40], (0, 1): lost[80:], (-1, 0): lost[:, :40], (1, 0): lost[:, 80:]}
    toward = (int(light[0]), int(light[1]))
    away = (-toward[0], -toward[1])
    assert sides[away].sum() > 1.5 * sides[toward].sum()


def test_it_is_deepest_at_the_edge_and_fades() -> None:
    lost = contact_shadow(mask(), EVERYWHERE, OVERHEAD, EYES)[80:, 60]
    assert (np.diff(lost) <= 1e-6).all()
    assert lost[0] < 0.6
    assert lost[0] > 2 * lost[6]


def test_it_grows_with_the_face() -> None:
    small = contact_shadow(mask(), EVERYWHERE, OVERHEAD, EYES)
    large = contact_shadow(
        np.kron(mask(), np.ones((4, 4), np.float32)), np.ones((480, 480), np.float32), OVERHEAD, 4 * EYES
    )
    assert (large > 0).mean() == pytest.approx((small > 0).mean(), rel=0.15)
    assert large.mean() == pytest.approx(small.mean(), rel=0.15)


def test_a_faint_mask_throws_a_faint_shadow() -> None:
    full, half = (contact_shadow(mask() * share, EVERYWHERE, OVERHEAD, EYES)[80:] for share in (1.0, 0.5))
    assert half.sum() < 0.7 * full.sum()
    assert half.sum() > 0
