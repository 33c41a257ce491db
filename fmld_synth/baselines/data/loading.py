"""From samples in memory to batches, with threads that work ahead.

A batch depends on the samples, the seed and the epoch, never on the number of threads: every place in an epoch has its
own random generator. Threads are enough, for OpenCV lets go of Python's lock, and they share the samples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor

from fmld_synth.baselines.data.augmentation.camera import photographed
from fmld_synth.baselines.data.augmentation.mask_in_view import draw_shot_of_mask
from fmld_synth.baselines.data.augmentation.scene_camera import scene_photographed
from fmld_synth.baselines.data.augmentation.scene_parameters import View, draw_scene_shot
from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation, SceneAugmentation
from fmld_synth.baselines.data.augmentation.views import viewed
from fmld_synth.baselines.data.cutting import resized
from fmld_synth.baselines.data.ordering import epoch_batches
from fmld_synth.baselines.data.samples import DrawnFaces, FaceSample, SceneSample
from fmld_synth.baselines.networks import Targets
from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.execution.reproducible import one_opencv_thread, reproducible_kernels
from fmld_synth.execution.threads import done_ahead
from fmld_synth.geometry import LabelArray

BATCHES_AHEAD = 2
"""Batches under way or waiting, for each thread."""


class Batch(NamedTuple):
    """Faces for a classifier.

    pictures: uint8 (batch, height, width, 3), RGB, of the network's size.
    labels: int64 (batch,).
    indices: int64 (batch,): places of the samples in the list.
    """

    pictures: Tensor
    labels: Tensor
    indices: Tensor


class SceneBatch(NamedTuple):
    """Pictures for a detector.

    pictures: uint8 (batch, height, width, 3), RGB, of the network's size.
    targets: the true faces of each, and those to be ignored.
    indices: int64 (batch,): places of the samples in the list; of a mosaic one of its four.
    """

    pictures: Tensor
    targets: list[Targets]
    indices: Tensor


BatchType = TypeVar("BatchType")


class Batches(Generic[BatchType]):
    """The batches of one epoch; going through them again gives the same ones. ``len`` is their number.

    Args:
        make: makes a batch of places and indices, int64 (batch, 2), as :func:`epoch_batches` gives them.
        places: those of every batch.
        workers: threads; with 0 batches are made when they are asked for.
    """

    def __init__(
        self, make: Callable[[LabelArray], BatchType], places: Sequence[LabelArray], workers: int
    ) -> None:
        self._make, self._places, self._workers = make, places, workers

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[BatchType]:
        if self._workers == 0:
            yield from map(reproducible_kernels()(self._make), self._places)
            return
        with one_opencv_thread():  # each of our threads has a core of its own
            for _, batch in done_ahead(
                self._make, self._places, threads=self._workers, ahead=BATCHES_AHEAD, at_once=1
            ):
                yield batch


def classifier_batches(
    samples: Sequence[FaceSample],
    preprocessing: Preprocessing,
    augmentation: CameraAugmentation | None,
    *,
    batch_size: int,
    seed: int,
    epoch: int,
    balanced: bool,
    workers: int,
    rank: int = 0,
    world_size: int = 1,
) -> Batches[Batch]:
    """The batches of one epoch.

    Args:
        samples: faces in memory, or drawn when they are asked for.
        preprocessing: tells the network's size.
        augmentation: for training; ``CameraAugmentation.off()`` trains on faces as they are. None is for validation:
            every sample once, in order, with a last batch that may be smaller.
        batch_size: samples of a batch; in training a smaller last one is left out unless it is the only one.
        seed, epoch: equal ones give equal batches.
        balanced: in training, each class equally often; see :func:`training_order`.
        workers: threads that work ahead; 0 is none.
        rank, world_size: of several processes that share an epoch each takes other samples.
    """
    groups = (
        samples.groups
        if isinstance(samples, DrawnFaces)
        else np.array([sample.label for sample in samples], np.int64)
    )
    width, height = preprocessing.width, preprocessing.height

    def make(places: LabelArray) -> Batch:
        pictures = np.empty((len(places), height, width, 3), np.uint8)
        labels = np.empty(len(places), np.int64)
        for row, (place, index) in enumerate(places.tolist()):
            sample = samples[index]
            pixels, labels[row] = sample.pixels, sample.label
            if augmentation is None:
                pictures[row] = resized(pixels, width, height)
            else:
                generator = place_generator(seed, epoch, place)
                rows, columns = pixels.shape[:2]
                shot = draw_shot_of_mask(augmentation, generator, sample.mask, columns, rows)
                pictures[row] = photographed(pixels, shot, width, height)
        indices = places[:, 1].copy()
        return Batch(*map(torch.from_numpy, (pictures, labels, indices)))

    places = epoch_batches(
        groups,
        training=augmentation is not None,
        batch_size=batch_size,
        seed=seed,
        epoch=epoch,
        balanced=balanced,
        rank=rank,
        world_size=world_size,
    )
    return Batches(make, places, workers)


def detector_batches(
    samples: Sequence[SceneSample],
    preprocessing: Preprocessing,
    augmentation: SceneAugmentation | None,
    *,
    batch_size: int,
    seed: int,
    epoch: int,
    balanced: bool,
    workers: int,
    rank: int = 0,
    world_size: int = 1,
) -> Batches[SceneBatch]:
    """The batches of one epoch.

    Args:
        samples: pictures in memory.
        balanced: in training, pictures of each class equally often, see :func:`scene_classes`.
        preprocessing, augmentation, batch_size, seed, epoch, workers, rank, world_size: as for
            :func:`classifier_batches`.
    """
    classes = scene_classes(samples)
    groups = [np.flatnonzero(classes == one) for one in np.unique(classes)]
    if not balanced:
        groups = [np.arange(len(samples))]
    width, height = preprocessing.width, preprocessing.height

    def make(places: LabelArray) -> SceneBatch:
        pictures = np.empty((len(places), height, width, 3), np.uint8)
        targets = []
        for row, (place, index) in enumerate(places.tolist()):
            if augmentation is None:
                scene = viewed(samples, View(index), width, height)
            else:
                generator = place_generator(seed, epoch, place)
                shot = draw_scene_shot(samples, index, groups, augmentation, generator)
                scene = scene_photographed(samples, shot, augmentation, width, height)
            pictures[row] = scene.pixels
            targets.append(_targets(scene))
        return SceneBatch(torch.from_numpy(pictures), targets, torch.from_numpy(places[:, 1].copy()))

    places = epoch_batches(
        classes,
        training=augmentation is not None,
        batch_size=batch_size,
        seed=seed,
        epoch=epoch,
        balanced=balanced,
        rank=rank,
        world_size=world_size,
    )
    return Batches(make, places, workers)


def scene_classes(samples: Sequence[SceneSample]) -> LabelArray:
    """One class for each picture, int64 (samples,): of its faces' classes the rarest in all pictures.

    Pictures without faces count for the commonest class, so that a few of them are not shown as often as a class.
    """
    counts = np.bincount(np.concatenate([np.empty(0, np.int64), *(sample.labels for sample in samples)]))
    if not len(counts):
        return np.zeros(len(samples), np.int64)
    commonest = int(counts.argmax())
    rarest = [
        min(sample.labels.tolist(), key=lambda label: counts[label], default=commonest) for sample in samples
    ]
    return np.array(rarest, np.int64)


def _targets(scene: SceneSample) -> Targets:
    height, width = scene.pixels.shape[:2]
    size = np.array([width, height, width, height], np.float32)
    return Targets(
        torch.from_numpy(scene.boxes / size),
        torch.from_numpy(scene.labels),
        torch.from_numpy(scene.mask_boxes / size),
        torch.from_numpy(scene.ignored / size),
        torch.from_numpy(scene.points / size[:2]),
    )


def place_generator(seed: int, epoch: int, place: int) -> Generator:
    """The random generator of one place in an epoch."""
    return np.random.default_rng((seed, epoch, place))
