"""``generate`` on annotated sets, as a user meets it."""

import json
import sys

import pytest

from fmld_synth.cli import main
from tests.annotated_sets import BARE, MASKED, write_scene


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


@pytest.fixture
def fmld(tmp_path):
    """Two pictures of colored clouds: what is called a face in them is none, and cannot wear a mask."""
    write_scene(tmp_path / "FMLD", "train", 1, (BARE, MASKED))
    write_scene(tmp_path / "FMLD", "test", 2, (BARE,))
    return tmp_path / "FMLD"


def test_a_preset_runs_and_says_what_is_missing(fmld, tmp_path, capsys):
    arguments = ("--preset", "enhanced-fmld", "--input", fmld, "--output", tmp_path / "out", "--workers", 1)
    assert call("generate", *arguments, "--count", 2, "--json") == 1
    captured = capsys.readouterr()
    summary = json.loads(captured.out)
    assert summary["faces_by_label"] == {"correct": 1, "none": 2}
    assert summary["by_split"] == {"test": 1, "train": 2}
    assert summary["missing"] == 2
    assert "2 of the wanted pictures could not be made" in captured.err


def test_scenes_win_over_the_crop_of_a_preset(fmld, tmp_path, capsys):
    arguments = ("--preset", "enhanced-fmld", "--input", fmld, "--output", tmp_path / "out", "--workers", 1)
    call("generate", *arguments, "--count", 1, "--scenes", "--json")
    assert json.loads(capsys.readouterr().out)["by_split"] == {"test": 1, "train": 1}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--scenes", "--crop", "face"), "--scenes keeps whole scenes, --crop face cuts faces out"),
        (("--input-format", "fmdl"), "unknown format 'fmdl'; did you mean fmld? Valid: auto, manifest, fmld"),
        (
            ("--preset", "fmld"),
            "--preset: unknown preset 'fmld'; did you mean enhanced-fmld? Valid: enhanced-fmld",
        ),
        (("--balance",), "need an annotated set, see --input-format"),
        (("--input-format", "coco"), "no COCO file"),
    ],
)
def test_mistakes_end_with_one_line(fmld, tmp_path, capsys, arguments, message):
    assert call("generate", "--input", fmld, "--output", tmp_path / "out", *arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
