"""Straps of known course: their area, and what hides them."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.rendering.face_depth import FaceDepth
from fmld_synth.synthesis.rendering.grid import Grid
from fmld_synth.synthesis.rendering.strap_drawing import StrapLayer, draw_straps
from fmld_synth.synthesis.rendering.strap_placing import StrapCurve

WINDOW = Window(10, 20, 120, 60)
ALL, NONE = np.ones((60, 120), np.float32), np.zeros((60, 120), np.float32)


def strap(*, over_hair: bool = False, facing: bool = True) -> StrapCurve:
    """A level strap, 80 pixels long, from (30, 50) to the right."""
    points = np.stack([np.linspace(30, 110, 36), np.full(36, 50.0), np.zeros(36)], axis=1).astype(np.float32)
    return StrapCurve(points, np.full(36, facing), over_hair)


def drawn(
    curve: StrapCurve,
    width: float = 4,
    *,
    skin: FloatArray = ALL,
    hair: FloatArray = NONE,
    depth: FaceDepth | None = None,
) -> StrapLayer:
    """The strap, ``width`` pixels wide."""
    return draw_straps([curve], Grid(WINDOW, 1), depth, skin, hair, width / 50, 50)


@pytest.mark.parametrize("width", [0.4, 2, 4, 8])
def test_it_is_as_wide_as_asked_for(width: float) -> None:
    # OpenCV draws whole widths, so it is up to a pixel wider or a little fainter.
    assert 0.6 * width < drawn(strap(), width).alpha[:, 60].sum() < width + 1.2


def test_it_lies_where_its_points_are() -> None:
    alpha = drawn(strap(), 4).alpha
    rows, columns = np.nonzero(alpha > 0.5)
    assert rows.mean() + 0.5 == pytest.approx(30, abs=0.6)
    assert columns.min() == pytest.approx(20, abs=3)
    assert columns.max() == pytest.approx(100, abs=6)
    assert alpha.max() <= 1


def test_it_is_lit_where_it_is_drawn() -> None:
    layer = drawn(strap(), 6)
    assert layer.shading[layer.alpha > 0.5].min() > 0.5
    assert layer.shading.max() < 1.3


def test_the_side_turned_away_is_not_drawn() -> None:
    assert not drawn(strap(facing=False)).alpha.any()
    assert not draw_straps([], Grid(WINDOW, 1), None, ALL, NONE, 0.05, 50).alpha.any()


def test_the_face_hides_what_is_behind_it() -> None:
    half = np.full((60, 120), np.inf, np.float32)
    half[:, 60:] = -30
    alpha = drawn(strap(), depth=FaceDepth(WINDOW, half, ALL)).alpha
    assert alpha[:, :55].sum() > 100
    assert not alpha[:, 66:].any()


def test_a_loop_ends_where_skin_ends_and_a_band_goes_over_short_hair() -> None:
    skin = ALL.copy()
    skin[:, 60:] = 0
    loop, band = (drawn(strap(over_hair=over_hair), skin=skin).alpha for over_hair in (False, True))
    assert loop[:, :55].sum() > 100
    assert not loop[:, 66:].any()
    assert band[:, 66:95].sum() > 50


def test_a_band_ends_under_hair_in_front_of_the_face() -> None:
    alpha = drawn(strap(over_hair=True), hair=1 - np.tri(60, 120, 45, dtype=np.float32)).alpha
    assert alpha[:, :60].sum() > 100
    assert not alpha[:, 85:].any()


def test_a_short_gap_in_the_skin_is_crossed() -> None:
    skin = ALL.copy()
    skin[:, 55:62] = 0
    alpha = drawn(strap(), skin=skin).alpha
    assert alpha[:, 56:61].sum() > 10
    assert alpha[:, 70:95].sum() > 50


def test_a_beard_or_a_shadow_on_the_face_does_not_end_a_loop_in_mid_cheek() -> None:
    """What the face's mesh covers is face, however little it looks like skin, unless hair hangs in front of it."""
    cheek = NONE.copy()
    cheek[:, :80] = 1
    face = FaceDepth(WINDOW, np.full((60, 120), 30, np.float32), cheek)
    bearded = drawn(strap(), skin=NONE, depth=face).alpha
    assert bearded[:, 20:70].sum() > 150
    assert not bearded[:, 90:].any(), "beside the face there is no skin"
    curtain = NONE.copy()
    curtain[:, 50:] = 1
    behind_hair = drawn(strap(), skin=NONE, hair=curtain, depth=face).alpha
    assert behind_hair[:, 20:40].sum() > 50
    assert not behind_hair[:, 60:].any()


def test_a_loop_crosses_what_is_between_a_mask_under_the_jaw_and_the_cheek() -> None:
    skin = ALL.copy()
    skin[:, :50] = 0
    assert drawn(strap(), skin=skin).alpha[:, 22:40].sum() > 50
    assert not drawn(strap(), skin=NONE).alpha.any(), "where nothing is bare, hair hides all of it"
