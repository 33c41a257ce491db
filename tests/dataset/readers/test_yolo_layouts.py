"""YOLO sets as people keep them: labels anywhere, paths of other machines, darknet's and CVAT's layouts."""

from __future__ import annotations

import pytest

from fmld_synth.dataset.readers import detect_format
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from tests.dataset.readers.layouts import write_files

LINE = "1 0.25 0.5625 0.3333333333 0.625\n"
OTHER = "0" + LINE[1:]
FACE = Box(10, 20, 40, 50)
NAMES = "with_mask\nwithout_mask\n"
YAML = "names: [with_mask, without_mask]\n"


def opened(root, files, format_name="yolo", **options):
    """Read a set; gives its images by name, and the remarks."""
    read = open_set(write_files(root, files), format_name, **options)
    return {image.name: image for image in read(root)}, list(read.reading.remarks)


def labels(images):
    return {name: [face.label for face in image.faces] for name, image in images.items()}


@pytest.mark.parametrize(
    "files",
    [
        {"classes.txt": NAMES, "images/a.jpg": None, "images/a.txt": LINE},
        {"classes.txt": NAMES, "a.jpg": None, "a.txt": LINE},
        {"classes.txt": NAMES, "Images/a.jpg": None, "Labels/a.txt": LINE},
        {"classes.txt": NAMES, "img/a.jpg": None, "labels/a.txt": LINE},
        {"classes.txt": NAMES, "images/a.jpg": None, "labels/a.TXT": LINE},
        {"classes.txt": NAMES, "images/a.jpg": None, "labels/a.jpg.txt": LINE},
        {"classes.txt": NAMES, "images/deep/er/a.jpg": None, "labels/a.txt": LINE},
        {"classes.txt": NAMES, "images/a.jpg": None, "a.txt": LINE},
        {"labels/classes.txt": NAMES, "images/a.jpg": None, "labels/a.txt": LINE},
        {"obj.names": NAMES, "obj/a.jpg": None, "obj/a.txt": LINE},
        {"train/_darknet.labels": NAMES, "train/a.jpg": None, "train/a.txt": LINE},
        {"data.yaml": YAML, "train_images/a.jpg": None, "train_labels/a.txt": LINE},
        {"data.yaml": YAML, "valid/images/a.jpg": None, "valid/annotations/a.txt": LINE},
        {"masks.yaml": YAML, "images/train/a.jpg": None, "labels/train/a.txt": LINE},
        {"unpacked/data.yaml": YAML, "unpacked/images/a.jpg": None, "unpacked/labels/a.txt": LINE},
        {"face_mask/data.yaml": YAML, "face_mask/images/a.jpg": None, "face_mask/labels/a.txt": LINE},
    ],
)
def test_labels_are_found_wherever_they_lie(tmp_path, files):
    images, remarks = opened(tmp_path, files, "auto")
    assert detect_format(tmp_path) == "yolo"
    (image,) = images.values()
    assert image.faces[0].box == pytest.approx(FACE) and image.faces[0].label == "none"
    assert remarks == []


@pytest.mark.parametrize("where", [".", "images", "images/set", "labels/images"])
def test_folders_above_the_set_do_not_matter(tmp_path, where, monkeypatch):
    root = tmp_path / where
    write_files(root, {"classes.txt": NAMES, "a.jpg": None, "a.txt": LINE})
    images, _ = opened(root, {})
    assert labels(images) == {"a.jpg": ["none"]}
    monkeypatch.chdir(root)
    assert labels({image.name: image for image in open_set(type(root)("."))(type(root)("."))}) == labels(
        images
    )


def test_equal_names_in_several_splits_stay_apart(tmp_path):
    files = {"data.yaml": YAML}
    for split, line in (("train", LINE), ("valid", OTHER)):
        files |= {f"{split}/images/1.jpg": None, f"labels/{split}/1.txt": line}
    images, _ = opened(tmp_path, files)
    assert labels(images) == {"train/images/1.jpg": ["none"], "valid/images/1.jpg": ["correct"]}
    assert [image.split for image in images.values()] == ["train", "val"]


def test_labels_that_may_belong_to_several_images_are_refused(tmp_path):
    files = {"data.yaml": YAML, "labels/1.txt": LINE, "images/train/1.jpg": None, "images/val/1.jpg": None}
    with pytest.raises(UserError, match=r"labels/1\.txt: cannot tell which image"):
        opened(tmp_path, files)


def test_labels_without_an_image_are_refused_wherever_they_lie(tmp_path):
    files = {"data.yaml": YAML, "images/a.jpg": None, "labels/a.txt": LINE, "elsewhere/b.txt": LINE}
    with pytest.raises(UserError, match=r"elsewhere/b\.txt: there is no image for these labels"):
        opened(tmp_path, files)


def test_other_text_files_are_no_labels(tmp_path):
    files = {
        "data.yaml": YAML,
        "a.jpg": None,
        "a.txt": LINE,
        "README.roboflow.txt": "made in 2024",
        "x.txt": "",
    }
    assert opened(tmp_path, files)[1] == []


def test_of_two_label_files_the_usual_place_counts_and_the_other_is_told(tmp_path):
    files = {"data.yaml": YAML, "images/a.jpg": None, "images/a.txt": LINE, "labels/a.txt": OTHER}
    images, remarks = opened(tmp_path, files)
    assert labels(images) == {"images/a.jpg": ["correct"]}
    assert "1 label file not used, such as images/a.txt" in remarks[0]


def test_predictions_kept_in_the_set_are_told(tmp_path):
    files = {"data.yaml": YAML, "images/a.jpg": None, "labels/a.txt": LINE, "runs/exp/labels/a.txt": OTHER}
    images, remarks = opened(tmp_path, files)
    assert labels(images) == {"images/a.jpg": ["none"]}
    assert "such as runs/exp/labels/a.txt" in remarks[0]


def test_a_set_without_any_label_file_is_refused(tmp_path):
    with pytest.raises(UserError, match="no label file belongs to any of its 2 images"):
        opened(tmp_path, {"data.yaml": YAML, "images/a.jpg": None, "images/b.jpg": None}, "auto")


def test_images_without_labels_and_sets_without_faces_are_told(tmp_path):
    images, remarks = opened(tmp_path, {"data.yaml": YAML, "a.jpg": None, "a.txt": "", "b.jpg": None})
    assert labels(images) == {"a.jpg": [], "b.jpg": []}
    assert "1 image of 2 without a label file, such as b.jpg" in remarks[0]
    assert "2 images, and no face in any" in remarks[1]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("../train/images", False),
        ("./train/images", False),
        ("..\\train\\images", False),
        ("Train/Images", True),
        ("/content/Face-Mask-1/train/images", True),
        ("/Users/me/masks/train/images/", True),
        ("E:\\masks\\train\\images", True),
        ("Face-Mask-1/train/images", True),
    ],
)
def test_paths_of_other_machines(tmp_path, written, told):
    files = {"data.yaml": f"{YAML}train: '{written}'\nval: valid/images\n"}
    for split in ("train", "valid"):
        files |= {f"{split}/images/{split}.jpg": None, f"{split}/labels/{split}.txt": LINE}
    images, remarks = opened(tmp_path, files)
    assert [(image.split, len(image.faces)) for image in images.values()] == [("train", 1), ("val", 1)]
    assert [remark for remark in remarks if "train/images is read instead" in remark] == remarks
    assert bool(remarks) == told


def test_a_split_that_is_not_there_is_told(tmp_path):
    yaml = f"{YAML}train: train/images\ntest: ../test/images\n"
    images, remarks = opened(
        tmp_path, {"data.yaml": yaml, "train/images/a.jpg": None, "train/labels/a.txt": LINE}
    )
    assert labels(images) == {"train/images/a.jpg": ["none"]}
    assert "the split test is left out" in remarks[0]


def test_images_in_no_split_are_told(tmp_path):
    files = {"data.yaml": f"{YAML}train: train\n"}
    for split in ("train", "test"):
        files |= {f"{split}/{split}.jpg": None, f"{split}/{split}.txt": LINE}
    images, remarks = opened(tmp_path, files)
    assert list(images) == ["train/train.jpg"]
    assert "1 image file left out, such as test/test.jpg" in remarks[0]


def test_one_folder_for_two_splits_counts_once_and_is_told(tmp_path):
    files = {"data.yaml": f"{YAML}train: images\nval: images\n", "images/a.jpg": None, "images/a.txt": LINE}
    images, remarks = opened(tmp_path, files)
    assert [image.split for image in images.values()] == ["train"]
    assert "1 image both in train and in val: taken for train" in remarks[0]


def test_two_paths_that_end_in_one_folder_are_refused(tmp_path):
    yaml = f"{YAML}train: /data/train/images\nval: /data/val/images\n"
    with pytest.raises(UserError, match="/data/val/images and /data/train/images both lead to images"):
        opened(tmp_path, {"data.yaml": yaml, "images/a.jpg": None, "images/a.txt": LINE})


@pytest.mark.parametrize("names", ["{0: with_mask, 0: without_mask}", "{0: with_mask, '0': without_mask}"])
def test_a_class_number_given_twice_is_refused(tmp_path, names):
    with pytest.raises(UserError, match="0 is given twice"):
        opened(tmp_path, {"data.yaml": f"names: {names}", "a.jpg": None, "a.txt": LINE})


def test_lists_of_classes_that_disagree_are_refused(tmp_path):
    files = {"a/classes.txt": NAMES, "b/classes.txt": "without_mask\nwith_mask\n"}
    for folder in "ab":
        files |= {f"{folder}/{folder}.jpg": None, f"{folder}/{folder}.txt": LINE}
    with pytest.raises(UserError, match="list different classes"):
        opened(tmp_path, files)


def test_several_sets_in_a_folder_are_refused(tmp_path):
    files: dict[str, str | None] = {}
    for folder in "ab":
        files |= {f"{folder}/data.yaml": YAML, f"{folder}/1.jpg": None, f"{folder}/1.txt": LINE}
    with pytest.raises(UserError, match="holds several sets, a and b"):
        opened(tmp_path, files, "auto")


@pytest.mark.parametrize("prefix", ["data/", "", "/home/me/darknet/data/"])
def test_darknet_and_cvat_tell_the_splits_by_lists(tmp_path, prefix):
    files = {
        "obj.data": f"classes = 2\ntrain = {prefix}train.txt\nvalid = {prefix}valid.txt\nnames = {prefix}obj.names\n",
        "obj.names": NAMES,
        "train.txt": f"{prefix}obj_train_data/a.jpg\n",
        "valid.txt": f"{prefix}obj_Validation_data/b.jpg\n",
        "obj_train_data/a.jpg": None, "obj_train_data/a.txt": LINE,
        "obj_Validation_data/b.jpg": None, "obj_Validation_data/b.txt": OTHER,
    }  # fmt: skip
    images, _ = opened(tmp_path, files, "auto")
    assert [(image.split, image.faces[0].label) for image in images.values()] == [
        ("train", "none"),
        ("val", "correct"),
    ]


def test_lists_alone_and_folders_alone_tell_the_splits(tmp_path):
    files = {"classes.txt": NAMES, "all/a.jpg": None, "all/a.txt": LINE, "all/b.jpg": None, "all/b.txt": LINE}
    lists = {"train.txt": "all/a.jpg\n", "test.txt": "all/b.jpg\n"}
    assert [image.split for image in opened(tmp_path / "lists", files | lists)[0].values()] == [
        "train",
        "test",
    ]
    files = {"obj.names": NAMES}
    for folder in ("obj_train_data", "obj_valid_data"):
        files |= {f"{folder}/{folder}.jpg": None, f"{folder}/{folder}.txt": LINE}
    assert [image.split for image in opened(tmp_path / "folders", files)[0].values()] == ["train", "val"]


def test_a_listed_image_that_is_missing_is_named(tmp_path):
    files = {"classes.txt": NAMES, "train.txt": "a.jpg\nb.jpg\n", "a.jpg": None, "a.txt": LINE}
    with pytest.raises(UserError, match=r"train\.txt, line 2: the image b\.jpg is missing"):
        opened(tmp_path, files)


def test_classes_that_no_face_has_need_no_meaning(tmp_path):
    files = {"data.yaml": "names: [dog, without_mask, cat]", "a.jpg": None, "a.txt": LINE}
    assert labels(opened(tmp_path, files)[0]) == {"a.jpg": ["none"]}


def test_without_names_the_option_says_what_numbers_mean(tmp_path):
    files = {"a.jpg": None, "a.txt": LINE}
    with pytest.raises(UserError, match="class names are missing"):
        opened(tmp_path, files)
    assert labels(opened(tmp_path, files, classes={"1": "incorrect"})[0]) == {"a.jpg": ["incorrect"]}
