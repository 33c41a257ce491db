"""Memory does not grow with the number of pictures; a record held for each of them would take some 10 kB."""

from __future__ import annotations

import gc
import json
import os
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from fmld_synth.dataset.exporters import coco, parquet, yolo
from fmld_synth.dataset.exporting import EXPORTERS, export_set
from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.execution.in_order import done_in_order
from fmld_synth.stats.statistics import statistics_of
from fmld_synth.verification.verification import verify
from tests.fake_engine import fake_engine, write_photographs
from tests.making_sets import run
from tests.manifest_lines import with_changes

FEW, MANY = 100, 500
BATCH = 50
MOST = 500
"""Bytes a picture: what interpreter and libraries keep by and by stays far below."""
MOST_OF_VERIFY = 4000
"""It keeps ids, names and checksums, for it looks for strays and for what occurs twice."""


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """A small and a large set with the same pictures under many names."""
    root = tmp_path_factory.mktemp("sets")
    run(write_photographs(root / "faces", 2), root / "set", per_face=2, include_unmasked=True)
    return {number: _repeated(root / "set", root / str(number), number) for number in (FEW, MANY)}


def _repeated(original: Path, folder: Path, number: int) -> Path:
    lines = (original / "manifest.jsonl").read_text().splitlines()
    folder.mkdir()
    with (folder / "manifest.jsonl").open("w") as manifest:
        for place in range(number):
            record = json.loads(lines[place % len(lines)])
            copies = {"id": f"{record['id']}-{place}"}
            for field, path in (("image", record["image"]), ("faces.0.mask.matte", record["matte"])):
                if path is not None:
                    copies[field] = _copied(original, folder, Path(path), place)
            manifest.write(json.dumps(with_changes(record, copies)) + "\n")
    return folder


def _copied(original: Path, folder: Path, path: Path, place: int) -> str:
    """A file under another name, below the set's folder."""
    copy = path.with_stem(f"{path.stem}-{place}")
    (folder / copy).parent.mkdir(parents=True, exist_ok=True)
    os.link(original / path, folder / copy)
    return copy.as_posix()


def growth(work: Callable[[Path], object], sets: dict[int, Path]) -> float:
    """Bytes of memory that each further picture takes at most."""
    work(sets[FEW])  # what is kept for good, such as modules, is kept now
    peaks = []
    for folder in sets.values():
        gc.collect()
        tracemalloc.start()
        work(folder)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return (peaks[1] - peaks[0]) / (MANY - FEW)


@pytest.mark.parametrize("to", EXPORTERS)
def test_exports(sets, tmp_path, monkeypatch, to):
    monkeypatch.setattr(parquet, "ROWS_IN_GROUP", BATCH)
    for module in (coco, yolo):
        monkeypatch.setattr(module, "done_in_order", partial(done_in_order, workers=1, few=BATCH))
    number = iter(range(9))

    def export(folder: Path) -> None:
        output = tmp_path / str(next(number))
        export_set(folder, to=to, output=output, reader=read_manifest, images_per_shard=BATCH)

    assert growth(export, sets) < MOST


def test_statistics(sets):
    assert growth(statistics_of, sets) < MOST


def test_verification(sets, tmp_path):
    work = partial(verify, workers=1, engine_factory=fake_engine, source_folder=tmp_path)
    assert growth(work, sets) < MOST_OF_VERIFY
