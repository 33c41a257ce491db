"""Splits: the set's own, else by person."""

from __future__ import annotations

from pathlib import Path

from fmld_synth.baselines.data.splits import splits_of
from fmld_synth.dataset.annotations import AnnotatedImage


def _image(number: int, split: str | None, identity: str | None = None) -> AnnotatedImage:
    return AnnotatedImage(Path(f"{number}.jpg"), f"{number}.jpg", 9, 9, (), split, identity)


def test_the_sets_own_splits_count():
    images = [_image(0, "train"), _image(1, "val"), _image(2, "test"), _image(3, "train")]
    splits = splits_of(images)
    assert splits == {"train": [images[0], images[3]], "val": [images[1]], "test": [images[2]]}


def test_without_splits_people_are_divided_eight_one_one():
    images = [_image(number, None, f"person {number // 3}") for number in range(6000)]
    splits = splits_of(images)
    assert [round(len(splits[name]) / 6000, 1) for name in ("train", "val", "test")] == [0.8, 0.1, 0.1]
    people = [{image.identity for image in splits[name]} for name in splits]
    assert sum(map(len, people)) == 2000


def test_more_images_move_nobody():
    few, many = ([_image(number, None) for number in range(count)] for count in (200, 300))
    for name, images in splits_of(few).items():
        assert {image.name for image in images} <= {image.name for image in splits_of(many)[name]}


def test_a_set_without_validation_gives_up_people_of_its_training_part():
    images = [
        _image(number, "train" if number < 2000 else "test", f"{number // 2}") for number in range(2500)
    ]
    splits = splits_of(images)
    assert splits["test"] == images[2000:]
    assert 140 < len(splits["val"]) < 260
    assert not {image.identity for image in splits["val"]} & {image.identity for image in splits["train"]}


def test_a_set_for_testing_only_stays_one():
    images = [_image(number, "test") for number in range(50)]
    assert splits_of(images) == {"train": [], "val": [], "test": images}
