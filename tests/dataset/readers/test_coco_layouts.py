"""COCO files as programs write them: ids, categories, sizes, and where their images lie."""

from __future__ import annotations

import json

import pytest

from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from tests.dataset.readers.layouts import HEIGHT, WIDTH, coco_content, write_files


def content(file_name="a.jpg", **image):
    one = coco_content()
    one["images"][0] |= {"file_name": file_name, **image}
    return one


def opened(root, files):
    read = open_set(
        write_files(root, {n: json.dumps(c) if isinstance(c, dict) else c for n, c in files.items()}), "coco"
    )
    return list(read(root)), list(read.reading.remarks)


@pytest.mark.parametrize(
    ("path", "written", "image", "split"),
    [
        ("annotations/instances_train2017.json", "a.jpg", "train2017/a.jpg", "train"),
        ("annotations/instances_val2017.json", "a.jpg", "images/val2017/a.jpg", "val"),
        ("annotations/instances_default.json", "a.jpg", "images/default/a.jpg", None),
        ("annotations/instances_Train.json", "a.jpg", "images/Train/a.jpg", "train"),
        ("annotations/instances_default.json", "Train/Data/a.jpg", "images/Train/Data/a.jpg", "train"),
        ("result.json", r"..\..\media\upload\3\1f-a.jpg", "images/1f-a.jpg", None),
        ("result.json", r"images\1f-a.jpg", "images/1f-a.jpg", None),
        ("result.json", "/data/local-files/?d=masks/a%20b.jpg", "images/a b.jpg", None),
        ("result.json", "https://example.org/data/upload/a.jpg", "pictures/a.jpg", None),
        ("result.json", "a%20b.jpg", "a%20b.jpg", None),
        ("test/_annotations.coco.json", "a.jpg", "test/a.jpg", "test"),
        ("all.json", "C:\\masks\\a.JPG", "a.jpg", None),
        ("all.json", "person/a.jpg", "img/person/a.jpg", None),
        ("all.json", "a.jpg", "anything/at/all/a.jpg", None),
    ],
)
def test_where_images_lie(tmp_path, path, written, image, split):
    (found,), remarks = opened(tmp_path, {path: content(written), image: None})
    assert (found.name, found.split, found.faces[0].box) == (image, split, Box(10, 20, 40, 50))
    assert remarks == []


def test_equal_names_in_several_splits_stay_apart(tmp_path):
    files = {f"annotations/instances_{split}2017.json": content() for split in ("train", "val")}
    files |= {f"{split}2017/a.jpg": None for split in ("train", "val")}
    found, _ = opened(tmp_path, files)
    assert [(image.name, image.split) for image in found] == [
        ("train2017/a.jpg", "train"),
        ("val2017/a.jpg", "val"),
    ]


@pytest.mark.parametrize(
    ("path", "written", "images", "expected"),
    [
        ("annotations/instances_train.json", "a.jpg", ["val/a.jpg"], "is missing"),
        ("all.json", "train/a.jpg", ["val/a.jpg"], "is missing"),
        ("all.json", "alice/a.jpg", ["bob/a.jpg"], "is missing"),
        ("all.json", "a.jpg", ["alice/a.jpg", "bob/a.jpg"], "a.jpg may be alice/a.jpg or bob/a.jpg"),
    ],
)
def test_an_image_that_another_annotation_may_mean_is_not_taken(tmp_path, path, written, images, expected):
    with pytest.raises(UserError, match=expected):
        opened(tmp_path, {path: content(written), **dict.fromkeys(images)})


@pytest.mark.parametrize(("part", "field"), [("images", "file_name"), ("categories", "name")])
@pytest.mark.parametrize("key", [int, float, str])
def test_two_entries_of_one_id_are_named(tmp_path, part, field, key):
    one = content()
    first = one[part][0]
    one[part].append({**first, "id": key(first["id"]), field: "mask"})
    with pytest.raises(UserError) as caught:
        opened(tmp_path, {"all.json": one, "a.jpg": None})
    assert f"all.json: {part}, entry {len(one[part])}: 'mask' has the id" in str(caught.value)
    assert f"as entry 1 ({first[field]!r}) has" in str(caught.value)


def test_entries_that_say_the_same_twice_may_stay(tmp_path):
    one = content()
    one["categories"].append(dict(one["categories"][0]))
    one["images"].append(dict(one["images"][0]))
    (found,), _ = opened(tmp_path, {"all.json": one, "a.jpg": None})
    assert [face.label for face in found.faces] == ["none"]


def test_ids_as_numbers_and_texts_are_the_same(tmp_path):
    one = content()
    one["annotations"][0] |= {"image_id": "7", "category_id": 3.0}
    assert opened(tmp_path, {"all.json": one, "a.jpg": None})[0][0].faces[0].label == "none"


def test_categories_that_no_face_has_need_no_meaning(tmp_path):
    one = content()
    one["categories"].insert(0, {"id": 0, "name": "people-lw2v", "supercategory": "none"})
    assert opened(tmp_path, {"all.json": one, "a.jpg": None})[0][0].faces[0].label == "none"


@pytest.mark.parametrize("write", [str, float, lambda side: f"{side}.0"])
def test_sizes_as_texts_and_decimals(tmp_path, write):
    files = {"all.json": content(width=write(WIDTH), height=write(HEIGHT)), "a.jpg": None}
    assert len(opened(tmp_path, files)[0]) == 1
    files["all.json"] = content(width=write(WIDTH + 1), height=write(HEIGHT))
    with pytest.raises(UserError, match=r"\(121, 80\) is not the size of"):
        opened(tmp_path, files)


@pytest.mark.parametrize("width", [None, 0, "", "wide", -1, 1e400, "nan"])
def test_sizes_that_say_nothing_are_not_compared(tmp_path, width):
    assert len(opened(tmp_path, {"all.json": content(width=width, height=None), "a.jpg": None})[0]) == 1


def test_other_json_and_other_images_are_told(tmp_path):
    files = {
        "all.json": content(),
        "a.jpg": None,
        "log.json": "{}\n{}\n",
        "captions.json": "[]",
        "b.jpg": None,
    }
    _, remarks = opened(tmp_path, files)
    assert "2 JSON files passed over, such as captions.json: not COCO" in remarks[0]
    assert "1 image file left out, such as b.jpg" in remarks[1]


def test_a_damaged_coco_file_is_not_passed_over(tmp_path):
    cut = json.dumps(content())[:-3]
    with pytest.raises(UserError, match=r"val\.json is not JSON"):
        opened(tmp_path, {"train.json": content(), "val.json": cut, "a.jpg": None})
