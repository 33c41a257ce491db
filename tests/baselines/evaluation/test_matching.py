import numpy as np

from fmld_synth.baselines.evaluation.matching import (
    BACKGROUND,
    IGNORED,
    confusion_with_background,
    match,
)
from tests.baselines.evaluation.scenes import scene, scenes_by_chance

LEFT, RIGHT = (10, 10, 30, 30), (60, 60, 80, 80)


def test_the_surest_takes_the_face_and_a_second_detection_is_a_false_alarm():
    picture = scene([(LEFT, 0)], [((11, 10, 31, 30), 0, 0.6), ((12, 11, 30, 30), 0, 0.9)])
    assert match(picture, 0.5).tolist() == [0, BACKGROUND]


def test_classes_do_not_matter_for_who_is_who():
    picture = scene([(LEFT, 0), (RIGHT, 1)], [(LEFT, 1, 0.9), (RIGHT, 1, 0.8)])
    assert match(picture, 0.5).tolist() == [0, 1]
    assert confusion_with_background(picture, 0.5, 2).tolist() == [[0, 1, 0], [0, 1, 0], [0, 0, 0]]


def test_less_certain_detections_are_not_made():
    picture = scene([(LEFT, 0)], [(LEFT, 0, 0.4)])
    assert match(picture, 0.5).tolist() == []
    assert confusion_with_background(picture, 0.5, 1).tolist() == [[0, 1], [0, 0]]


def test_too_little_overlap_is_a_miss_and_a_false_alarm():
    picture = scene([(LEFT, 0)], [((22, 10, 42, 30), 0, 0.9)])
    assert confusion_with_background(picture, 0.5, 1).tolist() == [[0, 1], [1, 0]]


def test_detections_on_an_ignored_face_do_not_count():
    picture = scene([], [((12, 12, 22, 22), 0, 0.9), (RIGHT, 0, 0.8)], [LEFT])
    assert match(picture, 0.5).tolist() == [IGNORED, BACKGROUND]
    assert confusion_with_background(picture, 0.5, 1).tolist() == [[0, 0], [1, 0]]


def test_every_face_and_every_detection_that_counts_is_counted_once():
    for picture in scenes_by_chance(60, 3, seed=1):
        matched, confusion = match(picture, 0.3), confusion_with_background(picture, 0.3, 3)
        hits = matched[matched >= 0]
        assert len(set(hits.tolist())) == len(hits)
        assert (confusion[:3].sum(axis=1) == np.bincount(picture.labels, minlength=3)).all()
        assert confusion[:, :3].sum() == (matched != IGNORED).sum()
