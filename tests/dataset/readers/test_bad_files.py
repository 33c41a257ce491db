"""Mistakes that every reader meets: images that are gone or damaged, names that lead elsewhere, files that bite."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dataset.readers import layouts
from tests.dataset.readers.test_bad_sets import BOMB, OUTSIDE, complaint

NAMED_BY_THE_ANNOTATION = {
    "fmld": "test_1.xml: the image MAFA/test-images/images/test_1.jpg is missing",
    "aizoo": "train_1.xml: the image train/other.jpg is missing",
    "moxa3k": "1.xml: the image Annotations/1.jpg is missing",
    "kaggle_853": "maksssksksss0.xml: the image annotations/maksssksksss0.png is missing",
    "pascal_voc": "1.xml: the image Annotations/1.jpg is missing",
    "medical_mask": "0001.jpg.json: the image annotations/0001.jpg is missing",
    "coco": "instances_train.json: images, entry 1, file_name: the image annotations/a.jpg is missing",
    "yolo": "train.txt: there is no image for these labels",
}
"""What is said of a deleted image; class folders are nothing but their images."""


def write(name: str, root: Path) -> list[Path]:
    """A set in a reader's layout; gives its images."""
    getattr(layouts, "write_moxa3k" if name == "pascal_voc" else f"write_{name}")(root)
    return sorted(path for path in root.rglob("*") if path.suffix in (".jpg", ".png"))


@pytest.mark.parametrize("name", NAMED_BY_THE_ANNOTATION)
def test_a_deleted_image_is_named_by_every_reader(tmp_path, name):
    first, *_ = write(name, tmp_path)
    first.rename(first.with_name("another" + first.suffix))
    assert NAMED_BY_THE_ANNOTATION[name] in complaint(name, tmp_path)


@pytest.mark.parametrize("name", [*NAMED_BY_THE_ANNOTATION, "class_folders"])
@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_a_damaged_image_is_named_by_every_reader(tmp_path, name, content):
    images = write(name, tmp_path)
    for image in images:
        image.write_bytes(content)
    message = complaint(name, tmp_path)
    assert "is not a readable image" in message and any(str(image) in message for image in images)


@pytest.mark.parametrize("content", [BOMB, OUTSIDE])
@pytest.mark.parametrize("name", ["aizoo", "moxa3k", "kaggle_853", "pascal_voc"])
def test_no_reader_follows_entities(tmp_path, name, content):
    write(name, tmp_path)
    path = next(iter(sorted(tmp_path.rglob("*.xml"))))
    path.write_text(content)
    assert f"{path}: holds a document type or entities" in complaint(name, tmp_path)


@pytest.mark.parametrize(
    ("size", "expected"),
    [(("wide", 80), "size/width: expected a number"), ((120, "nan"), "size/height: expected a number")],
)
def test_a_size_that_is_no_number(tmp_path, size, expected):
    layouts.write_image(tmp_path / "1.jpg")
    path = layouts.write_voc(tmp_path / "1.xml", layouts.voc_object("masked_face"), size=size)
    message = complaint("fmld", tmp_path)
    assert str(path) in message and expected in message


@pytest.mark.parametrize("name", ["a" * 5000 + ".jpg", "a\0.jpg", "/etc/hostname", "../../../etc/hostname"])
def test_names_that_no_file_of_the_set_has(tmp_path, name):
    content = layouts.coco_content()
    content["images"][0]["file_name"] = name
    message = complaint("coco", layouts.write_coco(tmp_path, content))
    assert "instances_train.json: images, entry 1, file_name: " in message


NESTED = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("names: [*j]", "names, 0: expected a name, found list"),
        ("names: [mask]\ntrain: [*j]", "train: expected the path"),
        ("names: [mask]\ntrain: images\npath: *j", "train: expected the path"),
    ],
)
def test_yaml_that_would_fill_the_memory(tmp_path, content, expected):
    layouts.write_yolo(tmp_path)
    (tmp_path / "data.yaml").write_text(NESTED + content)
    assert f"{tmp_path / 'data.yaml'}: {expected}" in complaint("yolo", tmp_path)


def test_labels_that_are_no_text(tmp_path):
    layouts.write_yolo(tmp_path)
    path = tmp_path / "labels" / "train" / "train.txt"
    path.write_bytes(b"\xff\xfe0 0.5")
    assert f"{path} is not UTF-8 text" in complaint("yolo", tmp_path)
