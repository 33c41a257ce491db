import cv2
import numpy as np
import pytest
import skimage.data

from fmld_synth.baselines.face_finding.bundled import SURE, BundledFaceFinder, _distinct
from fmld_synth.baselines.face_finding.interface import FoundFace
from fmld_synth.faces.bundled_source import BundledSource
from fmld_synth.geometry import Box


@pytest.fixture(scope="module")
def finder():
    return BundledFaceFinder()


@pytest.fixture(scope="module")
def astronaut():
    return np.ascontiguousarray(skimage.data.astronaut())


@pytest.fixture(scope="module")
def mesh_box(astronaut):
    """The face's box as our sets have it."""
    return BundledSource().find(astronaut)[0].box


def masked(image, face):
    """The face with a plain cloth over its lower half."""
    picture = image.copy()
    left, right = round(face.x), round(face.x + face.width)
    top, bottom = round(face.y + 0.5 * face.height), round(face.y + face.height)
    cv2.rectangle(picture, (left, top), (right, bottom), (120, 170, 200), -1)
    return picture


def test_the_box_is_framed_as_in_our_sets(finder, astronaut, mesh_box):
    face = finder.find(astronaut)[0]
    assert face.score >= SURE
    assert face.box.intersection_over_union(mesh_box) > 0.75


def test_a_masked_face_is_found(finder, astronaut, mesh_box):
    face = finder.find(masked(astronaut, mesh_box))[0]
    assert face.box.intersection_over_union(mesh_box) > 0.6


@pytest.mark.parametrize("wear", [lambda image, face: image, masked])
def test_the_eyes_lie_where_they_lie_in_our_sets_whatever_is_worn(finder, astronaut, mesh_box, wear):
    landmarks = BundledSource().find(astronaut)[0].landmarks
    eyes = float(landmarks[[33, 133, 362, 263], 1].mean())
    in_set = (eyes - mesh_box.y) / mesh_box.height
    box = finder.find(wear(astronaut, mesh_box))[0].box
    assert (eyes - box.y) / box.height == pytest.approx(in_set, abs=0.04)


def test_a_face_that_fills_its_picture_is_found(finder, astronaut, mesh_box):
    left, top = round(mesh_box.x), round(mesh_box.y)
    crop = astronaut[top : top + round(mesh_box.height), left : left + round(mesh_box.width)]
    (face,) = finder.find(np.ascontiguousarray(crop))
    assert face.box.area > 0.7 * crop.shape[0] * crop.shape[1]


def test_a_small_face_in_a_scene_is_found(finder, astronaut):
    scene = np.full((900, 1200, 3), 90, np.uint8)
    scene[300:556, 800:1056] = astronaut[::2, ::2]
    face = finder.find(scene)[0]
    assert 30 < face.box.width < 90
    assert 800 < face.box.center[0] < 1056 and 300 < face.box.center[1] < 430


def test_boxes_end_at_the_border(finder, astronaut, mesh_box):
    half = np.ascontiguousarray(astronaut[:, round(mesh_box.x + 0.3 * mesh_box.width) :])
    for face in finder.find(half):
        assert face.box == face.box.clipped(half.shape[1], half.shape[0])


def test_calls_leave_no_state_behind(finder, astronaut):
    before = finder.find(astronaut)
    finder.find(np.ascontiguousarray(astronaut[:, ::-1]))
    assert finder.find(astronaut) == before == BundledFaceFinder().find(astronaut)


def test_a_blank_picture_shows_no_face(finder):
    assert finder.find(np.full((200, 300, 3), 127, np.uint8)) == []


def test_each_face_comes_once_and_the_most_prominent_first():
    large, again, part = Box(0, 0, 100, 100), Box(5, 5, 100, 100), Box(40, 40, 20, 20)
    other, doubtful = Box(200, 0, 50, 50), Box(300, 0, 70, 70)
    found = [
        FoundFace(other, 0.99),
        FoundFace(large, 0.8),
        FoundFace(again, 0.9),
        FoundFace(part, 0.95),
        FoundFace(doubtful, 0.5),
    ]
    assert [face.box for face in _distinct(found)] == [again, other, doubtful]
