"""What a dry run says is what a run makes, and nothing is left of it."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from fmld_synth.dataset.record_lines import read_manifest
from fmld_synth.errors import UserError
from fmld_synth.generation.configuration import make_configuration
from fmld_synth.generation.dry_run import Forecast, dry_run
from tests.annotated_sets import write_fmld
from tests.fake_engine import FakeEngine, fake_engine, write_photographs
from tests.making_sets import run


def forecast_of(source: Path, output: Path, engine=fake_engine, **options) -> Forecast:
    values = {"input": source, "output": output, "workers": 1, "per_face": 3, **options}
    return dry_run(make_configuration(values), engine_factory=engine)


def test_the_counts_are_those_of_the_run(photographs, tmp_path):
    options = {"include_unmasked": True, "include_correct": 0.3}
    forecast = forecast_of(photographs, tmp_path / "out", **options)
    summary = run(photographs, tmp_path / "out", **options)
    assert forecast.pictures == summary.images == 8 * 3 + 8
    assert forecast.by_wear_state == summary.by_wear_state
    assert forecast.by_split == {name: number for name, number in summary.by_split.items() if number}
    assert (forecast.photographs, forecast.faces, forecast.short) == (8, 8, 0)


def test_templates_are_those_of_first_draws(photographs, tmp_path):
    forecast = forecast_of(photographs, tmp_path / "out")
    run(photographs, tmp_path / "out")
    first = Counter(
        record.template
        for record in read_manifest(tmp_path / "out")
        if int(record.id.rpartition("-")[2]) % 3 == 0
    )
    assert sum(forecast.by_template.values()) == 24
    assert all(forecast.by_template[name] >= number for name, number in first.items())


def test_the_size_is_estimated_from_the_sampled_pictures(tmp_path):
    source = write_photographs(tmp_path / "in", 24)
    forecast = forecast_of(source, tmp_path / "out")
    run(source, tmp_path / "out")
    files = [path for path in (tmp_path / "out").rglob("*") if path.suffix in (".jpg", ".png", ".jsonl")]
    true = sum(path.stat().st_size for path in files if path.name != "contact_sheet.jpg")
    assert (forecast.sampled_photographs, forecast.sampled_pictures) == (8, 24)
    assert forecast.bytes == pytest.approx(true, rel=0.2)
    assert forecast.seconds > forecast.survey_seconds > 0


def test_nothing_is_written(photographs, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    forecast_of(photographs, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_finished_set_stays_as_it_is(photographs, tmp_path):
    run(photographs, tmp_path / "out", per_face=1)
    before = sorted(path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*"))
    assert forecast_of(photographs, tmp_path / "out").pictures == 24
    assert sorted(path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")) == before


def test_a_balanced_set_is_planned_as_it_is_made(tmp_path):
    source = write_fmld(tmp_path / "FMLD")
    options = {"input_format": "fmld", "per_face": None, "min_face": 20, "balance": True, "crop": "face"}
    forecast = forecast_of(source, tmp_path / "out", **options)
    summary = run(source, tmp_path / "out", **options)
    assert forecast.by_split == summary.by_split
    assert forecast.pictures == summary.images


def test_rejections_are_counted(tmp_path):
    source = write_photographs(tmp_path / "in", 2)
    cv2.imwrite(str(source / "plain.png"), np.full((64, 64, 3), 200, np.uint8))
    (source / "broken.jpg").write_bytes(b"no picture")
    forecast = forecast_of(source, tmp_path / "out")
    rejected = run(source, tmp_path / "out").rejected
    assert forecast.rejected == {reason: n for reason, n in rejected.items() if reason != "contract"}
    assert sum(forecast.rejected.values()) == 2


class Refusing(FakeEngine):
    """No picture ever keeps its label."""

    @staticmethod
    def make(*arguments, **options):
        from fmld_synth.errors import Rejected

        raise Rejected("wear", "contract", {})


def test_without_a_sample_there_is_no_estimate(photographs, tmp_path):
    forecast = forecast_of(photographs, tmp_path / "out", engine=Refusing)
    assert (forecast.seconds, forecast.bytes, forecast.sampled_pictures) == (None, None, 0)
    assert forecast.pictures == 24


def test_an_output_inside_the_input_is_refused_as_in_a_run(photographs):
    with pytest.raises(UserError, match="lies inside `input`"):
        forecast_of(photographs, photographs / "out")
