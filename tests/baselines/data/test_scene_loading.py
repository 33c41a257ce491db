"""Batches for detectors depend on samples, seed and epoch, and on nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from fmld_synth.baselines.data.augmentation.settings import SceneAugmentation
from fmld_synth.baselines.data.cutting import resized
from fmld_synth.baselines.data.loading import detector_batches, scene_classes
from fmld_synth.baselines.data.samples import SceneSample
from fmld_synth.baselines.preprocessing import Preprocessing

SMALL = Preprocessing(height=48, width=64)


def _scene(number: int, labels: list[int]) -> SceneSample:
    pixels = np.random.default_rng(number).integers(0, 255, (40, 50, 3), np.uint8)
    boxes = np.array([(5, 5, 25, 30), (26, 6, 48, 36)][: len(labels)], np.float32).reshape(-1, 4)
    nowhere = np.full((len(labels), 4), np.nan, np.float32)
    ignored = np.array([(0, 32, 6, 40)], np.float32)
    name = f"{number}.jpg"
    points = np.full((len(labels), 5, 2), 12, np.float32)
    return SceneSample(
        pixels, boxes, np.array(labels, np.int64), nowhere, ignored, name, Path(name), name, points
    )


SCENES = [_scene(number, [[0], [1, 0], [], [0, 0]][number % 4]) for number in range(18)]


def _batches(augmentation, **options):
    chosen = {"batch_size": 4, "seed": 0, "epoch": 0, "balanced": True, "workers": 0}
    return detector_batches(SCENES, SMALL, augmentation, **(chosen | options))


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_change_nothing(workers):
    for one, other in zip(
        _batches(SceneAugmentation()), _batches(SceneAugmentation(), workers=workers), strict=True
    ):
        assert torch.equal(one.pictures, other.pictures)
        assert torch.equal(one.indices, other.indices)
        for target, same in zip(one.targets, other.targets, strict=True):
            assert all(
                torch.equal(a.nan_to_num(9), b.nan_to_num(9)) for a, b in zip(target, same, strict=True)
            )


def test_validation_shows_every_picture_as_it_is_with_fractions_as_boxes():
    batches = list(_batches(None))
    assert [len(batch.targets) for batch in batches] == [4, 4, 4, 4, 2]
    assert torch.cat([batch.indices for batch in batches]).tolist() == list(range(18))
    batch = batches[0]
    assert batch.pictures.dtype == torch.uint8
    for picture, target, index in zip(*batch, strict=True):
        assert np.array_equal(picture.numpy(), resized(SCENES[index].pixels, 64, 48))
        assert target.boxes.numpy() == pytest.approx(SCENES[index].boxes / (50, 40, 50, 40))
        assert target.labels.tolist() == SCENES[index].labels.tolist()
        assert target.boxes.dtype == target.mask_boxes.dtype == torch.float32
        assert target.labels.dtype == torch.int64
        assert target.mask_boxes.isnan().all()
        assert target.ignored.numpy() == pytest.approx(np.array([(0, 0.8, 0.12, 1)]))


def test_a_picture_counts_for_its_rarest_class_and_an_empty_one_for_the_commonest():
    assert scene_classes(SCENES[:4]).tolist() == [0, 1, 0, 0]
    assert scene_classes([SCENES[2]]).tolist() == [0]
    assert scene_classes([]).tolist() == []


def test_classes_come_equally_often_when_balanced():
    shown = [index for batch in _batches(SceneAugmentation()) for index in batch.indices.tolist()]
    rare = np.mean([index % 4 == 1 for index in shown])
    assert 0.4 < rare < 0.6


def test_no_pictures_are_no_batches():
    options: dict[str, Any] = {"batch_size": 4, "seed": 0, "epoch": 0, "balanced": True, "workers": 0}
    assert len(detector_batches([], SMALL, SceneAugmentation(), **options)) == 0
    assert len(detector_batches([], SMALL, None, **options)) == 0
