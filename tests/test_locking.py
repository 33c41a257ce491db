"""One process a folder: the second is refused before it touches anything; a lock ends with its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporting import export_set
from fmld_synth.dataset.readers.manifest import read_manifest
from fmld_synth.errors import UserError
from fmld_synth.forgetting import forget
from fmld_synth.locking import locked
from fmld_synth.stats.report import make_report
from tests.fake_engine import write_photographs
from tests.making_sets import contents, run

HOLDER = """
import sys
from pathlib import Path
from fmld_synth.locking import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
TAKEN = "another run is working there"


@contextmanager
def held_by_another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of a path until it is killed or its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    run(write_photographs(folder / "faces", 3), folder / "set", per_face=2)
    return folder / "set"


def test_the_second_is_refused_and_nothing_is_left_behind(tmp_path):
    output = tmp_path / "out"
    with held_by_another_process(output) as process:
        with pytest.raises(UserError, match=TAKEN), locked(output):
            pass
        process.communicate("")
    with locked(output), pytest.raises(UserError, match=TAKEN), locked(output):
        pass
    assert not list(tmp_path.iterdir())


def test_a_killed_process_holds_nothing(tmp_path):
    with held_by_another_process(tmp_path / "out") as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with locked(tmp_path / "out"):
            pass
    assert not list(tmp_path.iterdir())


def test_all_ways_to_a_folder_lead_to_its_lock(tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    (tmp_path / "link").symlink_to("out")
    monkeypatch.chdir(tmp_path / "out")
    with held_by_another_process(tmp_path / "out"):
        for way in (tmp_path / "link", Path(), Path("../out"), tmp_path / "link" / ".." / "out"):
            with pytest.raises(UserError, match=TAKEN), locked(way):
                pass
    with locked(tmp_path / "out" / "inner"), locked(tmp_path / "other"):
        pass  # other folders are free


def test_where_nothing_can_be_written_beside(tmp_path, monkeypatch):
    """As on a mounted disk: both processes take the same place among the temporary files."""
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "out")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "temporary").mkdir()
    with locked(tmp_path / "out"):
        assert [path.name for path in tmp_path.iterdir()] == ["temporary"]
        with pytest.raises(UserError, match=TAKEN), locked(tmp_path / "out"):
            pass
    assert not list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize("options", [{"overwrite": True}, {"resume": True}], ids=str)
def test_generate_deletes_nothing_of_a_run_that_works(made, options):
    part = made / "images" / ".a.jpg.1.part"
    part.write_bytes(b"half")
    before = contents(made)
    with held_by_another_process(made), pytest.raises(UserError, match=TAKEN):
        run(made.parent / "faces", made, per_face=2, **options)
    assert contents(made) == before
    part.unlink()


def test_concurrent_exports(made, tmp_path):
    output = tmp_path / "out"
    with ExportFolder(output) as first:
        first.write("a.txt", "first")
        with pytest.raises(UserError, match=TAKEN):
            export_set(made, to="yolo", output=output, reader=read_manifest)
    assert list(contents(output)) == ["a.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_a_killed_export_left_is_removed_and_what_is_like_it_is_not(tmp_path):
    (tmp_path / ".out.4194305.part").mkdir()
    (tmp_path / ".out.old.part").mkdir()
    with ExportFolder(tmp_path / "out") as folder:
        folder.write("a.txt", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.old.part", "out"]


def test_what_is_no_option_is_not_called_one(made):
    """A set is an argument of these commands."""
    with held_by_another_process(made), pytest.raises(UserError) as told:
        forget(made, identity="nobody")
    assert str(told.value) == f"{made}: {TAKEN}; wait for it, then run again"


def test_a_page_that_another_process_writes(tmp_path):
    pytest.importorskip("torch")
    from fmld_synth.baselines.page.site import write_site

    (tmp_path / "site").mkdir()
    with held_by_another_process(tmp_path / "site"), pytest.raises(UserError, match=TAKEN):
        write_site(tmp_path / "site", "scs-net", overwrite=True)
    assert not contents(tmp_path / "site")


def test_a_report_that_another_process_writes(made, tmp_path):
    page = tmp_path / "report.html"
    with held_by_another_process(page), pytest.raises(UserError, match=TAKEN):
        make_report(made, page, workers=1)
    assert not page.exists()


def test_a_training_that_works_is_not_overwritten(tmp_path):
    pytest.importorskip("torch")
    from fmld_synth.baselines.harness.recipe import Recipe
    from fmld_synth.baselines.harness.run_folder import open_run
    from fmld_synth.baselines.harness.training_run import train
    from fmld_synth.baselines.registry import find_baseline

    open_run(tmp_path / "run", Recipe(), resume=False, overwrite=False)
    before = contents(tmp_path / "run")
    with held_by_another_process(tmp_path / "run"), pytest.raises(UserError, match=TAKEN):
        train(
            find_baseline("opencv-ssd-cnn"),
            tmp_path,
            Recipe(),
            tmp_path / "run",
            overwrite=True,
            watcher=None,
        )
    assert contents(tmp_path / "run") == before
