"""What the summary says of the input: nothing that was passed over or guessed is silence."""

import json
import shutil

import cv2
import numpy as np
import pytest

from fmld_synth.cli.generated_summary import _notes
from fmld_synth.dataset.record_lines import read_lines
from fmld_synth.dataset.records import Rejection
from fmld_synth.dataset.summary import read_summary
from fmld_synth.errors import UserError
from fmld_synth.generation.inputs import find_inputs
from fmld_synth.photographs import opening
from tests.annotated_sets import write_fmld
from tests.fake_engine import write_photograph
from tests.making_sets import run

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(100)


@pytest.fixture
def phone(tmp_path, monkeypatch):
    """A folder as a phone leaves it."""
    monkeypatch.setattr(opening, "reads_heif", lambda: False)
    folder = tmp_path / "phone"
    picture = write_photograph(folder / "IMG_1.png", 1)
    cv2.imwrite(str(folder / "IMG_2.jpg"), cv2.imread(str(write_photograph(tmp_path / "2.png", 2))))
    (folder / "IMG_2.jpg").rename(folder / "IMG_2.jfif")
    dim = cv2.imread(str(picture)).astype(np.uint16) * 16
    cv2.imwrite(str(folder / "IMG_3.png"), dim[::-1])
    cv2.imwrite(str(folder / "night.png"), np.full((90, 90, 3), 3, np.uint8))
    for name in ("IMG_4.HEIC", "more/IMG_5.heic"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(HEIC)
    for name in ("film.MOV", "film2.mov", "IMG_6.dng", "notes"):
        (folder / name).touch()
    return folder


def test_the_summary_tells_what_was_passed_over_and_guessed(phone, tmp_path):
    summary = run(phone, tmp_path / "out")
    assert summary.photographs_used == 3
    assert summary.passed_over == {".dng": 1, ".mov": 2, "no ending": 1}
    assert summary.guessed == {"white at 4095": 1}
    assert summary.rejected["needs_pillow_heif"] == 2
    assert summary.rejected["too_dark"] == 1
    assert read_summary(tmp_path / "out") == summary
    told = list(_notes(summary))
    assert told[0] == "not taken for photographs: 1 .dng, 2 .mov, 1 no ending"
    assert "guessed of 1 photographs" in told[1]
    assert "white at 4095" in told[1]
    assert "pip install pillow-heif" in told[2]
    assert "IMG_4.HEIC, more/IMG_5.heic" in told[2]


def test_why_each_was_rejected_is_recorded_and_the_same_each_time(phone, tmp_path):
    for output in ("one", "two"):
        run(phone, tmp_path / output)
    assert (tmp_path / "one/rejected.jsonl").read_bytes() == (tmp_path / "two/rejected.jsonl").read_bytes()
    found = {one.source: one for one in read_lines(tmp_path / "one/rejected.jsonl", Rejection)}
    assert "pillow-heif" in str(found["IMG_4.HEIC"].measured["message"])
    assert found["night.png"].reason == "too_dark"
    assert found["night.png"].measured["brightest"] == 3


def test_a_folder_without_anything_to_say_says_nothing(tmp_path):
    write_photograph(tmp_path / "in" / "a.png", 1)
    summary = run(tmp_path / "in", tmp_path / "out")
    assert (summary.passed_over, summary.guessed, list(_notes(summary))) == ({}, {}, [])
    counts = json.loads((tmp_path / "out" / "dataset.json").read_text())["counts"]
    assert not {"passed_over", "guessed"} & set(counts)


def test_a_folder_of_other_files_is_said_to_be_one(tmp_path):
    for name in ("a.mp4", "b.mp4", "c.jp2"):
        (tmp_path / name).touch()
    with pytest.raises(UserError, match=r"no photographs found there, only 1 .jp2, 2 .mp4"):
        find_inputs(tmp_path)


def test_pictures_and_films_that_a_set_does_not_use_are_counted(tmp_path):
    root = write_fmld(tmp_path / "set")
    (root / "MAFA" / "more.jp2").touch()
    (root / "film.mp4").touch()
    (root / "readme.txt").touch()
    summary = run(root, tmp_path / "out", input_format="fmld", per_face=None, count=1)
    assert summary.passed_over == {".jp2": 1, ".mp4": 1}


def test_faces_of_dark_scenes_stay_bare_and_in_the_set(tmp_path):
    root = write_fmld(tmp_path / "set")
    scene = next((root / "MAFA").rglob("train_0003.jpg"))
    cv2.imwrite(str(scene), cv2.imread(str(scene)) // 30)
    summary = run(root, tmp_path / "out", input_format="fmld", per_face=1)
    assert summary.rejected["too_dark"] == 1
    shutil.rmtree(tmp_path / "out")
