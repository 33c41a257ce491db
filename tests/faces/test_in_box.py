"""A mesh for an annotated box."""

import numpy as np
import pytest

from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.faces.in_box import find_in_box
from fmld_synth.geometry import Box
from fmld_synth.photographs.framing import frame_around
from tests.fake_engine import fake_landmarks

IMAGE = np.zeros((200, 300, 3), np.uint8)


def face_at(box: Box) -> Face:
    landmarks = fake_landmarks(100, 100)
    own = Box.around(landmarks[:468])
    landmarks[:, :2] = (landmarks[:, :2] - (own.x, own.y)) / (own.width, own.height)
    landmarks[:, :2] = landmarks[:, :2] * (box.width, box.height) + (box.x, box.y)
    return Face(landmarks.astype(np.float32), HeadPose(0, 0, 0), 0.9, 0)


def finder(*faces):
    shapes = []

    def find(image):
        shapes.append(image.shape[:2])
        return list(faces)

    return find, shapes


def test_only_the_surroundings_are_searched_and_the_face_is_placed_in_the_image():
    find, shapes = finder(face_at(Box(24, 24, 40, 40)))
    face = find_in_box(find, IMAGE, Box(100, 80, 40, 40))
    assert shapes == [(88, 88)]
    assert tuple(face.box) == pytest.approx((100, 80, 40, 40))


def test_of_several_faces_the_one_in_the_box_is_taken():
    find, _ = finder(face_at(Box(0, 0, 60, 60)), face_at(Box(20, 26, 40, 40)))
    assert find_in_box(find, IMAGE, Box(100, 80, 40, 40)).box.x == pytest.approx(96)


@pytest.mark.parametrize("faces", [[], [face_at(Box(60, 60, 20, 20))]])
def test_no_face_fits(faces):
    find, _ = finder(*faces)
    assert find_in_box(find, IMAGE, Box(100, 80, 40, 40)) is None


def test_a_box_round_the_whole_picture_means_its_largest_face():
    find, shapes = finder(face_at(Box(100, 50, 60, 60)))
    assert find_in_box(find, IMAGE, Box(0, 0, 300, 200)).box.x == pytest.approx(100)
    assert shapes == [(200, 300)]


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (Box(10.9, 20.9, 30.0, 40.0), (10, 20, 30, 40, 30, 40)),
        (Box(-5.0, 150.0, 30.0, 100.0), (0, 150, 25, 50, 25, 50)),
        (Box(299.5, 10.0, 9.0, 0.5), (299, 10, 1, 1, 1, 1)),
    ],
)
def test_a_crop_along_the_box_is_cut_in_whole_pixels(box, expected):
    assert tuple(frame_around(300, 200, box, "along", None)) == expected


def test_a_crop_along_the_box_is_shrunk_to_the_wanted_size():
    assert frame_around(300, 200, Box(10, 20, 80, 160), "along", 80)[4:] == (40, 80)
