import numpy as np
import pytest

from fmld_synth.baselines.face_finding.bundled import BundledFaceFinder, _distinct
from fmld_synth.baselines.face_finding.interface import SURE, FoundFace
from fmld_synth.geometry import Box
from tests.baselines.face_finding.masked_face import masked


@pytest.fixture(scope="module")
def finder():
    return BundledFaceFinder()


def test_the_box_is_framed_as_in_our_sets(finder, astronaut, mesh):
    face = finder.find(astronaut)[0]
    assert face.score >= SURE
    assert face.box.intersection_over_union(mesh.box) > 0.75


def test_a_masked_face_is_found(finder, astronaut, mesh):
    face = finder.find(masked(astronaut, mesh.box))[0]
    assert face.box.intersection_over_union(mesh.box) > 0.6


@pytest.mark.parametrize("wear", [lambda image, face: image, masked])
def test_the_eyes_lie_where_they_lie_in_our_sets_whatever_is_worn(finder, astronaut, mesh, wear):
    eyes = float(mesh.landmarks[[33, 133, 362, 263], 1].mean())
    in_set = (eyes - mesh.box.y) / mesh.box.height
    box = finder.find(wear(astronaut, mesh.box))[0].box
    assert (eyes - box.y) / box.height == pytest.approx(in_set, abs=0.04)


def test_a_face_that_fills_its_picture_is_found(finder, astronaut, mesh):
    left, top = round(mesh.box.x), round(mesh.box.y)
    crop = astronaut[top : top + round(mesh.box.height), left : left + round(mesh.box.width)]
    (face,) = finder.find(np.ascontiguousarray(crop))
    assert face.box.area > 0.7 * crop.shape[0] * crop.shape[1]


def test_a_small_face_in_a_scene_is_found(finder, astronaut):
    scene = np.full((900, 1200, 3), 90, np.uint8)
    scene[300:556, 800:1056] = astronaut[::2, ::2]
    face = finder.find(scene)[0]
    assert 30 < face.box.width < 90
    assert 800 < face.box.center[0] < 1056 and 300 < face.box.center[1] < 430


def test_boxes_end_at_the_border(finder, astronaut, mesh):
    half = np.ascontiguousarray(astronaut[:, round(mesh.box.x + 0.3 * mesh.box.width) :])
    face = finder.find(half)[0]
    assert face.box.x == 0
    assert face.box.width == pytest.approx(0.7 * mesh.box.width, rel=0.2)


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
