"""Opening the folder of a run."""

from __future__ import annotations

import pytest

from fmld_synth.baselines.harness.recipe import Recipe, read_recipe
from fmld_synth.baselines.harness.run_folder import OUR_FILES, open_run
from fmld_synth.errors import UserError

NEW = {"resume": False, "overwrite": False}
RESUME = {"resume": True, "overwrite": False}
OVERWRITE = {"resume": False, "overwrite": True}


@pytest.fixture
def begun(tmp_path):
    open_run(tmp_path / "run", Recipe(), **NEW)
    for name in OUR_FILES:
        (tmp_path / "run" / name).touch()
    return tmp_path / "run"


def test_a_folder_in_use_needs_an_option(begun):
    with pytest.raises(
        UserError, match=r"`output` .*run is not empty: use `resume=True`, `overwrite=True` or another folder"
    ):
        open_run(begun, Recipe(), **NEW)
    with pytest.raises(UserError, match="either `resume` or `overwrite`"):
        open_run(begun, Recipe(), resume=True, overwrite=True)


def test_only_the_number_of_epochs_may_change(begun):
    open_run(begun, Recipe(epochs=99), **RESUME)
    assert read_recipe(begun / "recipe.toml").epochs == 99
    with pytest.raises(UserError, match=r"`resume`: .*run was begun with another batch_size, seed"):
        open_run(begun, Recipe(batch_size=7, seed=7), **RESUME)


def test_overwriting_deletes_a_run_and_nothing_else(begun):
    (begun / "notes.txt").touch()
    open_run(begun, Recipe(seed=3), **OVERWRITE)
    assert {path.name for path in begun.iterdir()} == {"recipe.toml", "notes.txt"}


@pytest.mark.parametrize("options", [RESUME, OVERWRITE])
def test_a_folder_that_is_no_run_is_left_alone(tmp_path, options):
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(UserError, match=r"is not empty and holds no recipe\.toml"):
        open_run(tmp_path, Recipe(), **options)
    assert (tmp_path / "thesis.tex").exists()


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"cannot write .*: a part of its path is a file"):
        open_run(tmp_path / "file" / "run", Recipe(), **NEW)
