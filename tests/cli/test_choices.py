"""Options that take names: help, completion and errors agree; earlier spellings; exit codes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from fmld_synth import choices
from fmld_synth.baselines.exporting.exporting import ENDINGS
from fmld_synth.choices import checked, names_of
from fmld_synth.cli import completion, main
from fmld_synth.cli.command import renewed
from fmld_synth.cli.exit_codes import EXIT_CODES, USER_ERROR
from fmld_synth.cli.option_names import RENAMED
from fmld_synth.cli.options import one_of
from fmld_synth.dataset.exporting import EXPORTERS
from fmld_synth.dataset.label_schemes import label_schemes
from fmld_synth.dataset.readers import READERS
from fmld_synth.errors import UserError
from fmld_synth.generation.presets import PRESETS
from fmld_synth.publish.licenses import LICENSES
from tests.cli.test_main import call

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("choice", "table"),
    [
        (choices.Preset, PRESETS),
        (choices.Labels, label_schemes()),
        (choices.LicenseName, LICENSES),
        (choices.ModelFormat, ENDINGS),
        (choices.SetFormat, READERS),
        (choices.ExportFormat, EXPORTERS),
    ],
)
def test_a_type_lists_what_the_library_holds(choice, table):
    assert sorted(names_of(choice)) == sorted(table)


def test_an_unknown_name_gets_the_nearest_and_all():
    with pytest.raises(UserError) as told:
        checked("fase", choices.Crop, "crop")
    assert (
        str(told.value) == "`crop`: unknown crop 'fase'; did you mean face? Valid: none, face, tight, varied"
    )
    assert checked("face", choices.Crop, "crop") == "face"


def options_of(command, path=()):
    """Every option of every command: where it stands, and itself."""
    for parameter in command.params:
        if parameter.param_type_name == "option":
            yield " ".join((*path, parameter.opts[0])), parameter
    for name, nested in getattr(command, "commands", {}).items():
        yield from options_of(nested, (*path, name))


OPTIONS = dict(options_of(typer.main.get_command(main.app)))
CLOSED = {
    "generate --crop": choices.Crop,
    "generate --format": choices.ImageFormat,
    "generate --preset": choices.Preset,
    "generate --rendering": choices.RenderingChoice,
    "preview --crop": choices.Crop,
    "export --labels": choices.Labels,
    "export --link": choices.Link,
    "train-baseline --device": choices.Device,
    "train-baseline --labels": choices.Labels,
    "evaluate --split": choices.SplitToEvaluate,
    "evaluate --labels": choices.LabelsToEvaluate,
    "evaluate --faces": choices.FaceSource,
    "export-model --to": choices.ModelFormat,
    "templates add --family": choices.Family,
    "templates add --straps": choices.StrapKind,
    "publish kaggle --license": choices.LicenseName,
    "publish huggingface --layout": choices.PackageLayout,
}


@pytest.mark.parametrize("where", CLOSED)
def test_help_names_what_an_option_takes(where):
    shown = f"{OPTIONS[where].metavar} {OPTIONS[where].help}"
    assert [name for name in names_of(CLOSED[where]) if not re.search(rf"\b{name}\b", shown)] == []


@pytest.mark.parametrize("where", CLOSED)
def test_a_wrong_name_is_told_before_anything_is_done(where, capsys):
    *command, option = where.split()
    assert call(*command, option, "qqqq") == USER_ERROR
    told = capsys.readouterr().err
    names = ", ".join(names_of(CLOSED[where]))
    assert re.fullmatch(rf"error: {option}: unknown [\w ]+ 'qqqq'\. Valid: {re.escape(names)}\n", told)


def test_case_does_not_matter():
    app = typer.Typer()

    @app.command()
    def show(terms: Annotated[choices.LicenseName, one_of(choices.LicenseName, "license", help="x")]):
        typer.echo(terms)

    assert CliRunner().invoke(app, ["--terms", "cc-by-4.0"]).output == "CC-BY-4.0\n"


@pytest.mark.parametrize(
    ("where", "word", "offered"),
    [
        ("generate --crop", "", ["none", "face", "tight", "varied"]),
        ("generate --preset", "cl", ["classifier"]),
        ("generate --wear", "chin,nose_t", ["chin,nose_tip_exposed"]),
        ("generate --templates", "surgical,kn95_", ["surgical,kn95_valve"]),
        ("generate --colors", "light_b", ["light_blue"]),
        ("generate --input-format", "med", ["medical-mask"]),
        ("generate --identity-from", "p", ["parent"]),
        ("stats --from", "pascal", ["pascal-voc"]),
        ("export --to", "yolo-", ["yolo-segmentation"]),
        ("export --to", "ov", ["overlays"]),
        ("compare --first-format", "pict", ["pictures"]),
        ("train-baseline --model", "sl", ["sl-fmdet"]),
        ("compare-backbones --only", "mobilenet_v1,resnet50_v2", ["mobilenet_v1,resnet50_v2"]),
        ("benchmark-baselines --only", "opencv", ["opencv-ssd-cnn"]),
        ("predict --finder", "bun", ["bundled"]),
        ("publish kaggle --license", "CC-BY-S", ["CC-BY-SA-4.0"]),
    ],
)
def test_names_are_completed(where, word, offered):
    context = typer.Context(typer.main.get_command(main.app))
    assert [item.value for item in OPTIONS[where].shell_complete(context, word)] == offered


def test_the_shell_completes_names():
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "_FMLD_SYNTH_COMPLETE": "complete_bash",
        "COMP_WORDS": "fmld-synth templates show ffp2",
        "COMP_CWORD": "3",
    }
    code = "from fmld_synth.cli.main import run; run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.stdout.split() == ["ffp2_duckbill"]


def test_completion_is_silent_about_missing_packages():
    def names():
        raise ImportError("torch")

    assert completion.completion(names)("") == []


def test_every_earlier_spelling_leads_to_an_option():
    commands = {where.rsplit(" ", 1)[0].split()[-1] for where in OPTIONS}
    assert set(RENAMED) <= commands
    now = {
        f"{where.rsplit(' ', 1)[0].split()[-1]} {where.rsplit(' ', 1)[1]}"
        for where in OPTIONS
        if " " in where
    }
    for command, renamed in RENAMED.items():
        for before, after in renamed.items():
            assert f"{command} {after}" in now and f"{command} {before}" not in now


def test_an_earlier_spelling_works_and_is_told(tmp_path, capsys):
    for arguments in (["--source", tmp_path], [f"--source={tmp_path}"]):
        assert call("verify", tmp_path, *arguments) == USER_ERROR
        told = capsys.readouterr().err.splitlines()
        assert told[0] == "note: --source is now called --photographs"
        assert len(told) == 2 and "manifest.jsonl" in told[1]


def test_values_and_what_follows_two_dashes_stay_as_they_are():
    renamed = {"--old": "--new"}
    assert list(renewed(["--x=--old", "--", "--old"], renamed)) == ["--x=--old", "--", "--old"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["generate", "--no-such"], "No such option: --no-such"),
        (["export"], "Missing argument"),
        (["generate", "--count", "many"], "Invalid value for '--count'"),
        (["no-such-command"], "No such command 'no-such-command'"),
        (["evaluate", "a", "b", "--iou", "2"], "Invalid value for '--iou'"),
    ],
)
def test_a_wrong_command_line_is_one_line_with_the_way_to_its_help(arguments, message, capsys):
    assert call(*arguments) == USER_ERROR
    told = capsys.readouterr().err
    assert told.startswith("error: ") and message in told
    assert told.endswith(" --help\n") and told.count("\n") == 1


def test_without_a_command_the_help_is_shown(capsys):
    assert call() == USER_ERROR
    told = capsys.readouterr()
    assert "Usage: fmld-synth" in told.out + told.err and "error:" not in told.err


def test_documents_and_help_repeat_the_table_of_exit_codes(capsys):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    assert [row for row in rows if row not in readme] == []
    call("--help")
    shown = " ".join(capsys.readouterr().out.split())
    assert all(f"{code} {meaning}" in shown for code, meaning in EXIT_CODES.items())
