"""Straps run from the mask's corners to the ears or round the head, on the head's outside."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.warp.head import AXIS_DEPTH, canonical_head
from fmld_synth.synthesis.warp.straps import STRAP_OFFSET, Strap, strap_curves
from fmld_synth.synthesis.warp.surface import Placement, Surface, drape
from fmld_synth.templates.template import Anchors, Shape, Straps

ANCHORS = Anchors(
    top_center=(0.5, 0.05), bottom_center=(0.5, 0.95), top_left=(0.05, 0.2), top_right=(0.95, 0.2),
    bottom_left=(0.05, 0.8), bottom_right=(0.95, 0.8),
)  # fmt: skip
EARS, BACK = (100, 116), (130, 180)
Kind = Literal["ear_loops", "head_bands", "ties"]


@pytest.fixture(scope="module")
def surface() -> Surface:
    return drape(Shape(width=2.4, height=2.0, stiffness=0.2), ANCHORS, Placement(0.2, 0.4, 1.7, 1.3))


def curves(surface: Surface, kind: Kind, sag: float = 0.0) -> list[Strap]:
    return strap_curves(surface, ANCHORS, Straps(kind=kind), sag)


def angle(point: FloatArray) -> float:
    return float(np.rad2deg(np.arctan2(point[0], AXIS_DEPTH - point[2])))


def test_none_is_held_by_nothing(surface: Surface) -> None:
    assert strap_curves(surface, ANCHORS, Straps(kind="none"), 0) == []


@pytest.mark.parametrize(("kind", "ends"), [("ear_loops", EARS), ("head_bands", BACK), ("ties", BACK)])
def test_four_straps_from_the_corners_to_their_hold(
    surface: Surface, kind: Kind, ends: tuple[int, int]
) -> None:
    straps = curves(surface, kind)
    corners = [ANCHORS.top_left, ANCHORS.top_right, ANCHORS.bottom_left, ANCHORS.bottom_right]
    assert len(straps) == 4
    for strap, corner in zip(straps, corners, strict=True):
        start = [surface.sample(np.ascontiguousarray(surface.points[..., k]), corner) for k in range(3)]
        assert np.linalg.norm(strap.points[0] - start) < STRAP_OFFSET + 0.03
        side = -1 if corner[0] < 0.5 else 1
        assert ends[0] <= side * angle(strap.points[-1]) <= ends[1]
    top_left, top_right, bottom_left, bottom_right = straps
    assert top_left.points[-1, 1] < bottom_left.points[-1, 1]
    np.testing.assert_allclose(top_left.points[-1] * (-1, 1, 1), top_right.points[-1], atol=0.02)
    np.testing.assert_allclose(bottom_left.points[-1] * (-1, 1, 1), bottom_right.points[-1], atol=0.02)


def test_ear_loops_end_at_the_roots_of_the_ear(surface: Surface) -> None:
    top, _, bottom, _ = curves(surface, "ear_loops")
    assert top.points[-1, 1] == pytest.approx(-0.05, abs=0.15)
    assert bottom.points[-1, 1] == pytest.approx(0.6, abs=0.15)


def test_only_bands_lie_over_the_hair(surface: Surface) -> None:
    assert [strap.over_hair for strap in curves(surface, "ear_loops")] == [False] * 4
    assert [strap.over_hair for strap in curves(surface, "head_bands")] == [True] * 4


@pytest.mark.parametrize("kind", ["ear_loops", "head_bands", "ties"])
def test_outward_is_a_unit_vector_away_from_the_axis(surface: Surface, kind: Kind) -> None:
    for strap in curves(surface, kind, sag=0.05):
        np.testing.assert_allclose(np.linalg.norm(strap.outward, axis=1), 1, atol=1e-5)
        from_axis = strap.points - np.stack(
            [np.zeros(len(strap.points)), strap.points[:, 1], np.full(len(strap.points), AXIS_DEPTH)], axis=1
        )
        cosine = (from_axis * strap.outward).sum(axis=1) / np.linalg.norm(from_axis, axis=1)
        np.testing.assert_allclose(cosine, 1, atol=1e-4)


@pytest.mark.parametrize("kind", ["ear_loops", "head_bands"])
def test_they_run_outside_the_head(surface: Surface, kind: Kind) -> None:
    for strap in curves(surface, kind):
        angles = np.array([angle(point) for point in strap.points], np.float32)
        radius = canonical_head().at(angles, strap.points[:, 1].copy())[0]
        distance = np.hypot(strap.points[:, 0], AXIS_DEPTH - strap.points[:, 2]) - radius
        jaw = np.interp(angles, canonical_head().angles, canonical_head().jaw)
        assert distance[strap.points[:, 1] < jaw].min() > 0.9 * STRAP_OFFSET


def test_sag_hangs_the_middle_down_and_leaves_the_ends(surface: Surface) -> None:
    for taut, slack in zip(curves(surface, "ear_loops"), curves(surface, "ear_loops", sag=0.08), strict=True):
        drop = slack.points[:, 1] - taut.points[:, 1]
        assert drop.max() == pytest.approx(0.08, abs=0.02)
        assert np.abs(drop[[0, -1]]).max() < 0.005


def test_a_mask_that_reaches_the_ears_needs_no_loops() -> None:
    wide = drape(Shape(width=6, height=2.0, stiffness=0.2), ANCHORS, Placement(0.2, 0.4, 1.7, 1.3))
    assert curves(wide, "ear_loops") == []


def test_from_the_forehead_loops_run_down_to_the_ears_over_the_hair() -> None:
    pushed_up = Placement(-1.1, -0.8, -0.42, -0.38)
    surface = drape(Shape(width=2.4, height=2.0, stiffness=0.2), ANCHORS, pushed_up)
    assert surface.heights.max() < 0 and pushed_up.raised
    loops = strap_curves(surface, ANCHORS, Straps(kind="ear_loops"), 0, raised=True)
    assert len(loops) == 4
    for loop in loops:
        assert loop.points[0, 1] < -0.2 and loop.points[-1, 1] > -0.15
        assert abs(angle(loop.points[-1])) > EARS[0] and loop.over_hair
