"""Folders named by class: which folder decides, and what is not taken for such a set."""

from __future__ import annotations

import os

import pytest

from fmld_synth.dataset.readers import READERS, detect_format
from fmld_synth.dataset.readers.class_folders import read_class_folders
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.dataset.readers.reading import Reading
from fmld_synth.errors import UserError
from tests.dataset.readers import layouts
from tests.dataset.readers.layouts import write_class_folders, write_files


def opened(root, names, **options):
    read = open_set(write_files(root, dict.fromkeys(names)), **options)
    return {image.name: image.faces[0].label for image in read(root)}, list(read.reading.remarks)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("with_mask/a.jpg", "correct"),
        ("face-mask/without_mask/a.jpg", "none"),
        ("without_mask/Train/a.jpg", "none"),
        ("without_mask/images/a.jpg", "none"),
        ("with_mask/face/a.jpg", "correct"),
        ("face/a.jpg", "none"),
        ("mask/incorrect/test/a.jpg", "incorrect"),
        ("IMFD3/07000/00001_Mask_Chin.jpg", "incorrect"),
    ],
)
def test_the_innermost_folder_that_tells_a_class_decides(tmp_path, name, label):
    assert opened(tmp_path, [name]) == ({name: label}, [])


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ["face-mask/with_mask/1.jpg", "face-mask/improper_mask/2.jpg", "face-mask/without/3.jpg"],
            "improper_mask, without",
        ),
        (["mask/0/1.jpg", "mask/1/2.jpg"], "0, 1"),
        (["mask/proper/1.jpg", "mask/improper/2.jpg", "no_mask/any/3.jpg"], "any, improper, proper"),
        (["with_mask/1.jpg", "without_mask/1.jpg", "improper_1/3.jpg"], "none of its folders"),
        (["mask/with_mask/1.jpg", "mask/2/2.jpg", "no_mask/3/3.jpg"], "2, 3"),
    ],
)
def test_an_unknown_folder_is_an_error_with_its_name(tmp_path, names, expected):
    with pytest.raises(UserError) as caught:
        opened(tmp_path, names)
    assert expected in str(caught.value) and "`classes=" in str(caught.value)


def test_the_option_says_what_unknown_folders_mean(tmp_path):
    names = ["mask/0/1.jpg", "mask/1/2.jpg", "mask/dog/3.jpg"]
    found, remarks = opened(tmp_path, names, classes={"0": "none", "1": "chin", "dog": ""})
    assert found == {"mask/0/1.jpg": "none", "mask/1/2.jpg": "incorrect"}
    assert "1 face of the class 'dog' left out" in remarks[0]


@pytest.mark.parametrize(
    "people", [["001", "002"], ["id7", "id8"], [f"person {letter}" for letter in "abcdefghijkl"]]
)
def test_people_inside_the_folders_of_several_classes_are_told(tmp_path, people):
    names = [f"{name}/{person}/1.jpg" for name in ("with_mask", "without_mask") for person in people]
    found, remarks = opened(tmp_path, names)
    assert found == {name: "correct" if name.startswith("with_") else "none" for name in names}
    assert "are taken for people or parts of the set" in remarks[0]


def test_a_picture_beside_folders_of_classes_is_named(tmp_path):
    names = ["face-mask/a.jpg", "face-mask/with_mask/b.jpg", "face-mask/without_mask/c.jpg"]
    with pytest.raises(UserError, match=r"face-mask/a\.jpg: lies beside face-mask/without_mask"):
        opened(tmp_path, names)


CVAT = "<annotations><version>1.1</version><image id='0' name='a.jpg' width='120' height='80'/></annotations>"
ANNOTATED = {
    "CVAT for images": {"annotations.xml": CVAT},
    "labelme": {"a.json": '{"shapes": [], "imagePath": "a.jpg"}'},
    "Label Studio": {"export.json": '[{"id": 1, "annotations": [], "data": {"image": "a.jpg"}}]'},
    "VGG Image Annotator": {"via.json": '{"a.jpg12": {"filename": "a.jpg", "regions": []}}'},
    "CreateML": {"_annotations.createml.json": '[{"image": "a.jpg", "annotations": []}]'},
    "a table of boxes": {"_annotations.csv": "filename,width,height,class,xmin,ymin,xmax,ymax\n"},
    "COCO without categories": {"info.json": '{"images": [], "annotations": []}'},
    "a set that generate made": {"manifest.jsonl": ""},
    "YOLO": {"labels/a.txt": "0 0.5 0.5 0.2 0.2\n"},
}


@pytest.mark.parametrize("folder", ["mask", "face_mask", "with_mask"])
@pytest.mark.parametrize("name", ANNOTATED)
def test_annotated_sets_in_a_folder_named_like_a_class_are_told_by_their_format(tmp_path, name, folder):
    write_files(tmp_path, {f"{folder}/{path}": text for path, text in ANNOTATED[name].items()})
    layouts.write_image(tmp_path / folder / "images" / "a.jpg")
    with pytest.raises(UserError, match=f"looks like {name}"):
        detect_format(tmp_path)


def test_named_class_folders_all_the_same_the_annotations_are_told(tmp_path):
    write_files(tmp_path, {"mask/a.jpg": None, "mask/annotations.xml": CVAT})
    read = open_set(tmp_path, "class-folders")
    assert len(list(read(tmp_path))) == 1
    assert any(
        "mask/annotations.xml looks like CVAT for images; it is not used" in remark
        for remark in read.reading.remarks
    )


@pytest.mark.parametrize("kind", ["yolo", "coco", "kaggle_853", "medical_mask", "manifest_free_fmld"])
def test_sets_that_are_read_are_found_in_a_folder_named_like_a_class(tmp_path, kind):
    name = "fmld" if kind == "manifest_free_fmld" else kind
    if name == "fmld":
        layouts.write_image(tmp_path / "mask" / "a.jpg")
        layouts.write_voc(tmp_path / "mask" / "a.xml", layouts.voc_object("masked_face"))
    else:
        getattr(layouts, f"write_{name}")(tmp_path / "mask")
    assert detect_format(tmp_path) == name
    assert all(image.name.startswith("mask/") for image in READERS[name](tmp_path))


def test_what_is_not_looked_at_is_told(tmp_path):
    root = write_class_folders(tmp_path)
    beside = next(path for path in sorted(root.rglob("*")) if path.is_file()).parent
    (beside / "raw.jp2").touch()
    (beside / "lost.jpg").symlink_to(tmp_path / "nowhere.jpg")
    os.mkfifo(beside / "pipe.jpg")
    reading = Reading()
    assert list(read_class_folders(root, reading))
    told = "\n".join(reading.remarks)
    assert "not taken for pictures: 1 .jp2, 1 .jpg" in told
    assert "1 link that leads nowhere" in told and "lost.jpg" in told
