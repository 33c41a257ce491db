"""``--classes`` and remarks in every command that reads sets of others."""

from __future__ import annotations

import json
from typing import Any

import pytest
import skimage.data
from PIL import Image
from typer.main import get_command

from fmld_synth.cli import main
from tests.cli.test_export import call
from tests.dataset.readers.layouts import write_files, write_image

READING = (
    "generate",
    "compare",
    "export",
    "evaluate",
    "train-baseline",
    "benchmark-baselines",
    "compare-backbones",
)


def _commands() -> Any:
    return get_command(main.app).commands  # type: ignore[attr-defined]  # of the group that it is


@pytest.mark.parametrize("name", READING)
def test_the_option_is_everywhere(name):
    options = [option for one in _commands()[name].params for option in one.opts]
    assert "--classes" in options


@pytest.fixture
def folders(tmp_path):
    """Class folders of names that nobody knows, with a face in one, and a class to leave out."""
    for name in ("bad", "helmet"):
        write_image(tmp_path / "set" / name / "a.png", 48, 40)
    portrait = tmp_path / "set" / "good" / "b.png"
    portrait.parent.mkdir()
    Image.fromarray(skimage.data.astronaut()[40:230, 140:310]).save(portrait)
    return tmp_path / "set"


def test_export_by_auto_with_classes(folders, tmp_path, capsys):
    options = ["--from", "auto", "--classes", "good=correct,bad=incorrect,helmet=,hat="]
    assert call("export", folders, "--to", "csv", "--output", tmp_path / "out", "--json", *options) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["by_split"] == {"train": {"correct": 1, "incorrect": 1}}
    assert f"note: {folders}: 1 face of the class 'helmet' left out, as --classes says" in printed.err
    assert f"note: {folders}: no face has the class hat that --classes names" in printed.err


def test_export_names_an_unknown_class(folders, tmp_path, capsys):
    assert (
        call("export", folders, "--from", "class-folders", "--to", "csv", "--output", tmp_path / "out") == 2
    )
    assert "none of its folders has the name of a class" in capsys.readouterr().err
    assert (
        call("export", folders, "--to", "overlays", "--output", tmp_path / "out", "--classes", "a=chin") == 2
    )
    assert "--classes: overlays keep the classes of their dataset" in capsys.readouterr().err


def test_generate_records_what_classes_mean(folders, tmp_path, capsys):
    options = ["--input-format", "auto", "--crop", "face", "--count", 1, "--workers", 1, "--quiet"]
    classes = ["--classes", "good=none,bad=incorrect,helmet="]
    assert call("generate", "--input", folders, "--output", tmp_path / "out", *options, *classes) == 0
    assert "note:" in capsys.readouterr().err
    described = json.loads((tmp_path / "out" / "dataset.json").read_text())["configuration"]
    assert described["classes"] == {"good": "none", "bad": "incorrect", "helmet": ""}
    again = [
        "--config",
        tmp_path / "out" / "run.toml",
        "--output",
        tmp_path / "again",
        "--workers",
        1,
        "--quiet",
    ]
    assert call("generate", *again) == 0
    first, second = ((tmp_path / name / "manifest.jsonl").read_bytes() for name in ("out", "again"))
    assert first == second and b'"synthetic"' in first


def test_generate_refuses_classes_of_plain_photographs_and_unknown_meanings(folders, tmp_path, capsys):
    assert call("generate", "--input", folders, "--output", tmp_path / "out", "--classes", "good=none") == 2
    assert "--classes needs an annotated set" in capsys.readouterr().err
    options = ["--input-format", "auto", "--classes", "good=nome"]
    assert call("generate", "--input", folders, "--output", tmp_path / "out", *options) == 2
    assert "--classes good=nome: unknown meaning; did you mean none?" in capsys.readouterr().err


def test_generate_says_when_no_face_may_wear_a_mask(tmp_path, capsys):
    write_files(tmp_path / "set", {"classes.txt": "mask\n", "a.jpg": None, "a.txt": "0 0.5 0.5 0.5 0.5\n"})
    options = ["--input-format", "auto", "--count", 1, "--workers", 1, "--quiet"]
    assert call("generate", "--input", tmp_path / "set", "--output", tmp_path / "out", *options) == 1
    assert "none is labeled as bare outside a test part" in capsys.readouterr().err


def test_compare_says_that_annotations_are_not_read(tmp_path, capsys):
    files = {"mask/a.jpg": None, "mask/a.json": '{"shapes": [], "imagePath": "a.jpg"}'}
    write_files(tmp_path, files)
    assert call("compare", tmp_path, tmp_path, "--workers", 1, "--json") == 0
    printed = capsys.readouterr()
    assert "mask/a.json looks like labelme, which is not read" in printed.err
    assert json.loads(printed.out)["first"]["labels"] == {}
