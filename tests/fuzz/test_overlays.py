"""Overlays of strangers: layers, sealed differences and records."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fmld_synth.overlays.apply import apply_overlays
from fmld_synth.overlays.export import export_overlays
from tests.fake_engine import fake_engine, write_photographs
from tests.fuzz.damage import check_text
from tests.making_sets import run


@pytest.fixture(scope="module")
def overlays(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("overlays")
    run(write_photographs(folder / "faces", 1), folder / "set", per_face=1)
    export_overlays(folder / "set", folder / "overlays", workers=1, engine_factory=fake_engine)
    return folder / "overlays"


@pytest.mark.parametrize(
    "pattern",
    ["layers/**/*.png", "differences/**/*.bin", "mattes/**/*.png", "manifest.jsonl", "dataset.json"],
)
def test_overlays(overlays, tmp_path, pattern):
    path = next(overlays.glob(pattern))
    output = tmp_path / "out"

    def apply() -> None:
        shutil.rmtree(output, ignore_errors=True)
        apply_overlays(overlays, overlays.parent / "faces", output, workers=1)

    apply()
    assert (output / "manifest.jsonl").stat().st_size
    check_text(path, path.read_bytes(), apply)
