"""Batches for classifiers depend on samples, seed and epoch, and on nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation
from fmld_synth.baselines.data.cutting import resized
from fmld_synth.baselines.data.loading import classifier_batches
from fmld_synth.baselines.data.samples import FaceSample
from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.geometry import Box

SMALL = Preprocessing(height=24, width=32)


def _samples(count: int = 23) -> list[FaceSample]:
    generator = np.random.default_rng(0)
    return [
        FaceSample(
            generator.integers(0, 255, (20 + number, 30, 3), np.uint8),
            number % 3,
            str(number),
            Path(f"{number}.jpg"),
            f"{number}.jpg",
            Box(0, 0, 9, 9),
            Box(0, 0, 9, 9),
            None,
        )
        for number in range(count)
    ]


def _batches(augmentation, **options):
    chosen = {"batch_size": 4, "seed": 0, "epoch": 0, "balanced": True, "workers": 0}
    return classifier_batches(_samples(), SMALL, augmentation, **(chosen | options))


def _equal(first, second) -> bool:
    pairs = list(zip(first, second, strict=True))
    return all(torch.equal(one, other) for batches in pairs for one, other in zip(*batches, strict=True))


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_change_nothing(workers):
    augmentation = CameraAugmentation()
    assert _equal(_batches(augmentation), _batches(augmentation, workers=workers))


def test_batches_can_be_gone_through_again():
    batches = _batches(CameraAugmentation())
    assert _equal(batches, batches)


def test_epochs_and_seeds_differ():
    first = next(iter(_batches(CameraAugmentation())))
    for options in ({"epoch": 1}, {"seed": 1}):
        assert not torch.equal(first.pictures, next(iter(_batches(CameraAugmentation(), **options))).pictures)


def test_processes_together_see_what_one_alone_would():
    alone = [picture for batch in _batches(CameraAugmentation(), batch_size=1) for picture in batch.pictures]
    shared = [
        [
            picture
            for batch in _batches(CameraAugmentation(), batch_size=1, rank=rank, world_size=2)
            for picture in batch.pictures
        ]
        for rank in range(2)
    ]
    for place, picture in enumerate(alone[:22]):
        assert torch.equal(picture, shared[place % 2][place // 2])


def test_validation_shows_every_sample_as_it_is():
    samples = _samples()
    batches = list(_batches(None, workers=2))
    assert [len(batch.labels) for batch in batches] == [4] * 5 + [3]
    assert torch.cat([batch.indices for batch in batches]).tolist() == list(range(23))
    for batch in batches:
        assert batch.pictures.dtype == torch.uint8
        assert batch.labels.dtype == batch.indices.dtype == torch.int64
        for picture, label, index in zip(*batch, strict=True):
            assert np.array_equal(picture.numpy(), resized(samples[index].pixels, 32, 24))
            assert label == samples[index].label


def test_training_without_augmentation_shows_samples_as_they_are():
    samples = _samples()
    for batch in _batches(CameraAugmentation.off()):
        for picture, index in zip(batch.pictures, batch.indices, strict=True):
            assert np.array_equal(picture.numpy(), resized(samples[index].pixels, 32, 24))


def test_training_leaves_the_smaller_last_batch_out():
    batches = _batches(CameraAugmentation())
    assert len(batches) == 5
    assert [len(batch.labels) for batch in batches] == [4] * 5


def test_who_stops_in_the_middle_leaves_no_threads_working():
    iterator = iter(_batches(CameraAugmentation(), workers=2))
    next(iterator)
    iterator.close()


def test_masks_stay_in_view():
    """Of faces that are black but for a white mask in the last sixth, some would lose it to shifts and borders."""
    pixels = np.zeros((60, 40, 3), np.uint8)
    pixels[50:58] = 255
    nowhere, box = Path("a.jpg"), Box(0, 0, 9, 9)
    cut = CameraAugmentation.off().model_copy(
        update={
            "geometry_share": 1.0,
            "shift_range": (-0.2, 0.2),
            "border_share": 1.0,
            "border_range": (0.1, 0.2),
        }
    )

    def seen(mask: Box | None) -> list[int]:
        samples = [FaceSample(pixels, 0, "a", nowhere, "a.jpg", box, box, "chin", mask)] * 40
        batches = classifier_batches(
            samples, SMALL, cut, batch_size=40, seed=0, epoch=0, balanced=True, workers=0
        )
        return [int(picture.max()) for batch in batches for picture in batch.pictures]

    assert min(seen(None)) == 0
    assert min(seen(Box(0, 50, 40, 8))) > 200
