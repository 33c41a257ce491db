"""The command line as a user meets it: exit codes, one-line errors, output for people and for scripts."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import pytest
import skimage.data

from fmld_synth.cli import main
from fmld_synth.cli.exit_codes import USER_ERROR
from fmld_synth.version import VERSION

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def portrait(tmp_path_factory):
    path = tmp_path_factory.mktemp("portrait") / "faces" / "astronaut.png"
    path.parent.mkdir()
    cv2.imwrite(str(path), skimage.data.astronaut()[..., ::-1])
    return path


@pytest.fixture(scope="module")
def dataset(portrait, tmp_path_factory):
    output = tmp_path_factory.mktemp("set") / "out"
    assert call("generate", "--input", portrait.parent, "--output", output, "--workers", 1, "--quiet") == 0
    return output


def call(*arguments) -> int:
    """Run the command line in this process and return its exit code."""
    before, sys.argv = sys.argv, ["fmld-synth", *map(str, arguments)]
    try:
        main.run()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before
    return 0


def test_help_and_version_start_quickly_and_import_nothing_heavy():
    code = (
        "import sys; from fmld_synth.cli import main\n"
        "print(sorted({'cv2', 'matplotlib', 'mediapipe', 'numpy', 'pydantic', 'skimage'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "[]"


def test_version(capsys):
    assert call("--version") == 0
    assert capsys.readouterr().out.strip() == VERSION


def test_generate_verify_and_stats_on_a_portrait(dataset, capsys):
    assert len(list((dataset / "images").rglob("*.jpg"))) == 4
    assert call("verify", dataset, "--workers", 1) == 0
    assert "no faults" in capsys.readouterr().out
    assert call("stats", dataset) == 0
    assert "nose_exposed" in capsys.readouterr().out
    assert call("stats", dataset, "--json") == 0
    assert json.loads(capsys.readouterr().out)["pictures"] == 4


def test_stats_write_a_page(dataset, tmp_path, capsys):
    page = tmp_path / "report.html"
    assert call("stats", dataset, "--html", page, "--workers", 1) == 0
    assert f"Open {page}: 4 pictures, 0 faults" in capsys.readouterr().out
    assert "<dialog" in page.read_text()
    assert call("stats", dataset, "--html", page, "--workers", 1, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "page": str(page), "files": None, "pictures": 4, "faults": [],
    }  # fmt: skip
    assert call("stats", dataset, "--html", dataset / "report.html") == USER_ERROR
    assert "inside the set" in capsys.readouterr().err


def test_compare_shows_two_sets_side_by_side(dataset, portrait, capsys):
    assert call("compare", dataset, portrait.parent, "--workers", 1) == 0
    told = capsys.readouterr().out
    for text in ("nose_exposed", "brightness", "0 equal files, 1 near duplicates", portrait.name):
        assert text in told
    assert call("compare", dataset, portrait.parent, "--workers", 1, "--json") == 0
    assert json.loads(capsys.readouterr().out)["first"]["images"] == 4
    assert call("compare", dataset, portrait.parent, "--second-format", "voc") == USER_ERROR
    assert "unknown format 'voc'" in capsys.readouterr().err
    assert call("compare", dataset, dataset / "nowhere") == USER_ERROR
    assert "no such folder" in capsys.readouterr().err


def test_verify_ends_with_1_and_names_the_fault(dataset, tmp_path, capsys):
    stray = dataset / "images" / "stray.jpg"
    stray.write_bytes(b"")
    try:
        assert call("verify", dataset, "--workers", 1, "--photographs", tmp_path) == 1
        assert "unlisted" in capsys.readouterr().out
        assert call("verify", dataset, "--workers", 1, "--photographs", tmp_path, "--json") == 1
        assert [fault["kind"] for fault in json.loads(capsys.readouterr().out)["faults"]] == ["unlisted"]
    finally:
        stray.unlink()


def test_generate_prints_its_summary_as_json(portrait, tmp_path, capsys):
    options = ("--count", 3, "--wear", "nose_exposed", "--crop", "face", "--size", 160, "--include-unmasked")
    where = ("--input", portrait, "--output", tmp_path / "o", "--workers", 1)
    assert call("generate", *where, "--json", *options) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["by_wear_state"] == {"nose_exposed": 3, "unmasked": 1}


def test_a_file_of_options_and_the_command_line_together(portrait, tmp_path):
    (tmp_path / "run.toml").write_text(f'input = "{portrait}"\ncount = 9\nseed = 4\n[wear]\ncorrect = 1\n')
    output = tmp_path / "out"
    options = ("--output", output, "--per-face", 1, "--workers", 1, "--quiet")
    assert call("generate", "--config", tmp_path / "run.toml", *options) == 0
    description = json.loads((output / "dataset.json").read_text())
    assert description["configuration"]["seed"] == 4
    assert description["counts"]["by_wear_state"] == {"correct": 1}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["generate"], ["--input", "required"]),
        (["generate", "--input", "nowhere", "--output", "o"], ["--input nowhere"]),
        (["generate", "--input", "x", "--output", "o", "--wear", "chim"], ["chim", "did you mean chin"]),
        (
            ["generate", "--input", "{faces}", "--output", "o", "--templates", "n95_cap"],
            ["n95_cap", "n95_cup"],
        ),
        (
            ["generate", "--input", "{faces}", "--output", "o", "--colors", "mauvve"],
            ["unknown color", "mauvve"],
        ),
        (["generate", "--input", "x", "--output", "o", "--format", "gif"], ["--format", "jpeg"]),
        (["generate", "--config", "no.toml"], ["no.toml"]),
        (["preview", "--input", "x.jpg", "--output", "o.png"], ["x.jpg"]),
        (["preview", "--input", "x.jpg", "--output", "o.gif"], ["--output o.gif", ".png"]),
        (["verify", "nowhere"], ["nowhere", "manifest.jsonl"]),
        (["stats", "nowhere"], ["nowhere", "manifest.jsonl"]),
    ],
)
def test_a_mistake_ends_with_2_and_one_line(arguments, words, portrait, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert call(*(argument.format(faces=portrait.parent) for argument in arguments)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert captured.err.count("\n") == 1
    for word in words:
        assert word in captured.err
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_where_an_error_arose():
    with pytest.raises(Exception, match="nowhere"):
        call("stats", "nowhere", "--debug")


def test_a_shortfall_ends_with_1(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    cv2.imwrite(str(tmp_path / "in" / "gray.png"), skimage.data.coins())
    options = ("--workers", 1, "--count", 2, "--quiet")
    assert call("generate", "--input", tmp_path / "in", "--output", tmp_path / "o", *options) == 1
    assert "2 of the wanted pictures" in capsys.readouterr().err


def test_preview_shows_every_state_and_template(portrait, tmp_path):
    sheet = tmp_path / "sheet.png"
    assert call("preview", "--input", portrait, "--output", sheet, "--templates", "cup,surgical_pleated") == 0
    height, width = cv2.imread(str(sheet)).shape[:2]
    assert width > 5 * 200
    assert height > 2 * 200


def test_ctrl_c_keeps_what_is_done_and_names_resume(portrait, tmp_path):
    command = [sys.executable, "-m", "fmld_synth.cli.main", "generate", "--input", portrait, "--output"]
    process = subprocess.Popen(
        [*map(str, command), str(tmp_path / "o"), "--workers", "2", "--count", "5000", "--quiet"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not list((tmp_path / "o" / ".progress").glob("survey.jsonl")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume" in errors
    assert "Traceback" not in errors


def test_faces_found_by_the_bundled_models(portrait, tmp_path, capsys):
    output = tmp_path / "set"
    options = ["--input", portrait.parent, "--output", output, "--workers", 1, "--per-face", 2, "--quiet"]
    assert call("generate", *options, "--landmarks", "bundled") == 0
    assert json.loads((output / "dataset.json").read_text())["configuration"]["landmarks"] == "bundled"
    assert call("verify", output, "--quiet") == 0
    capsys.readouterr()
    assert call("generate", *options, "--overwrite", "--landmarks", "dlib") == 2
    assert "--landmarks" in capsys.readouterr().err


def test_letters_that_a_screen_lacks_become_escapes(monkeypatch):
    shown = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", shown)
    assert call("--version") == 0
    print("no s\u00e9t", file=shown)
    shown.seek(0)
    assert "no s\\xe9t" in shown.read()
