"""``fmld-synth train-baseline`` as a user meets it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fmld_synth.baselines.harness.model_file import load_model
from fmld_synth.baselines.harness.recipe import read_recipe
from fmld_synth.baselines.harness.training import Trainee
from fmld_synth.cli import needs_torch
from tests.baselines.harness.learners import RECIPE, write_set
from tests.cli.test_main import call

ROOT = Path(__file__).parents[3]


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "short.toml"
    path.write_text(RECIPE.model_copy(update={"epochs": 1}).to_toml())
    return path


def train(dataset, recipe, output, *options) -> int:
    return call(
        "train-baseline",
        dataset,
        "--model",
        "learner",
        "--recipe",
        recipe,
        "--output",
        output,
        "--loading-threads",
        1,
        *options,
    )


def test_trains_and_says_how_to_use_the_model(small_set, recipe, tmp_path, capsys):
    options = ("--epochs", 2, "--batch-size", 4, "--learning-rate", 0.01, "--seed", 5, "--labels", "two")
    assert train(small_set, recipe, tmp_path / "run", "--device", "cpu", *options) == 0

    printed = capsys.readouterr()
    assert "balanced_accuracy (chose the epoch)" in printed.out
    assert f"fmld-synth predict {tmp_path / 'run'} photo.jpg" in printed.out
    assert "Training" in printed.err and "2/2" in printed.err
    merged = read_recipe(tmp_path / "run" / "recipe.toml")
    assert (merged.epochs, merged.batch_size, merged.seed, merged.label_scheme) == (2, 4, 5, "two")
    assert merged.optimizer.learning_rate == 0.01
    assert load_model(str(tmp_path / "run"))[1].classes == ("compliant", "non-compliant")


def test_an_interruption_says_how_to_go_on(small_set, recipe, tmp_path, capsys, monkeypatch):
    def step(self, task, batch):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Trainee, "step", step)
        assert train(small_set, recipe, tmp_path / "run") == 130
    assert "run the same command with --resume to continue in" in capsys.readouterr().err

    # The run's own recipe is used again.
    assert (
        call("train-baseline", small_set, "--model", "learner", "--output", tmp_path / "run", "--resume") == 0
    )
    assert train(small_set, recipe, tmp_path / "run", "--resume", "--quiet") == 0


def test_names_what_could_not_be_read(recipe, tmp_path, capsys):
    dataset = write_set(tmp_path / "set")
    picture = dataset / "train" / "correct" / "0.jpg"
    picture.write_bytes(picture.read_bytes()[:-500])

    assert train(dataset, recipe, tmp_path / "run") == 0
    assert f"1 images could not be read and were left out, such as {picture}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--labels", "four"], "--labels: unknown label scheme 'four'"),
        (["--epochs", "0"], "--epochs: "),
        (["--from", "zip"], "unknown format 'zip'"),
        (["--device", "cuda"], "--device cuda: torch finds no CUDA card here"),
        (["--resume", "--overwrite"], "give either --resume or --overwrite"),
        (["--model", "scs-nett"], "unknown baseline 'scs-nett'; did you mean scs-net?"),
    ],
)
def test_mistakes_end_in_one_line(small_set, recipe, tmp_path, capsys, monkeypatch, options, message):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    assert train(small_set, recipe, tmp_path / "run", *options) == 2
    error = capsys.readouterr().err.strip()
    assert message in error and error.count("\n") == 0


def test_without_torch(small_set, recipe, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(needs_torch, "find_spec", lambda name: None if name == "torch" else object())
    assert train(small_set, recipe, tmp_path / "run") == 2
    assert capsys.readouterr().err == (
        "error: torch: not installed, and this command needs it: pip install 'fmld-synth[baselines]'\n"
    )


def test_help_does_not_import_torch():
    code = (
        "import sys; from typer.testing import CliRunner; from fmld_synth.cli.main import app\n"
        "result = CliRunner().invoke(app, ['train-baseline', '--help'])\n"
        "print(result.exit_code, sorted({'torch', 'matplotlib', 'tensorboard'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "0 []"
