import numpy as np
import pytest

from fmld_synth.baselines.evaluation.bootstrap import group_numbers, interval, resampled_counts
from fmld_synth.baselines.evaluation.confusion import accuracy, confusion_by_group


def faces_of_people(people: int, each: int, share_right: float):
    """Confusion matrices of people whose faces are all right or all wrong."""
    groups = np.repeat(np.arange(people), each)
    labels = np.zeros(people * each, np.int64)
    predicted = (groups >= share_right * people).astype(np.int64)
    return labels, predicted, groups


def test_groups_are_numbered_by_name():
    assert group_numbers(["b", "a", "b"]).tolist() == [1, 0, 1]


def test_every_resample_draws_as_many_groups():
    counts = resampled_counts(np.ones((7, 2), np.int64), seed=3, resamples=250)
    assert counts.shape == (250, 2) and (counts == 7).all()


def test_equal_seeds_give_equal_resamples():
    by_group = np.arange(10).reshape(10, 1)
    first, again, other = (resampled_counts(by_group, seed=seed) for seed in (1, 1, 2))
    assert (first == again).all() and (first != other).any()


def test_the_interval_is_that_of_the_binomial():
    labels, predicted, groups = faces_of_people(400, 1, 0.8)
    by_group = confusion_by_group(labels, predicted, groups, 2)
    limits = interval(accuracy(resampled_counts(by_group, seed=0)))
    half = 1.96 * np.sqrt(0.8 * 0.2 / 400)
    assert limits == pytest.approx((0.8 - half, 0.8 + half), abs=0.008)


def test_many_pictures_of_a_person_do_not_make_the_interval_narrower():
    labels, predicted, groups = faces_of_people(40, 25, 0.8)
    by_person = confusion_by_group(labels, predicted, groups, 2)
    by_picture = confusion_by_group(labels, predicted, np.arange(len(labels)), 2)
    person, picture = (
        interval(accuracy(resampled_counts(counts, seed=0))) for counts in (by_person, by_picture)
    )
    assert person.high - person.low == pytest.approx(5 * (picture.high - picture.low), rel=0.15)


def test_resamples_without_meaning_are_left_out():
    assert interval(np.array([np.nan, 0.5, 0.5])) == (0.5, 0.5)
    assert interval(np.array([np.nan, np.nan])) is None
