"""Frames: square where they can be, inside the photograph, landmarks moved with the pixels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.geometry import Box
from fmld_synth.photographs.framing import compression_in_frame, cut_out, face_in_frame, frame_around


def test_a_face_in_the_middle_gets_a_square_with_margin():
    frame = frame_around(1000, 800, Box(450, 350, 100, 120), "face", None)
    assert frame == (386, 296, 228, 228, 228, 228)


def test_a_face_at_the_border_keeps_its_square():
    frame = frame_around(1000, 800, Box(0, 10, 100, 120), "face", 114)
    assert frame == (0, 0, 228, 228, 114, 114)
    assert frame.scale == 0.5


def test_no_crop_only_shrinks():
    assert frame_around(1000, 800, Box(0, 0, 10, 10), "none", 500) == (0, 0, 1000, 800, 500, 400)
    assert frame_around(300, 200, Box(0, 0, 10, 10), "none", 500) == (0, 0, 300, 200, 300, 200)


@given(
    width=st.integers(32, 2000),
    height=st.integers(32, 2000),
    box=st.tuples(*[st.floats(-200, 2000)] * 2, *[st.floats(8, 1500)] * 2),
    crop=st.sampled_from(["none", "face", "tight", "varied"]),
    size=st.none() | st.integers(16, 2500),
)
def test_a_frame_lies_inside_and_is_never_enlarged(width, height, box, crop, size):
    frame = frame_around(width, height, Box(*box), crop, size)
    assert 0 <= frame.left <= frame.left + frame.width <= width
    assert 0 <= frame.top <= frame.top + frame.height <= height
    assert max(frame.picture_width, frame.picture_height) <= min(size or 9999, max(frame.width, frame.height))
    if crop == "face" and max(box[2:]) < min(width, height):
        assert frame.width == frame.height


def test_a_tight_frame_reaches_down_to_where_a_mask_hangs():
    frame = frame_around(1000, 1000, Box(400, 400, 200, 220), "tight", None)
    assert (frame.left, frame.width) == (376, 248)
    assert (frame.top, frame.height) == (400 - 31, 31 + 220 + 77)


def test_a_tight_frame_ends_at_the_border_and_does_not_move():
    frame = frame_around(600, 600, Box(10, 380, 200, 220), "tight", None)
    assert (frame.left, frame.width) == (0, 234)
    assert (frame.top, frame.height) == (349, 251)


def test_varied_frames_lie_between_the_tight_one_and_the_closest():
    box = Box(400, 400, 200, 220)
    tight = frame_around(1000, 1000, box, "tight", None)
    frames = [frame_around(1000, 1000, box, "varied", None, seed) for seed in range(300)]
    lefts, rights = zip(*((frame.left, frame.left + frame.width) for frame in frames), strict=True)
    tops, bottoms = zip(*((frame.top, frame.top + frame.height) for frame in frames), strict=True)
    for ends, loose, close in (
        (lefts, tight.left, 400 + 16),
        (rights, tight.left + tight.width, 600 - 16),
        (tops, tight.top, 400 + 26),
        (bottoms, tight.top + tight.height, 620 - 13),
    ):
        low, high = sorted((loose, close))
        assert low <= min(ends) < low + 4
        assert high - 4 < max(ends) <= high
    assert frames[7] == frame_around(1000, 1000, box, "varied", None, 7)


@pytest.mark.parametrize("size", [None, 60])
def test_landmarks_move_with_the_pixels(size):
    image = np.zeros((300, 400, 3), np.uint8)
    image[150:154, 200:204] = 255
    landmarks = np.zeros((478, 3), np.float32)
    landmarks[:468, 0], landmarks[:468, 1] = np.linspace(150, 250, 468), np.linspace(100, 200, 468)
    landmarks[470] = 202, 152, 8
    face = Face(landmarks, HeadPose(0, 0, 0), 1, 0)
    frame = frame_around(400, 300, face.box, "tight", size)
    picture, moved = cut_out(image, frame), face_in_frame(face, frame)
    rows, columns = np.nonzero(picture[..., 0] > 100)
    assert moved.landmarks[470, :2] == pytest.approx((columns.mean() + 0.5, rows.mean() + 0.5), abs=0.6)
    assert moved.landmarks[470, 2] == pytest.approx(8 * frame.scale)


def test_grain_is_lost_by_shrinking():
    box = Box(10, 10, 50, 50)
    assert compression_in_frame(80, frame_around(100, 100, box, "none", None)) == 80
    assert compression_in_frame(80, frame_around(100, 100, box, "none", 50)) is None
