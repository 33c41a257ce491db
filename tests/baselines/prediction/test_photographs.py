"""Photographs go in; annotated copies, JSON lines and a summary come out."""

import json
import os
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fmld_synth.baselines.prediction.colors import class_colors
from fmld_synth.baselines.prediction.photographs import look_at_photographs
from fmld_synth.baselines.prediction.run import Run
from fmld_synth.baselines.prediction.sources import Photographs, find_source
from fmld_synth.errors import UserError
from tests.baselines.prediction.fakes import CLASSES, BrightPredictor, Counter, patch


@pytest.fixture
def folder(tmp_path):
    photographs = tmp_path / "photographs"
    (photographs / "more").mkdir(parents=True)
    Image.fromarray(patch(100, 50)).save(photographs / "a.png")
    Image.fromarray(patch(20, 30)).save(photographs / "more" / "scan.tif")
    Image.fromarray(patch(0, 0, side=0)).save(photographs / "nobody.jpg")
    (photographs / "broken.jpg").write_bytes(b"\xff\xd8\xff no photograph")
    return photographs


@pytest.fixture
def run(tmp_path):
    return Run(BrightPredictor(), tmp_path / "out", class_colors(CLASSES, "three"), Counter())


def source(path) -> Any:
    return find_source(str(path))


def lines(output):
    return [json.loads(line) for line in (output / "predictions.jsonl").read_text().splitlines()]


def test_a_folder_is_looked_at_and_what_cannot_be_read_is_counted(folder, run):
    summary = look_at_photographs(run, source(folder))
    assert (summary.pictures, summary.faces, summary.without_faces) == (3, 2, 1)
    assert summary.by_class == {"correct": 0, "incorrect": 2, "none": 0}
    assert [(one.path.name, one.reason) for one in summary.unreadable] == [("broken.jpg", "corrupt")]
    assert set(summary.milliseconds) == {"find", "classify", "all"}
    assert summary.milliseconds["all"] > summary.milliseconds["find"] > 0
    assert (run.watcher.total, run.watcher.accepted, run.watcher.rejected) == (4, 3, 1)


def test_a_name_that_is_not_text_is_listed_and_the_others_are_looked_at(folder, run):
    (folder / "more" / "scan.tif").rename(folder / "more" / os.fsdecode(b"\xbf\xda.tif"))
    source = find_source(str(folder))
    assert isinstance(source, Photographs)
    summary = look_at_photographs(run, source)
    unreadable = {"more/\\udcbf\\udcda.tif": "unreadable_name", "broken.jpg": "corrupt"}
    assert {one["file"]: one["error"] for one in lines(run.output) if "error" in one} == unreadable
    assert summary.pictures == 2 and "unreadable_name" in summary.model_dump_json()


def test_each_photograph_has_a_line_with_boxes_in_its_pixels(folder, run):
    look_at_photographs(run, source(folder))
    first, broken, scan, nobody = sorted(lines(run.output), key=lambda line: len(line["file"]))
    assert first == {
        "file": "a.png", "width": 320, "height": 240, "annotated": "a.png",
        "faces": [
            {
                "box": [100, 50, 60, 60], "class": "incorrect", "probability": 0.8,
                "probabilities": {"correct": 0.1, "incorrect": 0.8, "none": 0.1},
            }
        ],
    }  # fmt: skip
    assert {"file": "broken.jpg", "error": "corrupt"} in (broken, scan, nobody)


def test_annotated_copies_lie_as_the_photographs_do(folder, run):
    look_at_photographs(run, source(folder))
    written = sorted(path.relative_to(run.output).as_posix() for path in run.output.rglob("*.*"))
    assert written == ["a.png", "more/scan.tif.jpg", "nobody.jpg", "predictions.jsonl"]
    drawn = np.asarray(Image.open(run.output / "a.png"))
    assert (drawn == np.array((255, 150, 0))).all(axis=2).any()


def test_one_photograph_that_cannot_be_read_is_the_users_mistake(folder, run):
    with pytest.raises(UserError, match=r"broken.jpg.*corrupt"):
        look_at_photographs(run, source(folder / "broken.jpg"))
    assert list(run.output.iterdir()) == []


def test_equal_photographs_give_equal_lines(folder, run, tmp_path):
    look_at_photographs(run, source(folder))
    again = Run(run.predictor, tmp_path / "again", run.colors, Counter())
    look_at_photographs(again, source(folder))
    assert lines(again.output) == lines(run.output)
