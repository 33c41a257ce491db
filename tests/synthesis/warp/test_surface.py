"""A mask lies at the heights asked for, spans hollows, and never cuts into the head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.warp.head import AXIS_DEPTH, HIGHEST_HEIGHT, LOWEST_HEIGHT, Head, canonical_head
from fmld_synth.synthesis.warp.stand_off import CLOTH_OFFSET
from fmld_synth.synthesis.warp.surface import EAR_ANGLE, Placement, Surface, drape
from fmld_synth.templates.template import Anchors, Shape

CLOTH = Shape(width=2.6, height=2.0, stiffness=0.2)
SHELL = Shape(width=2.4, height=2.0, stiffness=0.9, bulge=0.3, beak=0.2)
ANCHORS = Anchors(
    top_center=(0.5, 0.05), bottom_center=(0.5, 0.95), top_left=(0.05, 0.2), top_right=(0.95, 0.2),
    bottom_left=(0.05, 0.8), bottom_right=(0.95, 0.8),
)  # fmt: skip
WORN = Placement(top=0.2, top_at_side=0.4, bottom=1.7, bottom_at_side=1.3)
PLACEMENTS = {
    "correct": WORN,
    "nose_exposed": Placement(0.7, 0.7, 1.75, 1.4),
    "nose_tip_exposed": Placement(0.5, 0.5, 1.72, 1.35),
    "mouth_exposed": Placement(1.15, 0.95, 1.8, 1.5),
    "chin": Placement(1.5, 1.2, 2.3, 1.7),
    "chin_exposed": Placement(0.1, 0.3, 1.12, 1.0),
}


@pytest.mark.parametrize("placement", PLACEMENTS.values(), ids=PLACEMENTS.keys())
@pytest.mark.parametrize("shape", [CLOTH, SHELL], ids=["cloth", "shell"])
def test_edges_lie_at_the_heights_asked_for(shape: Shape, placement: Placement) -> None:
    surface = drape(shape, ANCHORS, placement)
    asked = {
        "top_center": placement.top, "bottom_center": placement.bottom,
        "top_left": placement.top_at_side, "top_right": placement.top_at_side,
        "bottom_left": placement.bottom_at_side, "bottom_right": placement.bottom_at_side,
    }  # fmt: skip
    for name, height in asked.items():
        assert surface.sample(surface.heights, getattr(ANCHORS, name)) == pytest.approx(height, abs=0.02), (
            name
        )


def test_tilt_lowers_the_right_side() -> None:
    surface, level = (drape(CLOTH, ANCHORS, replace(WORN, tilt=tilt)) for tilt in (6.0, 0.0))
    change = {
        side: surface.sample(surface.heights, at) - level.sample(level.heights, at)
        for side, at in (
            ("left", ANCHORS.top_left),
            ("middle", ANCHORS.top_center),
            ("right", ANCHORS.top_right),
        )
    }
    assert change["right"] == pytest.approx(np.tan(np.deg2rad(6)) * 0.9, abs=0.01)
    assert change["left"] == pytest.approx(-change["right"], abs=0.01)
    assert change["middle"] == pytest.approx(0, abs=0.005)


def test_asymmetry_moves_the_corners_apart_and_not_the_middle() -> None:
    surface = drape(CLOTH, ANCHORS, replace(WORN, asymmetry=0.1))
    right, left = (surface.sample(surface.heights, at) for at in (ANCHORS.top_right, ANCHORS.top_left))
    assert right - left == pytest.approx(0.18, abs=0.03)
    assert surface.sample(surface.heights, ANCHORS.top_center) == pytest.approx(WORN.top, abs=0.01)


def test_shift_moves_it_sideways() -> None:
    still, moved = drape(CLOTH, ANCHORS, WORN), drape(CLOTH, ANCHORS, replace(WORN, shift=0.1))
    assert (moved.angles > still.angles).all()
    middle = len(still.angles) // 2
    assert np.deg2rad(moved.angles[middle]) * moved.radius[12, middle] == pytest.approx(0.1, abs=0.05)


@pytest.mark.parametrize("shape", [CLOTH, SHELL, CLOTH.model_copy(update={"reaches_ears": True})])
def test_it_is_symmetric_when_its_placement_is(shape: Shape) -> None:
    for placement in PLACEMENTS.values():
        points = drape(shape, ANCHORS, replace(placement, gap=0.05, slack=0.03)).points
        np.testing.assert_allclose(points[:, ::-1] * np.array([-1, 1, 1], np.float32), points, atol=0.02)


def distance_outside(surface: Surface, head: Head) -> FloatArray:
    """How far each point of a surface lies from the head's profile at its angle and level, outward."""
    heights = np.arange(LOWEST_HEIGHT, HIGHEST_HEIGHT, 0.01, dtype=np.float32)
    outside = np.empty_like(surface.radius)
    for column, angle in enumerate(surface.angles):
        radius, level = head.at(np.full_like(heights, angle), heights)
        profile = np.interp(surface.points[:, column, 1], level, radius)
        outside[:, column] = surface.radius[:, column] - profile
    return outside


placements = st.builds(
    Placement,
    top=st.floats(0.0, 1.5),
    top_at_side=st.floats(0.2, 1.3),
    bottom=st.floats(1.7, 2.4),
    bottom_at_side=st.floats(1.4, 1.8),
    tilt=st.floats(-8, 8),
    shift=st.floats(-0.08, 0.08),
    width_scale=st.floats(0.9, 1.1),
    asymmetry=st.floats(-0.09, 0.09),
)


@settings(max_examples=20, deadline=None)
@given(placements, st.sampled_from([CLOTH, SHELL]))
def test_it_never_cuts_into_the_head(placement: Placement, shape: Shape) -> None:
    surface = drape(shape, ANCHORS, placement)
    # Smoothing may wear the cloth on the tip of the nose, by far less than what the face hides (0.10).
    assert distance_outside(surface, canonical_head()).min() > -0.02


def test_it_spans_the_hollow_between_nose_and_chin() -> None:
    surface = drape(CLOTH, ANCHORS, WORN)
    outside = distance_outside(surface, canonical_head())
    middle = len(surface.angles) // 2
    below_nose = np.abs(surface.heights[:, middle] - 0.6).argmin()
    assert outside[below_nose, middle] > 0.15, "the hollow below the nose is bridged"
    on_nose = np.abs(surface.heights[:, middle] - 0.38).argmin()
    assert outside[on_nose, middle] < 0.12, "it lies on the nose"


@pytest.mark.parametrize(
    ("shape", "placement"),
    [
        (CLOTH.model_copy(update={"bulge": 0.3}), WORN),
        (CLOTH.model_copy(update={"beak": 0.3}), WORN),
        (CLOTH, replace(WORN, gap=0.1)),
        (CLOTH, replace(WORN, slack=0.05)),
    ],
    ids=["bulge", "beak", "gap", "slack"],
)
def test_what_stands_off_only_moves_outward(shape: Shape, placement: Placement) -> None:
    change = drape(shape, ANCHORS, placement).radius - drape(CLOTH, ANCHORS, WORN).radius
    assert change.min() >= -1e-6
    middle = change.shape[1] // 2
    assert change.max() == pytest.approx(change[:, middle].max(), abs=1e-5), "most in the middle"
    assert change.max() == pytest.approx(shape.bulge + shape.beak + placement.gap + placement.slack, rel=0.1)
    assert change[:, [0, -1]].max() < 0.1 * change.max(), "nothing at the sides"


def test_a_gap_opens_at_the_top_only() -> None:
    change = drape(CLOTH, ANCHORS, replace(WORN, gap=0.1)).radius - drape(CLOTH, ANCHORS, WORN).radius
    middle = change.shape[1] // 2
    assert change[:2, middle].min() > 0.09
    assert change[12:].max() < 0.02


def test_cloth_lies_close_at_its_edges() -> None:
    surface = drape(CLOTH, ANCHORS, WORN)
    outside = distance_outside(surface, canonical_head())
    assert outside[[2, -3]].min() == pytest.approx(CLOTH_OFFSET, abs=0.035)


def test_its_width_is_the_length_along_the_face() -> None:
    for width in (1.8, 2.6):
        surface = drape(CLOTH.model_copy(update={"width": width}), ANCHORS, WORN)
        row = surface.points[12]
        length = np.linalg.norm(np.diff(row[:, [0, 2]], axis=0), axis=1).sum()
        assert length == pytest.approx(width, rel=0.15)
        assert (np.diff(surface.angles) > 0).all()


def test_elastic_cloth_reaches_the_ears_wherever_it_sits() -> None:
    shape = CLOTH.model_copy(update={"reaches_ears": True})
    for placement in PLACEMENTS.values():
        surface = drape(shape, ANCHORS, placement)
        assert np.abs(surface.angles[[1, -2]]).min() > EAR_ANGLE - 6


def test_points_radius_and_angle_agree() -> None:
    surface = drape(SHELL, ANCHORS, WORN, rows=7, columns=9)
    assert surface.points.shape == (7, 9, 3)
    x, _, z = np.moveaxis(surface.points, -1, 0)
    np.testing.assert_allclose(np.hypot(x, AXIS_DEPTH - z), surface.radius, atol=1e-4)
    np.testing.assert_allclose(np.rad2deg(np.arctan2(x, AXIS_DEPTH - z))[3], surface.angles, atol=1e-2)
    assert surface.sample(surface.radius, (0.5, 0.5)) == pytest.approx(float(surface.radius[3, 4]), abs=1e-4)


def test_cloth_off_the_throat_hangs_from_the_jaw() -> None:
    under = Placement(1.5, 1.1, 2.1, 1.5)
    follows, hangs = (drape(CLOTH, ANCHORS, replace(under, off_throat=share)) for share in (0.0, 1.0))
    lower = (-2, len(follows.angles) // 2)
    assert hangs.radius[lower] > follows.radius[lower] + 0.1
    assert hangs.points[lower][1] > follows.points[lower][1]
    np.testing.assert_allclose(hangs.points[0], follows.points[0], atol=0.1)
