"""``--classes``: the user's own meanings of class names, in every format."""

from __future__ import annotations

import json

import pytest

from fmld_synth.dataset.readers import READERS
from fmld_synth.dataset.readers.class_mapping import parse_classes
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.errors import UserError
from tests.dataset.readers import layouts
from tests.fake_engine import write_photographs
from tests.making_sets import run

NAMES = {
    "fmld": "unmasked_face", "aizoo": "face", "moxa3k": "nomask", "kaggle_853": "without_mask", "pascal_voc": "nomask",
    "medical_mask": "face_no_mask", "coco": "without_mask", "yolo": "without_mask", "class_folders": "WithoutMask",
    "manifest": "nose_exposed",
}  # fmt: skip
"""A class that each set has."""


@pytest.fixture(params=NAMES)
def known(request, tmp_path):
    """A set of each format, its name, and the class."""
    name = request.param
    root = tmp_path / "set"
    if name == "manifest":
        run(write_photographs(tmp_path / "faces", 2), root, per_face=2)
    else:
        getattr(layouts, "write_moxa3k" if name == "pascal_voc" else f"write_{name}")(root)
    return name, root, NAMES[name]


def faces(root, name, classes):
    read = open_set(root, name, classes)
    return [(face.label, face.wear_state) for image in read(root) for face in image.faces], read.reading


def test_every_format_is_here():
    assert set(NAMES) == set(READERS)


def test_a_class_gets_another_meaning_in_every_format(known):
    name, root, one = known
    before, _ = faces(root, name, None)
    after, reading = faces(root, name, {one.upper(): "chin"})
    assert len(after) == len(before)
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed and set(changed) == {("incorrect", "chin")}
    assert not any("`classes" in remark for remark in reading.remarks)


def test_a_class_is_left_out_in_every_format_and_counted(known):
    name, root, one = known
    before, _ = faces(root, name, None)
    after, reading = faces(root, name, {one: ""})
    left_out = len(before) - len(after)
    assert left_out > 0
    assert any(
        f"{left_out} face" in remark and "left out, as `classes` says" in remark for remark in reading.remarks
    )


def test_a_class_that_no_face_has_is_told_in_every_format(known):
    name, root, _ = known
    _, reading = faces(root, name, {"helmet": ""})
    assert any("no face has the class helmet that `classes` names" in remark for remark in reading.remarks)


def test_other_names_make_a_set_readable_and_recognized(tmp_path):
    layouts.write_files(tmp_path, {"good/a.jpg": None, "Bad-Ones/b.jpg": None, "helmet/c.jpg": None})
    read = open_set(tmp_path, classes=parse_classes("good=correct, bad_ones=nose_exposed,helmet="))
    assert {image.name: image.faces[0].wear_state for image in read(tmp_path)} == {
        "good/a.jpg": "correct",
        "Bad-Ones/b.jpg": "nose_exposed",
    }


def test_voc_sets_of_other_names_are_recognized(tmp_path):
    layouts.write_image(tmp_path / "1.jpg")
    layouts.write_voc(
        tmp_path / "1.xml", layouts.voc_object("口罩"), layouts.voc_object("没戴", (60, 10, 90, 50))
    )
    read = open_set(tmp_path, classes=parse_classes("口罩=correct,没戴=none"))
    (image,) = read(tmp_path)
    assert [face.label for face in image.faces] == ["correct", "none"]


def test_an_unknown_class_says_how_to_go_on(tmp_path):
    content = layouts.coco_content()
    content["categories"][0]["name"] = "bad"
    layouts.write_coco(tmp_path, content)
    with pytest.raises(
        UserError, match=r"unknown class 'bad'.* `classes='bad=incorrect'`, or leave .* `classes='bad='`"
    ):
        list(open_set(tmp_path)(tmp_path))
    (image,) = open_set(tmp_path, classes={"bad": "unlabeled"})(tmp_path)
    assert [face.label for face in image.faces] == [None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("good=correct,bad=incorrect,helmet=", {"good": "correct", "bad": "incorrect", "helmet": ""}),
        (" a = chin , ", {"a": "chin"}),
        ("a=b=none", {"a=b": "none"}),
        ("", {}),
        (None, {}),
        ("a=none,a=none", {"a": "none"}),
    ],
)
def test_the_option_as_text(text, expected):
    assert parse_classes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("good", "expected CLASS=MEANING"),
        ("=correct", "expected CLASS=MEANING"),
        ("bad=incorect", "unknown meaning; did you mean incorrect"),
        ("bad=7", "unknown meaning. Valid: correct, incorrect, none, unlabeled"),
        ("a=none,a=chin", "a occurs twice"),
        ("With-Mask=none,with_mask=chin", "with_mask and With-Mask are one class"),
    ],
)
def test_mistakes_in_the_option(text, expected):
    with pytest.raises(UserError) as caught:
        parse_classes(text)
    assert str(caught.value).startswith("`classes") and expected in str(caught.value)


def test_scenes_keep_faces_that_have_no_meaning_of_their_own(tmp_path):
    run(write_photographs(tmp_path / "faces", 2), tmp_path / "set", per_face=1)
    lines = (tmp_path / "set" / "manifest.jsonl").read_text().splitlines()
    states = {json.loads(line)["wear_state"] for line in lines}
    after, _ = faces(tmp_path / "set", "manifest", {"incorrect": "correct"})
    assert {state for _, state in after} == {"correct"} and states
