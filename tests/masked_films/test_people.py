"""Who is in a film: people keep their number while they are seen, and films may be longer than memory."""

import io
import tracemalloc

import numpy as np
import pytest

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.face import Face, HeadPose
from fmld_synth.faces.mesh_points import LANDMARK_COUNT
from fmld_synth.masked_films.people import LandmarkFile, People

STEP = 1 / 25


def face(x, y=100.0, size=30.0):
    """The canonical face at a place, frontal."""
    vertices = canonical_face().vertices
    landmarks = np.concatenate([vertices, vertices[: LANDMARK_COUNT - len(vertices)]]) * size
    return Face((landmarks + np.array([x, y, 0])).astype(np.float32), HeadPose(0, 0, 0), 0.9, 0)


def watch(frames, step=STEP):
    people = People(LandmarkFile(io.BytesIO()))
    for number, places in enumerate(frames):
        people.add(number * step, [face(x) for x in places])
    return people


def middle(found):
    return float(found.landmarks[:, 0].mean())


def test_two_people_keep_their_numbers_while_they_move():
    people = watch([(50 + n, 300 - n) if n % 2 else (300 - n, 50 + n) for n in range(10)])
    first, second = people.all()
    assert (first.number, first.first, first.after) == (1, 0, 10)
    offset = middle(face(0))
    for n in range(10):
        assert middle(people.face(first, n)) == pytest.approx(300 - n + offset, abs=1e-2)
        assert middle(people.face(second, n)) == pytest.approx(50 + n + offset, abs=1e-2)


def test_where_a_face_was_missed_lies_between():
    people = watch([(50,), (52,), (54,), (), (), (60,), (62,)])
    (person,) = people.all()
    assert [person.was_found(n) for n in range(7)] == [True] * 3 + [False] * 2 + [True] * 2
    found = [middle(people.face(person, n, reach=0)) for n in range(7)]
    assert np.allclose(np.diff(found), 2, atol=1e-3)


def test_who_leaves_and_comes_back_is_another():
    people = watch([(50,)] * 4 + [()] * 10 + [(50,)] * 4)
    assert [(one.number, one.first, one.after) for one in people.all()] == [(1, 0, 4), (2, 14, 18)]


def test_what_is_seen_for_a_moment_is_no_person():
    people = watch([(50, 300)] * 2 + [(50,)] * 4)
    assert [one.first for one in people.all()] == [0]
    assert watch([()] * 5).all() == []


def test_landmarks_do_not_stay_in_memory(tmp_path):
    seen = face(50)
    with (tmp_path / "landmarks").open("w+b") as file:
        people = People(LandmarkFile(file))
        tracemalloc.start()
        for number in range(1500):
            people.add(number * STEP, [seen])
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    assert (tmp_path / "landmarks").stat().st_size == 1500 * LANDMARK_COUNT * 12
    assert held < 500_000, "1,500 meshes take 8.6 MB"
