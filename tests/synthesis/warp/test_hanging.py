"""A mask that hangs from an ear: it follows gravity, keeps its length, and is not mirrored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.warp.hanging import Hang, down_in_photograph, hang_from_ear
from fmld_synth.synthesis.warp.surface import Sheet
from fmld_synth.templates.template import Anchors, Shape
from tests.synthesis.warp.test_surface import ANCHORS

CLOTH = Shape(width=2.6, height=2.0, stiffness=0.2)
DOWN = np.array([0, 1, 0], np.float32)
LEFT = Hang("left", drop=0.5, turn=30, fold=60, gathered=0.6, swing=0)
RIGHT = Hang("right", drop=0.5, turn=30, fold=60, gathered=0.6, swing=0)
hangs = st.builds(
    Hang, st.sampled_from(["left", "right"]), drop=st.floats(0.2, 1), turn=st.floats(0, 90),
    fold=st.floats(0, 140), gathered=st.floats(0.4, 0.8), swing=st.floats(-12, 12),
)  # fmt: skip


def hung(hang: Hang, down: FloatArray = DOWN, shape: Shape = CLOTH, anchors: Anchors = ANCHORS) -> Sheet:
    return hang_from_ear(shape, anchors, hang, 1.0, down, 25, 41)[0]


@settings(max_examples=40, deadline=None)
@given(hangs)
def test_it_hangs_beside_the_head_and_keeps_its_length(hang: Hang) -> None:
    points = hung(hang).points
    side = -1 if hang.side == "left" else 1
    assert (points[..., 0] * side > 0.2).mean() > 0.9, "on its own side"
    spine = points[len(points) // 2]
    length = np.linalg.norm(np.diff(spine, axis=0), axis=1).sum()
    assert length == pytest.approx(CLOTH.width, rel=0.03)
    held, free = (spine[0], spine[-1]) if hang.side == "left" else (spine[-1], spine[0])
    assert free[1] - held[1] > 0.9 * CLOTH.width
    across = np.linalg.norm(np.diff(points[:, 20], axis=0), axis=1).sum()
    assert across == pytest.approx(CLOTH.height * hang.gathered, rel=0.05)


def test_left_and_right_are_mirror_images_but_for_the_texture() -> None:
    mirrored = hung(RIGHT).points[:, ::-1] * (-1, 1, 1)
    np.testing.assert_allclose(hung(LEFT).points, mirrored, atol=1e-4)


@pytest.mark.parametrize("hang", [LEFT, RIGHT])
def test_its_outside_faces_forward_and_outward(hang: Hang) -> None:
    """Columns run to the right and rows down as seen from outside: the normal of (down x right) is the outside."""
    points = hung(hang).points
    down, right = np.gradient(points, axis=0), np.gradient(points, axis=1)
    normal = np.cross(down, right)[12, 20]
    assert normal[2] < 0, "toward the camera"
    assert normal[0] * (-1 if hang.side == "left" else 1) > 0, "and away from the head"


def test_it_follows_gravity_however_the_head_is_tilted() -> None:
    roll = np.deg2rad(25)
    turned = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])

    def warp(points: FloatArray) -> FloatArray:
        return np.asarray(100 * points @ turned.T + 300, np.float32)

    down = down_in_photograph(warp, "left")
    np.testing.assert_allclose(turned @ down, [0, 1, 0], atol=1e-4)
    spine = warp(hung(LEFT, down).points)[12]
    assert abs(spine[-1, 0] - spine[0, 0]) < 0.02 * abs(spine[-1, 1] - spine[0, 1])


def test_two_strands_hold_it_and_a_loop_hangs_free() -> None:
    sheet, straps = hang_from_ear(CLOTH, ANCHORS, LEFT, 1.0, DOWN, 25, 41)
    upper, lower, free = straps
    for strand in (upper, lower):
        assert strand.points[-1, 1] < sheet.points[..., 1].min(), "up to the ear"
    assert free.points[:, 1].max() > sheet.points[..., 1].max() + 0.3
    assert (
        hang_from_ear(CLOTH.model_copy(update={"reaches_ears": True}), ANCHORS, LEFT, 1.0, DOWN, 25, 41)[1]
        == []
    ), "arms are the loops"
