from __future__ import annotations

import cv2
import numpy as np
import pytest

from fmld_synth.geometry import ByteArray
from fmld_synth.templates.outline import guess_anchors, has_ear_holes, outline_problems


def _box(rows: int = 200, columns: int = 300, margin: int = 20) -> ByteArray:
    alpha = np.zeros((rows, columns), np.uint8)
    alpha[margin : rows - margin, margin : columns - margin] = 255
    return alpha


def _looped() -> ByteArray:
    alpha = _box()
    alpha[70:130, 35:70] = 0
    alpha[70:130, 230:265] = 0
    return alpha


def test_a_box_is_sound_and_its_corners_are_the_anchors() -> None:
    assert outline_problems(_box()) == []
    anchors = guess_anchors(_box())
    for point, expected in (
        (anchors.top_left, (20 / 300, 20 / 200)),
        (anchors.top_right, (280 / 300, 20 / 200)),
        (anchors.bottom_left, (20 / 300, 180 / 200)),
        (anchors.bottom_right, (280 / 300, 180 / 200)),
        (anchors.top_center, (0.5, 20 / 200)),
        (anchors.bottom_center, (0.5, 180 / 200)),
    ):
        assert point == pytest.approx(expected, abs=0.006)


def test_corners_of_a_mask_with_ear_holes_lie_where_the_loops_begin() -> None:
    alpha = _looped()
    assert outline_problems(alpha) == []
    assert has_ear_holes(alpha)
    assert not has_ear_holes(_box())
    anchors = guess_anchors(alpha)
    assert anchors.top_left == pytest.approx((70 / 300, 20 / 200), abs=0.006)
    assert anchors.bottom_right == pytest.approx((230 / 300, 180 / 200), abs=0.006)


def test_a_rhombus_has_its_centers_at_its_tips() -> None:
    alpha = np.zeros((200, 300), np.uint8)
    cv2.fillConvexPoly(alpha, np.array([[150, 10], [290, 100], [150, 190], [10, 100]]), (255,))
    anchors = guess_anchors(alpha)
    assert anchors.top_center[1] == pytest.approx(10 / 200, abs=0.01)
    assert anchors.bottom_center[1] == pytest.approx(190 / 200, abs=0.01)


def test_small_dirt_is_forgiven() -> None:
    alpha = _box()
    alpha[10, 10] = 255
    alpha[100, 100] = 0
    assert outline_problems(alpha) == []


def _sieve() -> ByteArray:
    alpha = _box()
    for column in range(40, 260, 25):
        alpha[90:110, column : column + 10] = 0
    return alpha


def _two_pieces() -> ByteArray:
    alpha = _box()
    alpha[:, 130:140] = 0
    return alpha


@pytest.mark.parametrize(
    ("alpha", "message"),
    [
        (_box(100, 90), "is 90 x 100 px; at least 128"),
        (np.zeros((200, 200), np.uint8), "fully transparent"),
        (np.full((200, 200), 255, np.uint8), "no transparent part"),
        (_box(margin=1), "touches the picture's edge; leave a transparent margin"),
        (_two_pieces(), "falls into 2 pieces"),
        (_sieve(), "has 9 holes"),
    ],
)
def test_problems(alpha: ByteArray, message: str) -> None:
    problems = outline_problems(alpha)
    assert len(problems) == 1
    assert message in problems[0]
