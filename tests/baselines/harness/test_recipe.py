"""Recipes: what a file and the command line say together, and what is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.baselines.harness.recipe import Optimizer, Recipe, read_recipe
from fmld_synth.errors import UserError


def written(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text)
    return path


def test_options_win_over_the_file(tmp_path):
    path = written(tmp_path, 'epochs = 5\nlabel_scheme = "two"\n[optimizer]\nname = "sgd"\nmomentum = 0.5\n')

    recipe = read_recipe(path, {"epochs": 7, "batch_size": None, "optimizer.learning_rate": 0.02})

    assert (recipe.epochs, recipe.label_scheme, recipe.batch_size) == (7, "two", Recipe().batch_size)
    assert recipe.optimizer == Optimizer(name="sgd", momentum=0.5, learning_rate=0.02)


def test_a_margin_of_two_numbers_counts_above_and_below(tmp_path):
    assert read_recipe(written(tmp_path, "crop_margin = [0.1, 0.2]")).crop_margin == (0.1, 0.2, 0.2)
    assert read_recipe(written(tmp_path, "crop_margin = [0.1, 0.2, 0.3]")).crop_margin == (0.1, 0.2, 0.3)


@given(
    epochs=st.integers(1, 1000),
    samples=st.none() | st.integers(1, 10**6),
    average=st.none() | st.floats(0, 0.9999),
    rate=st.floats(1e-8, 10),
    augmentation=st.dictionaries(st.sampled_from(["blur", "flip"]), st.floats(0, 1)),
)
def test_a_written_recipe_reads_the_same(tmp_path_factory, epochs, samples, average, rate, augmentation):
    recipe = Recipe(
        epochs=epochs,
        samples_per_epoch=samples,
        weight_average=average,
        optimizer=Optimizer(learning_rate=rate),
        augmentation=augmentation,
    )

    assert read_recipe(written(tmp_path_factory.mktemp("recipe"), recipe.to_toml())) == recipe


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("epoch = 3", "recipe.toml: epoch: there is no such entry; known: label_scheme, .*epochs"),
        (
            "[optimizer]\nlr = 3",
            "recipe.toml: optimizer.lr: there is no such entry; known: name, learning_rate",
        ),
        ("crop_margin = [0.1]", "recipe.toml: crop_margin.1: "),
        ("epochs = 0", "recipe.toml: epochs: .*greater than or equal to 1, not 0"),
        ("[optimizer]\nlearning_rate = inf", "recipe.toml: optimizer.learning_rate: .*finite"),
        ('precision = "int8"', "recipe.toml: precision: .*not 'int8'"),
        ("epochs =", "is not TOML"),
    ],
)
def test_faults_are_named_in_one_line(tmp_path, text, message):
    with pytest.raises(UserError, match=message) as caught:
        read_recipe(written(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_a_wrong_option_is_named_as_on_the_command_line(tmp_path):
    with pytest.raises(UserError, match=re.escape("`learning_rate`: ")):
        read_recipe(written(tmp_path, ""), {"optimizer.learning_rate": -1.0})


def test_a_missing_file(tmp_path):
    with pytest.raises(UserError, match=r"cannot read .*nowhere\.toml"):
        read_recipe(tmp_path / "nowhere.toml")
