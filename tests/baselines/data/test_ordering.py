"""The order of an epoch: balanced, repeatable, shared out between processes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.data.ordering import epoch_batches, training_order

LABELS = st.lists(st.integers(0, 3), min_size=1, max_size=60).map(lambda values: np.array(values, np.int64))


def _batches(labels, **options):
    chosen = {
        "training": True, "batch_size": 4, "seed": 0, "epoch": 0, "balanced": False, "rank": 0, "world_size": 1,
    }  # fmt: skip
    return epoch_batches(labels, **(chosen | options))


@given(LABELS, st.integers(0, 5))
@settings(deadline=None)
def test_balanced_epochs_show_each_class_and_each_sample_of_a_class_equally_often(labels, epoch):
    order = training_order(labels, seed=1, epoch=epoch, balanced=True)
    assert len(order) == len(labels)
    for_class = np.bincount(labels[order], minlength=4)[np.unique(labels)]
    assert np.ptp(for_class) <= 1
    for label in np.unique(labels):
        assert np.ptp(np.bincount(order, minlength=len(labels))[labels == label]) <= 1


@given(LABELS)
@settings(deadline=None)
def test_unbalanced_epochs_show_every_sample_once(labels):
    assert sorted(training_order(labels, seed=1, epoch=0, balanced=False)) == list(range(len(labels)))


def test_epochs_differ_and_can_be_repeated():
    labels = np.arange(40) % 3
    first, again, next_one, other = (
        training_order(labels, seed=seed, epoch=epoch, balanced=True).tolist()
        for seed, epoch in ((0, 0), (0, 0), (0, 1), (1, 0))
    )
    assert first == again
    assert first != next_one
    assert first != other


@given(LABELS, st.integers(1, 7), st.integers(1, 4))
@settings(deadline=None)
def test_in_training_all_processes_get_equally_many_full_batches(labels, batch_size, world_size):
    shares = [
        _batches(labels, batch_size=batch_size, rank=rank, world_size=world_size)
        for rank in range(world_size)
    ]
    sizes = [[len(batch) for batch in share] for share in shares]
    assert all(one == sizes[0] for one in sizes)
    assert len(sizes[0]) <= 1 or set(sizes[0]) == {batch_size}
    places = [place for share in shares for batch in share for place in batch[:, 0].tolist()]
    assert len(places) == len(set(places))


@given(LABELS, st.integers(1, 7), st.integers(1, 4))
@settings(deadline=None)
def test_in_validation_every_sample_comes_once(labels, batch_size, world_size):
    indices = [
        index
        for rank in range(world_size)
        for batch in _batches(labels, training=False, batch_size=batch_size, rank=rank, world_size=world_size)
        for index in batch[:, 1].tolist()
    ]
    assert sorted(indices) == list(range(len(labels)))


def test_a_set_smaller_than_a_batch_is_one_batch():
    assert [len(batch) for batch in _batches(np.zeros(3, np.int64), batch_size=8)] == [3]


def test_no_samples_are_no_batches():
    for balanced in (True, False):
        assert _batches(np.empty(0, np.int64), balanced=balanced) == []
