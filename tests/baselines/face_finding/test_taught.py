"""Our own finder with its bundled network: boxes and points of bare, masked, large, small and cut faces, surfaces."""

import numpy as np
import pytest

from fmld_synth.baselines.data.augmentation.textures import texture
from fmld_synth.baselines.face_finding.interface import SURE
from fmld_synth.baselines.face_finding.taught import NETWORK, TaughtFaceFinder
from fmld_synth.faces.regions import key_points
from tests.baselines.face_finding.masked_face import masked


@pytest.fixture(scope="module")
def finder():
    return TaughtFaceFinder()


@pytest.mark.parametrize("wear", [lambda image, box: image, masked])
def test_box_and_points_are_those_of_the_bare_face_whatever_is_worn(finder, astronaut, mesh, wear):
    face = finder.find(wear(astronaut, mesh.box))[0]
    assert face.score >= SURE
    assert face.box.intersection_over_union(mesh.box) > 0.7
    errors = np.linalg.norm(np.array(face.points) - key_points(mesh.landmarks), axis=1)
    assert errors[:2].max() < 0.15 * mesh.inter_ocular_distance, "eyes"
    assert errors.max() < 0.35 * mesh.inter_ocular_distance


def test_a_face_that_fills_its_picture_is_found(finder, astronaut, mesh):
    left, top = round(mesh.box.x), round(mesh.box.y)
    crop = astronaut[top : top + round(mesh.box.height), left : left + round(mesh.box.width)]
    face = finder.find(np.ascontiguousarray(crop))[0]
    assert face.box.area > 0.6 * crop.shape[0] * crop.shape[1]


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
    finder.find(np.ascontiguousarray(astronaut[:300, ::-1]))
    assert finder.find(astronaut) == before == TaughtFaceFinder().find(astronaut)


@pytest.mark.parametrize("size", [(1, 1), (3, 400), (500, 2)])
def test_pictures_of_any_shape_are_looked_at(finder, size):
    assert all(face.score < SURE for face in finder.find(np.full((*size, 3), 127, np.uint8)))


def test_drawn_surfaces_seldom_show_a_face(finder):
    sure = [face for seed in range(30) for face in finder.find(texture(seed, 300, 220)) if face.score >= SURE]
    assert len(sure) <= 3, "one in ten"


def test_the_network_is_small():
    assert NETWORK.stat().st_size < 2_000_000
