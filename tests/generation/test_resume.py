"""Interrupted, repeated and refused runs."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from fmld_synth import files
from fmld_synth.errors import UserError
from fmld_synth.generation.journal import ROW_BYTES
from tests.fake_engine import fake_engine, write_photograph
from tests.making_sets import contents, run

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
from pathlib import Path
from tests.making_sets import run
from tests.fake_engine import slow_engine
if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), workers=int(sys.argv[3]), engine=slow_engine)
"""


@pytest.fixture(scope="module")
def undisturbed(photographs, tmp_path_factory):
    output = tmp_path_factory.mktemp("undisturbed") / "out"
    run(photographs, output)
    return contents(output)


@pytest.mark.parametrize(("workers", "pictures"), [(1, 2), (1, 11), (2, 7)])
def test_kill_9_then_resume_gives_the_same_bytes(photographs, undisturbed, tmp_path, workers, pictures):
    output = tmp_path / "out"
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    process = subprocess.Popen(
        [sys.executable, script, photographs, output, str(workers)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    deadline = time.monotonic() + 60
    while len(list((output / "images").rglob("*.jpg"))) < pictures:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (output / "dataset.json").exists()
    deadline = time.monotonic() + 20  # workers end once their parent is gone
    while True:
        try:
            run(photographs, output, resume=True)
            break
        except UserError as error:
            assert "another run is working there" in str(error) and time.monotonic() < deadline
            time.sleep(0.1)
    assert contents(output) == undisturbed


@pytest.mark.parametrize("torn", ["survey.jsonl", "units.jsonl", "landmarks.f32"])
def test_torn_ends_of_the_journal_are_cut_off(photographs, undisturbed, tmp_path, monkeypatch, torn):
    output = tmp_path / "out"
    stop_at(monkeypatch, 9)
    with pytest.raises(KeyboardInterrupt):
        run(photographs, output)
    monkeypatch.undo()
    with (output / ".progress" / torn).open("ab") as file:
        file.write(b'{"sha256": "torn')
    (output / "images" / ".x.jpg.1.part").write_bytes(b"half")
    run(photographs, output, resume=True)
    assert contents(output) == undisturbed


@pytest.mark.parametrize("kept", [0, 1, 2.5])
def test_landmarks_that_a_power_cut_lost_are_found_again(
    photographs, undisturbed, tmp_path, monkeypatch, kept
):
    """A disk may have written the lines and not yet the landmarks that they count."""
    output = tmp_path / "out"
    stop_at(monkeypatch, 9)
    with pytest.raises(KeyboardInterrupt):
        run(photographs, output)
    monkeypatch.undo()
    os.truncate(output / ".progress" / "landmarks.f32", int(kept * ROW_BYTES))
    run(photographs, output, resume=True)
    assert contents(output) == undisturbed


def stop_at(monkeypatch, number, error=None):
    """Make the writing of picture ``number`` fail."""
    written = []
    original = Path.replace

    def replace(self, target):
        if "images" in Path(target).parts:
            written.append(target)
            if len(written) == number:
                raise error or KeyboardInterrupt
        return original(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def test_a_full_disk_gives_one_line_and_resume_ends_the_run(photographs, undisturbed, tmp_path, monkeypatch):
    output = tmp_path / "out"
    stop_at(monkeypatch, 8, OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(UserError, match=r"the disk is full.*`resume=True`") as caught:
        run(photographs, output)
    assert "\n" not in str(caught.value)
    assert len(list((output / "images").rglob("*.jpg"))) == 7
    assert not list(output.rglob("*.part"))
    monkeypatch.undo()
    run(photographs, output, resume=True)
    assert contents(output) == undisturbed


def test_a_file_size_limit_is_met_like_a_full_disk(tmp_path):
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from fmld_synth.files import write_file\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_file(Path(sys.argv[1]) / 'a.jpg', bytes(5000))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert "UserError: cannot write" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_finished_set_is_not_made_again(photographs, tmp_path):
    first = run(photographs, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    assert run(photographs, tmp_path / "out", resume=True) == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == before


def test_an_output_that_is_not_empty_is_refused(photographs, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    for options, message in (
        ({}, "not empty: use `resume=True`, `overwrite=True`"),
        ({"resume": True}, "no run began there"),
        ({"overwrite": True}, "no earlier set"),
    ):
        with pytest.raises(UserError, match=message):
            run(photographs, tmp_path / "out", **options)
    assert (tmp_path / "out" / "thesis.txt").read_text() == "mine"


def test_overwrite_replaces_a_set_but_nothing_else(photographs, undisturbed, tmp_path):
    run(photographs, tmp_path / "out", seed=5)
    run(photographs, tmp_path / "out", overwrite=True)
    assert contents(tmp_path / "out") == undisturbed
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match=r"notes\.txt"):
        run(photographs, tmp_path / "out", overwrite=True)
    assert (tmp_path / "out" / "manifest.jsonl").exists()


def test_resume_with_other_options_is_refused(photographs, tmp_path):
    run(photographs, tmp_path / "out")
    with pytest.raises(UserError, match=r"another `per_face`, `seed`;"):
        run(photographs, tmp_path / "out", resume=True, seed=3, per_face=2)


def test_resume_with_other_photographs_is_refused(tmp_path, monkeypatch):
    for seed in range(3):
        write_photograph(tmp_path / "in" / f"{seed}.png", seed)
    stop_at(monkeypatch, 2)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "in", tmp_path / "out")
    monkeypatch.undo()
    added = write_photograph(tmp_path / "in" / "9.png", 9)
    with pytest.raises(UserError, match="photographs were added or removed"):
        run(tmp_path / "in", tmp_path / "out", resume=True)
    added.unlink()
    for seed in range(3):
        write_photograph(tmp_path / "in" / f"{seed}.png", seed + 20)
    with pytest.raises(UserError, match="changed while the set was made"):
        run(tmp_path / "in", tmp_path / "out", resume=True)


def test_the_journal_of_another_version_is_refused(photographs, tmp_path, monkeypatch):
    output = tmp_path / "out"
    stop_at(monkeypatch, 2)
    with pytest.raises(KeyboardInterrupt):
        run(photographs, output)
    monkeypatch.undo()
    survey = output / ".progress" / "survey.jsonl"
    survey.write_text(survey.read_text().replace('{"path"', '{"all_rows":[0,1],"path"'))  # as 0.1.0 wrote
    before = {path: sha for path, sha in contents(output / "images").items() if not path.endswith(".part")}
    with pytest.raises(UserError, match="the run was begun with another version of fmld-synth"):
        run(photographs, output, resume=True)
    assert contents(output / "images") == before != {}


def test_output_and_input_must_be_apart(photographs, tmp_path):
    for output in (photographs, photographs / "out", photographs.parent):
        with pytest.raises(UserError, match="lies inside"):
            run(photographs, output, overwrite=True)
    (tmp_path / "link").symlink_to(photographs)
    with pytest.raises(UserError, match="lies inside"):
        run(photographs, tmp_path / "link" / "out")


@pytest.mark.parametrize("place", ["file", "file/out", "proc"])
def test_an_output_that_cannot_be_written(photographs, tmp_path, place):
    (tmp_path / "file").write_text("")
    output = Path("/proc/fmld") if place == "proc" else tmp_path / place
    with pytest.raises(UserError, match="cannot write"):
        run(photographs, output)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_every_failure_to_write_names_the_file_and_a_remedy(code):
    message = str(files.writing_failed(Path("out/a.jpg"), OSError(code, os.strerror(code)), resumable=True))
    assert message.startswith("cannot write out/a.jpg: ")
    assert "`output`" in message or "`resume=True`" in message


def dying_engine():
    """Each worker that renders is killed."""
    engine: Any = fake_engine()
    if __name__ != "__main__" and os.environ.get("FMLD_PARENT") != str(os.getpid()):

        def die(*arguments, **options):
            os.kill(os.getpid(), signal.SIGKILL)

        engine.make = die
    return engine


def test_a_killed_worker_gives_one_line_and_resume_ends_the_run(
    photographs, undisturbed, tmp_path, monkeypatch
):
    monkeypatch.setenv("FMLD_PARENT", str(os.getpid()))
    with pytest.raises(UserError, match=r"a worker process was killed.*`resume=True`"):
        run(photographs, tmp_path / "out", workers=2, engine=dying_engine)
    run(photographs, tmp_path / "out", resume=True)
    assert contents(tmp_path / "out") == undisturbed
