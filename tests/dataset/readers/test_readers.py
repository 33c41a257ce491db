"""Every format, read from a small set of its own layout, and recognized without being told."""

import pytest

from fmld_synth.dataset.readers import READERS, detect_format, find_reader
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from tests.dataset.readers import layouts

FACE = Box(10, 20, 40, 50)
SECOND = Box(60, 10, 30, 40)


def read(name, root):
    return list(READERS[name](root))


@pytest.mark.parametrize(
    "name",
    ["fmld", "aizoo", "moxa3k", "kaggle_853", "medical_mask", "coco", "yolo", "class_folders"],
)
def test_a_set_is_recognized_and_read_in_a_fixed_order(tmp_path, name):
    root = getattr(layouts, f"write_{name}")(tmp_path)
    assert detect_format(root) == name
    images = read(name, root)
    assert images == read(name, root)
    assert len({image.name for image in images}) == len(images)
    for image in images:
        assert image.path == root / image.name
        assert (image.width, image.height) == (layouts.WIDTH, layouts.HEIGHT)


def test_fmld(tmp_path):
    images = read("fmld", layouts.write_fmld(tmp_path))
    parade, test, train = sorted(images, key=lambda image: image.path.name)
    assert [image.split for image in (parade, train, test)] == ["train", "train", "test"]
    assert parade.name == "WIDER/WIDER_train/images/0--Parade/0_Parade_1.jpg"
    assert [(face.box, face.label, face.wear_state) for face in train.faces] == [
        (FACE, "correct", "correct"),
        (SECOND, "incorrect", None),
    ]
    assert train.faces[0].attributes == {"gender": "female", "ethnicity": "asian", "pose": "front"}
    bare, invalid = test.faces
    assert (bare.label, bare.wear_state, bare.difficult) == ("none", "unmasked", False)
    assert (invalid.label, invalid.wear_state, invalid.difficult) == (None, None, True)


def test_aizoo_goes_by_the_name_of_the_annotation_where_the_written_one_is_wrong(tmp_path):
    train, val = read("aizoo", layouts.write_aizoo(tmp_path))
    assert (train.name, train.split, train.faces[0].label) == ("train/train_1.jpg", "train", "correct")
    assert (val.name, val.split, val.faces[0].label) == ("val/val_1.jpg", "val", "none")


def test_moxa3k(tmp_path):
    (image,) = read("moxa3k", layouts.write_moxa3k(tmp_path))
    assert [face.label for face in image.faces] == ["correct", "none"]
    assert image.split is None


def test_kaggle_853(tmp_path):
    (image,) = read("kaggle_853", layouts.write_kaggle_853(tmp_path))
    assert [face.label for face in image.faces] == ["none", "correct", "incorrect"]


def test_medical_mask_reads_faces_and_leaves_out_what_people_wear(tmp_path):
    (image,) = read("medical_mask", layouts.write_medical_mask(tmp_path))
    (face,) = image.faces
    assert (face.box, face.label, face.attributes) == (FACE, "none", {"age": "adult"})


def test_coco(tmp_path):
    (image,) = read("coco", layouts.write_coco(tmp_path))
    (face,) = image.faces
    assert (image.split, face.box, face.label, face.attributes) == ("train", FACE, "none", {"gender": "male"})


def test_yolo(tmp_path):
    train, val = read("yolo", layouts.write_yolo(tmp_path))
    assert train.faces[0].box == pytest.approx(FACE)
    assert (train.split, train.faces[0].label) == ("train", "none")
    assert (val.split, val.faces) == ("val", ())


def test_yolo_takes_the_box_of_an_outline(tmp_path):
    line = "0 0.25 0.25 0.5 0.25 0.5 0.5 0.25 0.5"
    train, _ = read("yolo", layouts.write_yolo(tmp_path, line))
    assert train.faces[0].box == Box(30, 20, 30, 20)


def test_yolo_with_a_list_of_classes_beside_the_images(tmp_path):
    layouts.write_image(tmp_path / "obj" / "1.jpg")
    (tmp_path / "obj" / "1.txt").write_text("0 0.5 0.5 0.5 0.5\n")
    (tmp_path / "classes.txt").write_text("mask\nnomask\n")
    assert detect_format(tmp_path) == "yolo"
    (image,) = read("yolo", tmp_path)
    assert (image.faces[0].label, image.faces[0].box) == ("correct", Box(30, 20, 60, 40))


def test_kaggle_12k_folders(tmp_path):
    images = read("class_folders", layouts.write_class_folders(tmp_path))
    found = {(image.split, image.faces[0].label) for image in images}
    assert found == {(split, label) for split in ("train", "val", "test") for label in ("correct", "none")}
    assert images[0].faces[0].box == Box(0, 0, layouts.WIDTH, layouts.HEIGHT)


def test_maskedface_net_tells_the_state_by_what_the_mask_covers(tmp_path):
    names = {
        "CMFD/00000/00001_Mask.jpg": "correct",
        "IMFD/00000/00002_Mask_Mouth_Chin.jpg": "nose_exposed",
        "IMFD/00000/00003_Mask_Nose_Mouth.jpg": "chin_exposed",
        "IMFD/00000/00004_Mask_Chin.jpg": "mouth_exposed",
    }
    for name in names:
        layouts.write_image(tmp_path / name)
    assert {image.name: image.faces[0].wear_state for image in read("class_folders", tmp_path)} == names


def test_folders_of_wear_states(tmp_path):
    for name in ("correct", "nose_exposed", "without_mask"):
        layouts.write_image(tmp_path / name / "1.jpg")
    found = {image.name.split("/")[0]: image.faces[0].wear_state for image in read("class_folders", tmp_path)}
    assert found == {"correct": "correct", "nose_exposed": "nose_exposed", "without_mask": "unmasked"}


def test_any_pascal_voc_set_with_common_names(tmp_path):
    layouts.write_image(tmp_path / "1.jpg")
    layouts.write_voc(tmp_path / "1.xml", layouts.voc_object("No-Mask"), layouts.voc_object("chin_exposed"))
    assert detect_format(tmp_path) == "pascal_voc"
    (image,) = read("pascal_voc", tmp_path)
    assert [face.wear_state for face in image.faces] == ["unmasked", "chin_exposed"]


def test_lists_of_a_pascal_voc_set_tell_the_splits(tmp_path):
    for name in ("a", "b", "c"):
        layouts.write_image(tmp_path / "JPEGImages" / f"{name}.jpg")
        layouts.write_voc(tmp_path / "Annotations" / f"{name}.xml", layouts.voc_object("correct"))
    (tmp_path / "ImageSets" / "Main").mkdir(parents=True)
    for split, names in (("train", "a"), ("test", "b"), ("trainval", "a\nb")):
        (tmp_path / "ImageSets" / "Main" / f"{split}.txt").write_text(names + "\n")
    assert [image.split for image in read("pascal_voc", tmp_path)] == ["train", "test", None]


def test_an_unknown_format_lists_the_known_ones(tmp_path):
    with pytest.raises(
        UserError, match=r"'fmdl'; did you mean fmld\? Valid: auto, manifest, fmld, kaggle_853"
    ):
        find_reader("fmdl")
    assert find_reader("Kaggle-853") is READERS["kaggle_853"]
    layouts.write_image(tmp_path / "holiday" / "1.jpg")
    with pytest.raises(UserError, match=r"no annotated set of a known format; valid: manifest, fmld"):
        detect_format(tmp_path)
    with pytest.raises(UserError, match="no such folder"):
        detect_format(tmp_path / "nowhere")


@pytest.mark.parametrize("name", sorted(set(READERS) - {"yolo"}))
def test_an_empty_folder(tmp_path, name):
    with pytest.raises(UserError, match=r"found there|holds no manifest"):
        read(name, tmp_path)
