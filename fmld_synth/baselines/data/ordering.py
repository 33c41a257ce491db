"""The order in which an epoch goes through the samples."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from fmld_synth.geometry import LabelArray


def training_order(labels: LabelArray, *, seed: int, epoch: int, balanced: bool) -> LabelArray:
    """Indices of the samples in the order of one epoch, as many as there are samples.

    Args:
        labels: int64 (samples,), the class of each.
        seed, epoch: equal ones give equal orders.
        balanced: each class that occurs equally often, give or take one; samples of rare classes come repeatedly, all
            of a class equally often, and of frequent classes others come in each epoch. Else every sample comes once.
    """
    generator = np.random.default_rng((seed, epoch))
    if not balanced:
        return np.asarray(generator.permutation(len(labels)), np.int64)
    classes = np.unique(labels)
    # Who gets the samples that cannot be shared out evenly changes from epoch to epoch.
    counts = np.full(len(classes), len(labels) // max(len(classes), 1))
    counts[generator.permutation(len(classes))[: len(labels) - counts.sum()]] += 1
    parts = [
        _repeated(np.flatnonzero(labels == label), count, generator)
        for label, count in zip(classes, counts, strict=True)
    ]
    order = np.concatenate(parts) if parts else np.empty(0, np.int64)
    return np.asarray(generator.permutation(order), np.int64)


def _repeated(indices: LabelArray, count: int, generator: Generator) -> LabelArray:
    """``count`` of the indices: whole shuffled rounds, then a part of one."""
    rounds = -(-count // len(indices))
    shuffled = np.concatenate([generator.permutation(indices) for _ in range(rounds)])
    return np.asarray(shuffled[:count], np.int64)


def epoch_batches(
    labels: LabelArray,
    *,
    training: bool,
    batch_size: int,
    seed: int,
    epoch: int,
    balanced: bool,
    rank: int,
    world_size: int,
) -> list[LabelArray]:
    """Which samples make up the batches of one epoch.

    Args:
        labels: int64 (samples,), the class of each.
        training: in the order of :func:`training_order`, all batches full and all processes with equally many; a
            smaller batch is left out unless it is the only one. Else every sample once, in order, whatever is left in
            a last batch.
        batch_size: samples of a batch.
        seed, epoch, balanced: as for :func:`training_order`.
        rank, world_size: of several processes, each takes every ``world_size``-th place from ``rank`` on.

    Returns:
        int64 (batch, 2) for every batch: a place in the epoch, that no two processes share, and a sample's index.
    """
    if training:
        order = training_order(labels, seed=seed, epoch=epoch, balanced=balanced)
        order = order[: len(order) - len(order) % world_size]
    else:
        order = np.arange(len(labels))
    places = np.column_stack([np.arange(len(order)), order])[rank::world_size]
    batches = [places[first : first + batch_size] for first in range(0, len(places), batch_size)]
    if training and len(batches) > 1 and len(batches[-1]) < batch_size:
        batches.pop()
    return batches
