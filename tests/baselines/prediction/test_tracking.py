"""People in videos: steady boxes, the same number as long as they are there."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.baselines.prediction.faces import PredictedFace
from fmld_synth.baselines.prediction.tracking import Tracker
from fmld_synth.geometry import Box

SURE, UNSURE = (0.9, 0.05, 0.05), (0.4, 0.5, 0.1)


def face(x, y=100.0, side=80.0, probabilities=SURE):
    return PredictedFace(Box(x, y, side, side), probabilities)


def numbers(faces):
    return [one.track for one in faces]


def test_jitter_of_a_still_face_is_reduced_to_a_third():
    rng, tracker = np.random.default_rng(0), Tracker()
    measured = 100 + rng.normal(0, 2, 200)
    shown = [tracker.update([face(x)])[0].box.x for x in measured]
    assert np.abs(np.diff(shown[20:])).mean() < np.abs(np.diff(measured[20:])).mean() / 3


def test_a_moving_face_is_followed_closely():
    tracker = Tracker()
    for x in range(0, 1200, 8):  # a tenth of its width a frame
        (shown,) = tracker.update([face(float(x))])
        assert shown.track == 1
        assert abs(shown.box.x - x) < 80 / 8


def test_a_face_that_stops_is_reached():
    tracker = Tracker()
    for x in [*range(0, 160, 8), *[160] * 30]:
        (shown,) = tracker.update([face(float(x))])
    assert abs(shown.box.x - 160) < 0.5


def test_people_who_pass_each_other_keep_their_numbers():
    tracker = Tracker()
    for step in range(60):
        left, right = face(step * 8.0, y=100), face(480 - step * 8.0, y=150)
        shown = tracker.update([left, right] if step % 2 else [right, left])
        if step == 0:
            first = {one.track: one.box.y for one in shown}
    assert {one.track: round(one.box.y) for one in shown} == first


def test_a_missed_face_is_held_for_a_few_frames_then_leaves_for_good():
    tracker = Tracker(memory=3)
    for _ in range(10):
        tracker.update([face(100)])
    held = [tracker.update([]) for _ in range(5)]
    assert [len(faces) for faces in held] == [1, 1, 1, 0, 0]
    assert held[0][0].held
    assert held[0][0].track == 1
    assert numbers(tracker.update([face(100)])) == [2]
    assert tracker.people == 2


def test_a_face_that_comes_back_in_time_is_the_same():
    tracker = Tracker()
    for _ in range(5):
        tracker.update([face(100)])
    tracker.update([])
    (shown,) = tracker.update([face(104)])
    assert (shown.track, shown.held) == (1, False)


def test_a_false_alarm_of_one_frame_leaves_no_ghost():
    tracker = Tracker()
    assert len(tracker.update([face(100)])) == 1
    assert tracker.update([]) == []


def test_a_class_that_flickers_is_steady():
    tracker = Tracker()
    shown = [
        tracker.update([face(100, probabilities=UNSURE if n % 3 == 2 else SURE)])[0].best for n in range(30)
    ]
    assert set(shown) == {0}


def test_a_class_that_changes_is_followed():
    tracker = Tracker()
    for n in range(40):
        (shown,) = tracker.update([face(100, probabilities=SURE if n < 20 else (0.05, 0.9, 0.05))])
    assert shown.best == 1


boxes = st.builds(Box, st.floats(0, 500), st.floats(0, 500), st.floats(1, 200), st.floats(1, 200))


@given(st.lists(st.lists(st.builds(PredictedFace, boxes, st.just(SURE)), max_size=5), max_size=8))
def test_whatever_comes_every_face_has_one_number_of_its_own(frames):
    tracker = Tracker()
    for faces in frames:
        shown = tracker.update(faces)
        assert len(set(numbers(shown))) == len(shown)
        assert sum(not one.held for one in shown) == len(faces)
        assert tracker.people >= len(shown)


@given(boxes, boxes)
def test_a_smoothed_box_lies_between_the_old_and_the_new(old, new):
    tracker = Tracker(least_overlap=0)
    tracker.update([PredictedFace(old, SURE)])
    (shown,) = tracker.update([PredictedFace(new, SURE)])
    for before, after, value in zip(old, new, shown.box, strict=True):
        assert min(before, after) - 1e-6 <= value <= max(before, after) + 1e-6
