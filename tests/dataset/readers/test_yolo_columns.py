"""What follows the class number in YOLO's lines: a box, landmarks, confidence and track, or an outline."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.dataset.readers.yolo_columns import ColumnCount, Columns
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from tests.dataset.readers.layouts import write_files

BOX = "0.25 0.5625 0.3333333333 0.625"
FACE = Box(10, 20, 40, 50)
FIVE = ((0.18, 0.5), (0.32, 0.5), (0.25, 0.6), (0.2, 0.72), (0.3, 0.72))


def read(root, *lines, yaml="names: [mask, no_mask]"):
    opened = open_set(
        write_files(root, {"data.yaml": yaml, "a.jpg": None, "a.txt": "\n".join(lines)}), "yolo"
    )
    (image,) = opened(root)
    return [face.box for face in image.faces], list(opened.reading.remarks)


def landmarks(points=FIVE, seen=None):
    return " ".join(f"{x} {y}" if seen is None else f"{x} {y} {seen}" for x, y in points)


@pytest.mark.parametrize(
    ("rest", "taken_for"),
    [
        ("0.93", "a confidence"),
        ("0.93 17", "a confidence and a track number"),
        (landmarks(), "landmarks"),
        (landmarks(FIVE[:4], 2), "landmarks"),
        (landmarks(FIVE, 2), "landmarks"),
        (landmarks(FIVE, 1), "landmarks"),
        ("-1 " * 10, "landmarks"),
        ("0 0 0 " * 5, "landmarks"),
        ("-1.0 -1.0 " + landmarks(FIVE[1:]), "landmarks"),
    ],
)
def test_what_follows_a_box_is_told_apart_from_an_outline(tmp_path, rest, taken_for):
    (box,), remarks = read(tmp_path, f"1 {BOX} {rest}")
    assert box == pytest.approx(FACE)
    assert len(remarks) == 1 and remarks[0].endswith(f"the others for {taken_for}")


@pytest.mark.parametrize(("shape", "seen"), [("[5, 2]", None), ("[5, 3]", 2)])
def test_kpt_shape_decides(tmp_path, shape, seen):
    yaml = f"names: [mask, no_mask]\nkpt_shape: {shape}"
    far = landmarks(((0.9, 0.9), *FIVE[1:]), seen)  # a box and nothing else, whatever lies outside
    assert read(tmp_path, f"1 {BOX} {far}", yaml=yaml) == ([pytest.approx(FACE)], [])
    assert read(tmp_path, f"1 {BOX}", yaml=yaml) == ([pytest.approx(FACE)], [])
    with pytest.raises(
        UserError, match=r"line 1: expected a box and 5 landmarks of \d numbers, as kpt_shape says"
    ):
        read(tmp_path, f"1 {BOX} 0.2 0.3", yaml=yaml)


@pytest.mark.parametrize("shape", ["5", "[5]", "[5, x]", "[-1, 2]", "{}", "[true, 2]"])
def test_a_broken_kpt_shape_is_refused(tmp_path, shape):
    with pytest.raises(UserError, match="kpt_shape: expected"):
        read(tmp_path, f"1 {BOX}", yaml=f"names: [mask, no_mask]\nkpt_shape: {shape}")


def outline(number, x, y, radius, start=0.0):
    angles = [start + 2 * math.pi * place / number for place in range(number)]
    return [
        value for angle in angles for value in (x + radius * math.cos(angle), y + radius * math.sin(angle))
    ]


@settings(max_examples=60, derandomize=True)
@given(
    number=st.integers(3, 40), x=st.floats(0.3, 0.7), y=st.floats(0.3, 0.7), radius=st.floats(0.02, 0.3),
    start=st.floats(0, 6),
)  # fmt: skip
def test_round_outlines_are_outlines(number, x, y, radius, start):
    columns = ColumnCount()
    columns.add(outline(number, x, y, radius, start))
    assert columns.decided() == {2 * number: Columns.OUTLINE}


@settings(max_examples=40, derandomize=True)
@given(seed=st.integers(0, 2**32), each=st.sampled_from([2, 3]))
def test_a_set_of_faces_with_landmarks_has_boxes(seed, each):
    draw = random.Random(seed)
    columns = ColumnCount()
    for _ in range(20):
        x, y, width, height = (
            draw.uniform(low, high) for low, high in ((0.2, 0.8),) * 2 + ((0.02, 0.4),) * 2
        )
        values = [x, y, width, height]
        for across, down in ((-0.2, -0.15), (0.2, -0.15), (0, 0.05), (-0.15, 0.25), (0.15, 0.25)):
            values += [x + (across + draw.gauss(0, 0.03)) * width, y + (down + draw.gauss(0, 0.03)) * height]
            values += [2.0] if each == 3 else []
        columns.add(values)
    assert columns.decided() == {4 + 5 * each: Columns.BOX}


def test_outlines_of_different_lengths_are_outlines_whatever_their_shape(tmp_path):
    lines = [f"0 {' '.join(map(str, outline(number, 0.5, 0.5, 0.25)))}" for number in (3, 4, 7, 12)]
    boxes, remarks = read(tmp_path, *lines)
    assert boxes[1] == pytest.approx(Box(30, 20, 60, 40)) and remarks == []


def test_what_may_be_either_is_asked(tmp_path):
    """Half of the lines are like landmarks."""
    lines = [f"1 {BOX} {landmarks()}", f"1 {' '.join(map(str, outline(7, 0.5, 0.5, 0.2)))}"]
    with pytest.raises(UserError, match=r"line 1: 14 numbers after the class may be .* kpt_shape"):
        read(tmp_path, *lines)


def test_a_number_of_class_may_be_written_with_a_decimal(tmp_path):
    assert read(tmp_path, f"1.0 {BOX}")[0] == [pytest.approx(FACE)]
