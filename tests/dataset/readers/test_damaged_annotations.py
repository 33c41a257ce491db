"""Damaged annotations of every format end in one line, or in images whose boxes are possible; never otherwise."""

from __future__ import annotations

import copy
import json
import math
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.readers import READERS, detect_format
from fmld_synth.errors import UserError
from tests.dataset.readers import layouts

BRIEFLY = settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
ANNOTATIONS = {
    "fmld": "FMLD_annotations/train/train_1.xml",
    "aizoo": "train/train_1.xml",
    "moxa3k": "Annotations/1.xml",
    "kaggle_853": "annotations/maksssksksss0.xml",
    "pascal_voc": "Annotations/1.xml",
    "medical_mask": "annotations/0001.jpg.json",
    "coco": "annotations/instances_train.json",
    "yolo": "labels/train/train.txt",
}
"""An annotation file of each set."""


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """A set of each format, whole."""
    folder = tmp_path_factory.mktemp("sets")
    for name in ANNOTATIONS:
        getattr(layouts, "write_moxa3k" if name == "pascal_voc" else f"write_{name}")(folder / name)
    return folder


def check(name: str, root: Path) -> None:
    """Read a damaged set by its format and by none."""
    try:
        for image in READERS[name](root):
            check_image(image)
    except UserError as error:
        assert str(error).isprintable()
    try:
        detect_format(root)
    except UserError as error:
        assert str(error).isprintable()


def check_image(image: AnnotatedImage) -> None:
    assert image.width > 0 and image.height > 0
    for face in image.faces:
        assert all(map(math.isfinite, face.box)) and face.box.area > 0
        assert 0 <= face.box.x < face.box.x + face.box.width <= image.width + 1e-6
        assert 0 <= face.box.y < face.box.y + face.box.height <= image.height + 1e-6


@st.composite
def damages(draw: st.DrawFn) -> list[tuple[float, int, bytes]]:
    """Places in a file (0 to 1), how many bytes go there, and which come instead."""
    pieces = st.sampled_from(
        [b"", b"\0", b"\xff", b"<", b">", b"&", b"]]>", b"\n", b"-", b"nan", b"1e999", b"9" * 40, b"[", b"{",
         b'"', b"null", b"\xe4\xb8"]
    )  # fmt: skip
    return draw(
        st.lists(
            st.tuples(st.floats(0, 1), st.sampled_from([0, 1, 3, 20, 10**6]), pieces), min_size=1, max_size=3
        )
    )


@pytest.mark.parametrize("name", ANNOTATIONS)
@BRIEFLY
@given(changes=damages())
def test_bytes_that_changed(sets, name, changes):
    path = sets / name / ANNOTATIONS[name]
    whole = path.read_bytes()
    data = whole
    for share, gone, instead in changes:
        place = int(share * len(data))
        data = data[:place] + instead + data[place + gone :]
    try:
        path.write_bytes(data)
        check(name, sets / name)
    finally:
        path.write_bytes(whole)


ODD: list[Any] = [
    None, True, -1, 0, 1e308, float("nan"), float("inf"), 10**400, "", "7", "../../a", "/etc/passwd", "\ud800", "a\nb",
    [], {}, [[]], {"a": {}}, "x" * 5000, "a\0b",
]  # fmt: skip


@pytest.mark.parametrize("name", ["medical_mask", "coco"])
@BRIEFLY
@given(data=st.data())
def test_values_of_another_kind(sets, name, data):
    path = sets / name / ANNOTATIONS[name]
    whole = path.read_bytes()
    content = json.loads(whole)
    for _ in range(data.draw(st.integers(1, 2))):
        places = list(places_in(content))
        holder, key = data.draw(st.sampled_from(places))
        holder[key] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
    try:
        path.write_text(json.dumps(content))
        check(name, sets / name)
    finally:
        path.write_bytes(whole)


def places_in(value: Any) -> Any:
    """Every place in nested lists and objects."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], (dict, list)):
            yield from places_in(value[key])


NUMBERS = st.sampled_from(
    ["0", "1", "2", "-1", "0.5", "0.25", "1.5", "2.1", "nan", "inf", "1e-9", "0.0", "x", "1e400", "٣", "²"]
)


@BRIEFLY
@given(lines=st.lists(st.lists(NUMBERS, max_size=22), max_size=5))
def test_lines_of_numbers(sets, lines):
    path = sets / "yolo" / ANNOTATIONS["yolo"]
    whole = path.read_bytes()
    try:
        path.write_text("\n".join(" ".join(line) for line in lines), encoding="utf-8")
        check("yolo", sets / "yolo")
    finally:
        path.write_bytes(whole)


TOKENS = st.sampled_from(
    ["names", "train", "val", "path", "kpt_shape", "nc", ": ", "- ", "\n", "\n  ", "[", "]", "{", "}", ", ", "0", "1",
     "²", "mask", "'", "images/train", "../x", "&a ", "*a", "!!python/name:os.system ", "!!binary x", "2020-99-99",
     "<<: ", "null", "~", "? ", "%", "@"]
)  # fmt: skip


@BRIEFLY
@given(tokens=st.lists(TOKENS, max_size=24), base=st.booleans())
def test_descriptions_of_any_words(tokens, base):
    text = ("names: [with_mask, without_mask]\n" if base else "") + "".join(tokens)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        layouts.write_files(root, {"a.jpg": None, "a.txt": "1 0.5 0.5 0.2 0.2\n"})
        for name in ("data.yaml", "classes.txt", "obj.data", "train.txt"):
            path = root / name
            path.write_text(text, encoding="utf-8")
            check("yolo", root)
            path.unlink()


FOLDERS = st.lists(
    st.sampled_from(
        ["mask", "no_mask", "train", "images", "0", "x1", "person", "face", "CMFD", "_", " ", "口"]
    ),
    max_size=3,
)


@BRIEFLY
@given(folders=st.lists(FOLDERS, min_size=1, max_size=5))
def test_folders_of_any_names(sets, folders):
    picture = (sets / "coco" / "images" / "train" / "a.jpg").read_bytes()
    with tempfile.TemporaryDirectory() as root:
        for parts in folders:
            place = Path(root, *parts)
            place.mkdir(parents=True, exist_ok=True)
            (place / "a.jpg").write_bytes(picture)
        check("class_folders", Path(root))
