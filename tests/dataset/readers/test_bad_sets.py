"""Mistakes in annotated sets: each gives one line that names the file and the field."""

import json
from pathlib import Path

import pytest

from fmld_synth.dataset.readers import READERS
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from tests.dataset.readers import layouts
from tests.dataset.readers.layouts import voc_object, write_image, write_voc


def complaint(name: str, root: Path) -> str:
    with pytest.raises(UserError) as caught:
        list(READERS[name](root))
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.fixture
def voc(tmp_path):
    """Write one image and its annotation."""

    def write(*objects, **options):
        write_image(tmp_path / "1.jpg")
        return write_voc(tmp_path / "1.xml", *objects, **options)

    return write


def test_an_unknown_class(voc, tmp_path):
    path = voc(voc_object("masked_face"), voc_object("bicycle"))
    message = complaint("fmld", tmp_path)
    assert f"{path}: object 2, name: unknown class 'bicycle'" in message
    assert "known: masked_face, incorrectly_masked_face, unmasked_face, invalid_face" in message


def test_what_sticks_out_of_the_image_is_cut_off(voc, tmp_path):
    voc(voc_object("masked_face", (-5.5, 20, 60, 200)))
    (image,) = READERS["fmld"](tmp_path)
    assert image.faces[0].box == Box(0, 20, 60, 60)


@pytest.mark.parametrize("box", [(130, 10, 150, 30), (50, 20, 10, 70), (10, 20, 10, 70), (-30, 5, -1, 40)])
def test_a_box_with_nothing_in_the_image_is_refused(voc, tmp_path, box):
    path = voc(voc_object("masked_face", box))
    message = complaint("fmld", tmp_path)
    assert f"{path}: object 1, bndbox: the box" in message
    assert "image of 120 x 80 px" in message


@pytest.mark.parametrize("value", ["", "wide", "nan", "1e99"])
def test_a_coordinate_that_is_no_number(voc, tmp_path, value):
    path = voc(voc_object("masked_face", (value, 20, 50, 70)))
    assert f"{path}: object 1, bndbox/xmin: expected a number of pixels" in complaint("fmld", tmp_path)


def test_an_object_without_a_name_or_box(voc, tmp_path):
    voc("<object><bndbox/></object>")
    assert "object 1: has no name" in complaint("fmld", tmp_path)
    voc("<object><name>masked_face</name></object>")
    assert "object 1, bndbox/xmin" in complaint("fmld", tmp_path)


@pytest.mark.parametrize("size", [None, (0, 0)])
def test_without_a_size_the_image_tells(voc, tmp_path, size):
    voc(voc_object("masked_face"), size=size)
    (image,) = READERS["fmld"](tmp_path)
    assert (image.width, image.height) == (120, 80)


def test_another_size_than_the_image(voc, tmp_path):
    path = voc(voc_object("masked_face"), size=(80, 120))
    assert f"{path}: size: (80, 120) (width, height) is not that of" in complaint("fmld", tmp_path)


def test_a_missing_image(tmp_path):
    root = layouts.write_fmld(tmp_path)
    (root / "MAFA" / "train-images" / "images" / "train_1.jpg").unlink()
    message = complaint("fmld", root)
    assert "train_1.xml: the image MAFA/train-images/images/train_1.jpg is missing" in message


def test_an_image_outside_the_set(tmp_path):
    write_image(tmp_path / "secret.jpg")
    root = tmp_path / "set"
    path = write_voc(
        root / "1.xml",
        voc_object("masked_face"),
        fields=layouts.fmld_fields("train", "MAFA", "../../secret.jpg"),
    )
    (root / "MAFA").mkdir()
    message = complaint("fmld", root)
    assert str(path) in message and "lies outside" in message


def test_an_image_annotated_twice(tmp_path):
    root = layouts.write_fmld(tmp_path)
    first = root / "FMLD_annotations" / "train" / "train_1.xml"
    (first.parent / "train_1_again.xml").write_text(first.read_text())
    assert "annotated twice" in complaint("fmld", root)


def test_equal_names_in_different_folders_stay_apart(tmp_path):
    for split in ("train", "val"):
        write_image(tmp_path / split / "1.jpg")
        write_voc(tmp_path / split / "1.xml", voc_object("face"))
    assert [image.name for image in READERS["aizoo"](tmp_path)] == ["train/1.jpg", "val/1.jpg"]


def test_an_image_that_is_none(voc, tmp_path):
    path = voc(voc_object("masked_face"))
    (tmp_path / "1.jpg").write_text("no picture")
    message = complaint("fmld", tmp_path)
    assert str(path) in message and "is not a readable image" in message


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><annotation><filename>&c;</filename></annotation>'
)
OUTSIDE = (
    '<!DOCTYPE a [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    "<annotation><filename>&file;</filename></annotation>"
)


@pytest.mark.parametrize("content", [BOMB, OUTSIDE, "<!DOCTYPE annotation><annotation/>"])
def test_entities_and_document_types_are_refused(tmp_path, content):
    (tmp_path / "1.xml").write_text(content)
    message = complaint("fmld", tmp_path)
    assert f"{tmp_path / '1.xml'}: holds a document type or entities" in message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<annotation><object>", "is not XML"),
        (b"", "is not XML"),
        (b"\x00\xff\xfe", "is not XML"),
        (b'<?xml version="1.0" encoding="klingon"?><annotation/>', "is not text in the encoding klingon"),
        (b"<html/>", "begins with <html>"),
        (b" " * (17 * 2**20), "larger than 16 MB"),
    ],
)
def test_files_that_are_no_annotation(tmp_path, content, expected):
    (tmp_path / "1.xml").write_bytes(content)
    message = complaint("fmld", tmp_path)
    assert str(tmp_path / "1.xml") in message and expected in message


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"classname": "bicycle"}, "annotation 1, classname: unknown class 'bicycle'"),
        ({"classname": None}, "annotation 1: classname: expected"),
        ({"BoundingBox": [1, 2, 3]}, "annotation 1, BoundingBox: expected four numbers"),
        ({"BoundingBox": [200, 20, 210, 30]}, "annotation 1, BoundingBox: the box"),
    ],
)
def test_bad_medical_mask_entries(tmp_path, entry, expected):
    message = complaint("medical_mask", layouts.write_medical_mask(tmp_path, **entry))
    assert "0001.jpg.json: " + expected in message


@pytest.mark.parametrize(
    ("part", "field", "value", "expected"),
    [
        ("categories", "name", "bicycle", "categories, entry 1, name: unknown class 'bicycle'"),
        ("annotations", "category_id", 9, "annotations, entry 1, category_id: no category has the id 9"),
        ("annotations", "image_id", 8, "annotations, entry 1, image_id: no image has the id 8"),
        ("annotations", "bbox", [1, 2], "annotations, entry 1, bbox: expected four numbers"),
        ("annotations", "bbox", [500, 2, 5, 5], "annotations, entry 1, bbox: the box"),
        (
            "images",
            "file_name",
            "b.jpg",
            "images, entry 1, file_name: the image annotations/b.jpg is missing",
        ),
        ("images", "width", 121, "images, entry 1: width, height: (121, 80) is not the size"),
        ("images", "id", None, "images, entry 1: has no id"),
        ("annotations", "bbox", {}, "annotations, entry 1: has no bbox"),
        ("images", "id", [], "images, entry 1, id: expected one value"),
    ],
)
def test_bad_coco_entries(tmp_path, part, field, value, expected):
    content = layouts.coco_content()
    content[part][0][field] = value
    message = complaint("coco", layouts.write_coco(tmp_path, content))
    assert f"{tmp_path / 'annotations' / 'instances_train.json'}: {expected}" in message


@pytest.mark.parametrize("content", ["{", "[1, 2]", "null"])
def test_broken_json(tmp_path, content):
    (tmp_path / "a.json").write_text(content)
    for name in ("coco", "medical_mask"):
        assert str(tmp_path) in complaint(name, tmp_path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2 0.5 0.5 0.2 0.2", "class 2 is not in"),
        ("zero 0.5 0.5 0.2 0.2", "expected a class number"),
        ("0 0.5 0.5 0.2", "expected x, y, width and height"),
        ("0 50 50 20 20", "expected shares of the image from 0 to 1, found 50.0"),
        ("0 0.5 0.5 nan 0.2", "expected a class number and shares of the image"),
        ("0 1.5 0.5 0.2 0.2", "the box"),
    ],
)
def test_bad_yolo_lines(tmp_path, line, expected):
    message = complaint("yolo", layouts.write_yolo(tmp_path, line))
    assert f"{tmp_path / 'labels' / 'train' / 'train.txt'}, line 1" in message and expected in message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("names: [mask, bicycle]", "names, 1: unknown class 'bicycle'"),
        ("train: images", "names: expected the names of the classes"),
        ("names: {a: mask}", "names: 'a' is not a class number"),
        ("names: [mask]\ntrain: /etc", "train: /etc is not a folder or list inside"),
        ("[1", "is not YAML"),
        ("- 1", "expected names and folders"),
        ("!!python/object/apply:os.system ['true']", "is not YAML"),
    ],
)
def test_bad_yolo_descriptions(tmp_path, content, expected):
    layouts.write_yolo(tmp_path)
    (tmp_path / "data.yaml").write_text(content)
    message = complaint("yolo", tmp_path)
    assert str(tmp_path / "data.yaml") in message and expected in message


def test_a_picture_in_no_class_folder(tmp_path):
    layouts.write_class_folders(tmp_path)
    stray = write_image(tmp_path / "Face Mask Dataset" / "stray.png")
    assert f"{stray}: none of its folders has the name of a class" in complaint("class_folders", tmp_path)


def test_a_damaged_manifest_line(tmp_path):
    (tmp_path / "manifest.jsonl").write_text(json.dumps({"id": "x"}) + "\n")
    assert "manifest.jsonl, line 1" in complaint("manifest", tmp_path)
