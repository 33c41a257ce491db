"""Sets as training needs them, and what is wrong with others."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from fmld_synth.baselines.harness.recipe import Recipe
from fmld_synth.baselines.harness.training_set import read_faces, read_scenes
from fmld_synth.errors import UserError
from tests.baselines.harness.learners import write_set


def test_faces_and_scenes_of_a_set(small_set):
    faces = read_faces(small_set, "auto", Recipe(), cache_side=40)
    scenes = read_scenes(small_set, "class-folders", Recipe(), longest_side=40)

    assert (len(faces.train), len(faces.val)) == (len(scenes.train), len(scenes.val)) == (18, 6)
    assert sorted({sample.label for sample in faces.train}) == [0, 1, 2]
    assert max(faces.train[0].pixels.shape[:2]) == 40
    assert "train" in faces.train[0].name and "val" in faces.val[0].name


def test_the_fingerprint_tells_sets_apart(small_set, tmp_path):
    other = shutil.copytree(small_set, tmp_path / "other")
    same = read_faces(other, "auto", Recipe(), cache_side=40).fingerprint
    (other / "train" / "correct" / "0.jpg").rename(other / "train" / "unmasked" / "new.jpg")

    assert same == read_faces(small_set, "auto", Recipe(), cache_side=40).fingerprint
    assert same != read_faces(other, "auto", Recipe(), cache_side=40).fingerprint


def test_classes_of_other_names_and_classes_to_leave_out(small_set, tmp_path):
    dataset = shutil.copytree(small_set, tmp_path / "set")
    for split in ("train", "val"):
        (dataset / split / "correct").rename(dataset / split / "good")
        shutil.copytree(dataset / split / "good", dataset / split / "helmet")
    classes = {"good": "correct", "helmet": ""}
    faces = read_faces(dataset, "auto", Recipe(), cache_side=40, classes=classes)
    assert [len(part) for part in (faces.train, faces.val)] == [18, 6]
    with pytest.raises(UserError, match="none of its folders has the name of a class"):
        read_faces(dataset, "class-folders", Recipe(), cache_side=40)


def test_a_class_that_is_missing_from_a_split(small_set, tmp_path):
    dataset = shutil.copytree(small_set, tmp_path / "set")
    shutil.rmtree(dataset / "val" / "incorrect")
    with pytest.raises(
        UserError, match=r"the val split of .*set holds no face of class incorrect: .*`labels`"
    ):
        read_faces(dataset, "auto", Recipe(), cache_side=40)

    allowed = read_faces(dataset, "auto", Recipe(allow_missing_classes=True), cache_side=40)
    assert len(allowed.val) == 4


@pytest.mark.parametrize(
    "read", [lambda *a: read_faces(*a, cache_side=40), lambda *a: read_scenes(*a, longest_side=40)]
)
def test_one_class_only(tmp_path, read):
    dataset = write_set(tmp_path / "set", classes=["correct"])
    with pytest.raises(
        UserError, match="holds only faces of class correct, and there is nothing to tell apart"
    ):
        read(dataset, "auto", Recipe(allow_missing_classes=True))


def test_nothing_to_learn_from(tmp_path):
    # One picture, which either learns or validates.
    person: dict[str, Any] = {"train": 1, "val": 0, "classes": ["correct"]}
    with pytest.raises(
        UserError, match=r"has nothing to learn from in its (train|val) split: add images, of several"
    ):
        read_faces(write_set(tmp_path / "set", **person), "auto", Recipe(), cache_side=40)


def test_labels_that_need_more_than_the_set_tells(small_set):
    with pytest.raises(UserError, match="`labels` wear needs the wear state"):
        read_faces(small_set, "auto", Recipe(label_scheme="wear"), cache_side=40)
    with pytest.raises(UserError, match=r"`labels`: unknown label scheme 'four'.* Valid: .*three"):
        read_faces(small_set, "auto", Recipe(label_scheme="four"), cache_side=40)
