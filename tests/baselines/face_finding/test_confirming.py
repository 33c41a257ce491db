"""MediaPipe's detector is asked about doubtful candidates alone: faces rise, bare or masked, and all else falls."""

import numpy as np
import pytest

from fmld_synth.baselines.face_finding.confirming import DOUBTED, Confirmer
from fmld_synth.baselines.face_finding.face_maps import Candidates
from fmld_synth.baselines.face_finding.interface import SURE
from fmld_synth.baselines.face_finding.surroundings import surroundings
from fmld_synth.baselines.sl_fmdet.scales import BGR_MEAN
from tests.baselines.face_finding.masked_face import masked

PATCH = (380.0, 20.0, 460.0, 110.0)
"""Of the astronaut's picture: a model of a shuttle."""


@pytest.fixture(scope="module")
def confirmer():
    return Confirmer()


def candidates(*found):
    corners, scores = zip(*found, strict=True)
    points = [np.full((5, 2), number, np.float32) for number in range(len(found))]
    return Candidates.of([np.array(one, np.float32) for one in corners], points, scores)


def corners_of(box):
    return (box.x, box.y, box.x + box.width, box.y + box.height)


@pytest.mark.parametrize("wear", [lambda image, box: image, masked])
def test_a_doubted_face_is_confirmed_whatever_it_wears(confirmer, astronaut, mesh, wear):
    doubted = candidates((corners_of(mesh.box), 0.6))
    (score,) = confirmer.confirmed(wear(astronaut, mesh.box), doubted).scores
    assert SURE < score <= np.float32(DOUBTED[1])


def test_what_is_no_face_is_not(confirmer, astronaut):
    (score,) = confirmer.confirmed(astronaut, candidates((PATCH, 0.8))).scores
    assert score < SURE


def test_a_face_beside_the_candidate_confirms_nothing(confirmer, astronaut, mesh):
    beside = (
        mesh.box.x + mesh.box.width,
        mesh.box.y,
        mesh.box.x + 2 * mesh.box.width,
        mesh.box.y + mesh.box.height,
    )
    (score,) = confirmer.confirmed(astronaut, candidates((beside, 0.8))).scores
    assert score < SURE


def test_only_doubtful_ones_are_asked_about(confirmer, astronaut, mesh, monkeypatch):
    monkeypatch.setattr(confirmer, "_detector", None)
    found = candidates((PATCH, 0.97), (corners_of(mesh.box), 0.1))
    assert confirmer.confirmed(astronaut, found).scores.tolist() == found.scores.tolist()


def test_the_likeliest_comes_first_with_its_own_box_and_points(confirmer, astronaut, mesh):
    found = candidates((PATCH, 0.8), (corners_of(mesh.box), 0.5))
    confirmed = confirmer.confirmed(astronaut, found)
    assert confirmed.scores[0] > confirmed.scores[1]
    assert np.array_equal(confirmed.corners, found.corners[::-1])
    assert np.array_equal(confirmed.points, found.points[::-1])


def test_there_may_be_no_candidates(confirmer, astronaut):
    assert confirmer.confirmed(astronaut, Candidates.of((), (), ())).corners.shape == (0, 4)


def test_surroundings_are_a_square_of_the_mean_color_beyond_the_picture():
    image = np.arange(5 * 4 * 3, dtype=np.uint8).reshape(5, 4, 3)
    part, left, top = surroundings(image, np.array((-1, 1, 1, 3), np.float32), 2.0)
    assert (left, top, part.shape) == (-2, 0, (4, 4, 3))
    assert np.array_equal(part[:, 2:], image[:4, :2])
    assert np.array_equal(np.unique(part[:, :2].reshape(-1, 3), axis=0), [np.round(BGR_MEAN[::-1])])
