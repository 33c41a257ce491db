"""Whatever a file holds, each parser reads it or says in one line of the user's why not."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fmld_synth.dataset.readers.coco import read_coco
from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.dataset.readers.pascal_voc import read_pascal_voc
from fmld_synth.dataset.readers.yolo import read_yolo
from fmld_synth.dataset.summary import read_summary
from fmld_synth.errors import Rejected, UserError
from fmld_synth.files import read_toml
from fmld_synth.photographs.metadata import without_metadata
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.templates.description import read_description
from tests.fake_engine import write_photographs
from tests.fuzz.conftest import FUZZ
from tests.fuzz.damage import damaged
from tests.making_sets import run

TEMPLATE = Path(__file__).parents[2] / "mask_templates"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    run(write_photographs(folder / "faces", 2), folder / "set", per_face=1)
    return folder / "set"


def picture(image_format: str) -> bytes:
    file = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 255, (48, 40, 3), np.uint8)
    Image.fromarray(pixels).save(file, image_format)
    return file.getvalue()


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP"])
def test_pictures(tmp_path, image_format):
    whole, path = picture(image_format), tmp_path / "picture"

    @FUZZ
    @given(damaged(whole))
    def check(data: bytes) -> None:
        path.write_bytes(data)
        try:
            assert read_photograph(path).image.dtype == np.uint8
        except Rejected as rejected:
            assert rejected.stage == "photograph"
        assert len(without_metadata(data)) <= max(len(data), 1)

    check()


def _check_text(path: Path, whole: bytes, read) -> None:
    @FUZZ
    @given(damaged(whole))
    def check(data: bytes) -> None:
        path.write_bytes(data)
        try:
            read()
        except UserError as error:
            assert str(error).isprintable()

    try:
        check()
    finally:
        path.write_bytes(whole)


def test_manifests(made):
    path = made / "manifest.jsonl"
    _check_text(path, path.read_bytes(), lambda: list(read_manifest(made)))


def test_descriptions_of_sets(made):
    path = made / "dataset.json"
    _check_text(path, path.read_bytes(), lambda: read_summary(made))


def test_configurations(made):
    path = made / "run.toml"
    _check_text(path, path.read_bytes(), lambda: read_toml(path))


def test_templates(tmp_path):
    whole = next(iter(sorted(TEMPLATE.glob("*/template.toml")))).read_bytes()
    path = tmp_path / "template.toml"
    _check_text(path, whole, lambda: read_description(path))


COCO = json.dumps(
    {
        "images": [{"id": 1, "file_name": "a.jpg", "width": 40, "height": 48}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 20, 20]}],
        "categories": [{"id": 1, "name": "with_mask"}],
    }
).encode()
VOC = b"""<annotation><filename>a.jpg</filename><size><width>40</width><height>48</height><depth>3</depth></size>
<object><name>with_mask</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>21</xmax><ymax>22</ymax></bndbox></object>
</annotation>"""


@pytest.mark.parametrize(
    ("name", "whole", "read"),
    [
        ("annotations.json", COCO, read_coco),
        ("a.xml", VOC, read_pascal_voc),
        ("a.txt", b"0 0.5 0.5 0.4 0.4\n", read_yolo),
        ("data.yaml", b"names: {0: with_mask, 1: without_mask}\ntrain: .\n", read_yolo),
    ],
)
def test_annotations(tmp_path, name, whole, read):
    (tmp_path / "a.jpg").write_bytes(picture("JPEG"))
    (tmp_path / "a.txt").write_bytes(b"0 0.5 0.5 0.4 0.4\n")
    if read is read_yolo:
        (tmp_path / "data.yaml").write_bytes(b"names: [with_mask]\ntrain: .\n")
    else:
        (tmp_path / "a.txt").unlink()
    _check_text(tmp_path / name, whole, lambda: list(read(tmp_path)))


@FUZZ
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_no_picture(data):
    without_metadata(b"\xff\xd8" + data)
    without_metadata(b"\x89PNG\r\n\x1a\n" + data)
    without_metadata(b"RIFF\0\0\0\0WEBP" + data)
