"""What else lies in the folder of a set: files of other programs, other encodings, boxes in other units."""

from __future__ import annotations

import json
import os

import pytest

from fmld_synth.dataset.readers import READERS, detect_format
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.errors import UserError
from tests.dataset.readers import layouts
from tests.dataset.readers.layouts import HEIGHT, WIDTH, voc_object, write_image
from tests.dataset.readers.test_bad_sets import complaint

STRAY = {
    "haarcascade_frontalface_default.xml": "<?xml version='1.0'?>\n<opencv_storage><cascade/></opencv_storage>",
    "pom.xml": "<project/>",
    "page.xml": "<!DOCTYPE html><html/>",
    "cut.xml": "<a><b>",
    "annotations.xml": "<annotations><version>1.1</version></annotations>",
    "log.json": '{"epoch": 1}\n{"epoch": 2}\n',
    "empty.json": "",
    "numbers.json": "[1, 2]",
    "deep.json": "[" * 100_000,
    "settings.yaml": "learning_rate: 0.1\n",
    "broken.yaml": "{",
    "notes.txt": "taken in May",
    "requirements.txt": "torch==2.4\n",
    "classes.names": "",
    "x.data": "\x00",
}


@pytest.mark.parametrize(
    "name", ["fmld", "aizoo", "moxa3k", "kaggle_853", "medical_mask", "coco", "yolo", "class_folders"]
)
@pytest.mark.parametrize("place", ["", "aaa", "zzz"])
def test_stray_files_change_nothing_but_the_remarks(tmp_path, name, place):
    root = getattr(layouts, f"write_{name}")(tmp_path)
    before = list(READERS[name](root))
    layouts.write_files(root / place, STRAY)
    (root / place / "binary.json").write_bytes(b"\xff\xfe\x00")
    os.mkfifo(root / place / "pipe.json")
    os.mkfifo(root / place / "pipe.jpg")
    read = open_set(root)
    assert read.format == name
    assert list(read(root)) == before
    passed_over = [remark for remark in read.reading.remarks if "passed over" in remark]
    assert len(passed_over) == (name not in ("fmld", "yolo", "class_folders"))  # these look at no such files


def test_a_folder_of_stray_files_holds_no_set(tmp_path):
    layouts.write_files(tmp_path, {**STRAY, "holiday/a.jpg": None})
    with pytest.raises(UserError, match="holds no annotated set of a known format"):
        detect_format(tmp_path)


@pytest.mark.parametrize(
    "encoding", ["gbk", "gb2312", "shift_jis", "big5", "windows-1251", "iso-8859-1", "utf-16", "utf-8"]
)
def test_annotations_in_the_encoding_that_they_declare(tmp_path, encoding):
    word = {"windows-1251": "лицо", "iso-8859-1": "né"}.get(encoding, "中")
    write_image(tmp_path / "a.jpg")
    text = f"<annotation><folder>{word}</folder>{voc_object('nomask', extra=f'<note>{word}</note>')}</annotation>"
    (tmp_path / "a.xml").write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'.encode(encoding))
    assert detect_format(tmp_path) == "moxa3k"
    (image,) = READERS["pascal_voc"](tmp_path)
    assert image.faces[0].attributes == {"note": word}


@pytest.mark.parametrize("encoding", ["gbk", "rot13", "zip", "undefined", "klingon"])
def test_annotations_in_another_encoding_than_declared_are_named(tmp_path, encoding):
    (tmp_path / "a.xml").write_bytes(
        f'<?xml version="1.0" encoding="{encoding}"?><annotation>'.encode() + b"\xff\xff"
    )
    assert f"a.xml: is not text in the encoding {encoding}" in complaint("pascal_voc", tmp_path)


def share_sets(root):
    """The same box in shares of the image, in each format that counts pixels."""
    box = [round(value, 4) for value in (10 / WIDTH, 20 / HEIGHT, 50 / WIDTH, 70 / HEIGHT)]
    left, top, right, bottom = box
    content = layouts.coco_content()
    content["annotations"][0]["bbox"] = [left, top, right - left, bottom - top]
    layouts.write_coco(root / "coco", content)
    layouts.write_medical_mask(root / "medical_mask", BoundingBox=box)
    for name, one in (
        ("fmld", "masked_face"),
        ("aizoo", "face"),
        ("kaggle_853", "with_mask"),
        ("pascal_voc", "mask"),
    ):
        write_image(root / name / "1.jpg")
        layouts.write_voc(root / name / "1.xml", voc_object(one, box))


@pytest.mark.parametrize("name", ["coco", "medical_mask", "fmld", "aizoo", "kaggle_853", "pascal_voc"])
def test_boxes_in_shares_of_the_image_are_refused_where_pixels_count(tmp_path, name):
    share_sets(tmp_path)
    assert "looks like shares of the image of 120 x 80 px; multiply them" in complaint(name, tmp_path / name)


def test_small_faces_elsewhere_in_the_image_are_faces(tmp_path):
    write_image(tmp_path / "1.jpg")
    layouts.write_voc(
        tmp_path / "1.xml", voc_object("face", (60, 10, 61, 11)), voc_object("face", (0, 0, 2, 2))
    )
    assert len(next(READERS["aizoo"](tmp_path)).faces) == 2


def test_small_boxes_of_a_format_in_shares_are_faces(tmp_path):
    layouts.write_yolo(tmp_path, "0 0.004 0.004 0.008 0.008")
    assert len(next(READERS["yolo"](tmp_path)).faces) == 1


@pytest.mark.parametrize(
    "name", ["coco", "yolo", "class_folders", "kaggle_853", "medical_mask", "pascal_voc"]
)
def test_names_that_are_not_text_are_named_by_every_reader(tmp_path, name):
    bad = os.fsdecode(b"\xbf\xda.jpg")
    if name == "class_folders":
        write_image(tmp_path / "mask" / "a.jpg").rename(tmp_path / "mask" / bad)
    elif name == "coco":
        content = layouts.coco_content()
        content["images"][0]["file_name"] = "a.jpg"
        layouts.write_files(tmp_path, {"all.json": json.dumps(content)})
        write_image(tmp_path / "folder" / "a.jpg")
        (tmp_path / "folder").rename(tmp_path / os.fsdecode(b"\xbf\xda"))
    else:
        getattr(layouts, "write_moxa3k" if name == "pascal_voc" else f"write_{name}")(tmp_path)
        image, *_ = (path for path in sorted(tmp_path.rglob("*")) if path.suffix in (".jpg", ".png"))
        stem = os.fsdecode(b"\xbf\xda")
        for path in sorted(tmp_path.rglob(f"{image.stem}.*")):
            path.rename(path.with_name(stem + path.name[len(image.stem) :]))
        for path in tmp_path.rglob(f"{stem}*.json"):
            path.write_text(path.read_text().replace('"0001.jpg"', "null"))
        for path in tmp_path.rglob(f"{stem}.xml"):
            path.write_text(path.read_text().replace("<filename>maksssksksss0.png</filename>", ""))
    message = complaint(name, tmp_path)
    assert r"\udcbf\udcda" in message and "the name is not UTF-8; rename the file" in message
    message.encode("utf-8")
