"""Boxes through every format and back, by the formulas that readers of the format use."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pyarrow
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.exporters.coco import coco_annotations
from fmld_synth.dataset.exporters.hugging_face import metadata_row
from fmld_synth.dataset.exporters.pascal_voc import pascal_voc_xml
from fmld_synth.dataset.exporters.table import COLUMNS, table_rows
from fmld_synth.dataset.exporters.webdataset import members
from fmld_synth.dataset.exporters.yolo import detection_lines
from fmld_synth.dataset.label_schemes import label_scheme
from fmld_synth.geometry import Box

THREE = label_scheme("three")


@st.composite
def image_with_box(draw: st.DrawFn) -> AnnotatedImage:
    """A box of hundredths of pixels, inside an image of 1 to 20,000 px."""
    width, height = draw(st.integers(1, 20_000)), draw(st.integers(1, 20_000))
    left = draw(st.integers(0, width * 100 - 1))
    top = draw(st.integers(0, height * 100 - 1))
    right = draw(st.integers(left + 1, width * 100))
    bottom = draw(st.integers(top + 1, height * 100))
    box = Box(left / 100, top / 100, round((right - left) / 100, 2), round((bottom - top) / 100, 2))
    face = AnnotatedFace(box, "incorrect")
    return AnnotatedImage(Path("a/b.jpg"), "a/b.jpg", width, height, (face,))


def _box(image: AnnotatedImage) -> Box:
    return image.faces[0].box


@settings(deadline=None)
@given(image_with_box())
def test_coco(image):
    read = json.loads(json.dumps(coco_annotations(image, THREE)))
    assert Box(*read[0]["bbox"]) == _box(image)


@settings(deadline=None)
@given(image_with_box())
def test_yolo(image):
    number, *shares = detection_lines(image, THREE)[0].split()
    across, down, width, height = map(float, shares)
    assert number == "1"
    read = (
        (across - width / 2) * image.width,
        (down - height / 2) * image.height,
        width * image.width,
        height * image.height,
    )
    assert all(abs(now - before) < 0.005 for now, before in zip(read, _box(image), strict=True))


@settings(deadline=None)
@given(image_with_box())
def test_pascal_voc(image):
    found = fromstring(pascal_voc_xml(image, label_scheme("fmld"))).find("object/bndbox")
    left, top, right, bottom = (int(found.findtext(side)) for side in ("xmin", "ymin", "xmax", "ymax"))
    box = _box(image)
    assert 0 <= left < right <= image.width and 0 <= top < bottom <= image.height
    edges = (box.x, box.y, box.x + box.width, box.y + box.height)
    assert all(abs(now - before) < 1 for now, before in zip((left, top, right, bottom), edges, strict=True))
    if all(edge == int(edge) for edge in edges):
        assert (left, top, right - left, bottom - top) == box


@settings(deadline=None)
@given(image_with_box())
def test_hugging_face_and_webdataset(image):
    row = json.loads(json.dumps(metadata_row(image, THREE)))
    assert Box(*row["objects"]["bbox"][0]) == _box(image)
    sample = dict(members(image, b"", THREE, 0))
    assert Box(*json.loads(sample["0000000-a_b.json"])["objects"]["bbox"][0]) == _box(image)


@settings(deadline=None)
@given(image_with_box())
def test_csv_and_parquet(image):
    rows = list(table_rows(image, THREE))
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    for read in (
        next(csv.DictReader(io.StringIO(text.getvalue()))),
        pyarrow.Table.from_pylist(rows).to_pylist()[0],
    ):
        assert Box(*(float(read[side]) for side in ("x", "y", "box_width", "box_height"))) == _box(image)
