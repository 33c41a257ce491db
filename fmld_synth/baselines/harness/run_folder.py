"""The folder of one training: what lies in it, and how it is opened."""

from __future__ import annotations

import shutil
from pathlib import Path

from fmld_synth.baselines.harness.model_file import MODEL_FILE
from fmld_synth.baselines.harness.recipe import Recipe, read_recipe
from fmld_synth.errors import UserError
from fmld_synth.files import PART, remove_parts, write_file, writing_failed

RECIPE = "recipe.toml"
HISTORY = "history.jsonl"
CURVES = "curves.png"
TENSORBOARD = "tensorboard"
LAST_CHECKPOINT = "checkpoint_last.pt"
BEST_CHECKPOINT = "checkpoint_best.pt"
OUR_FILES = (HISTORY, CURVES, LAST_CHECKPOINT, BEST_CHECKPOINT, MODEL_FILE)


def open_run(output: Path, recipe: Recipe, *, resume: bool, overwrite: bool) -> None:
    """Make a run's folder ready, and save the recipe in it.

    Raises:
        UserError: the folder is not empty and neither ``resume`` nor ``overwrite`` is given, it holds a run of
            another recipe, or it cannot be written.
    """
    if resume and overwrite:
        raise UserError("give either `resume` or `overwrite`, not both")
    try:
        output.mkdir(parents=True, exist_ok=True)
        occupied = any(not path.name.endswith(PART) for path in output.iterdir())
        if occupied and overwrite:
            _clear(output)
            occupied = False
    except OSError as error:
        raise writing_failed(output, error, resumable=True) from error
    if occupied:
        if not resume:
            raise UserError(
                f"`output` {output} is not empty: use `resume=True`, `overwrite=True` or another folder"
            )
        _check_recipe(output, recipe)
        remove_parts(output)
    write_file(output / RECIPE, recipe.to_toml().encode(), resumable=True)


def _check_recipe(output: Path, recipe: Recipe) -> None:
    """A run may get more epochs later; all else stays as it began."""
    if not (output / RECIPE).is_file():
        raise UserError(f"`resume`: {output} is not empty and holds no {RECIPE}, so no training began there")
    earlier = read_recipe(output / RECIPE)
    before, now = (one.model_dump(exclude={"epochs"}) for one in (earlier, recipe))
    changed = ", ".join(name for name in before if before[name] != now[name])
    if changed:
        raise UserError(
            f"`resume`: {output} was begun with another {changed}; give the same, or `overwrite=True` to start again"
        )


def _clear(output: Path) -> None:
    """Delete an earlier run, and nothing else."""
    if not (output / RECIPE).is_file():
        raise UserError(
            f"`overwrite`: {output} is not empty and holds no {RECIPE}: it is no earlier run; empty it yourself"
        )
    for name in OUR_FILES:
        (output / name).unlink(missing_ok=True)
    shutil.rmtree(output / TENSORBOARD, ignore_errors=True)
    remove_parts(output)
    (output / RECIPE).unlink()  # last: it marks a run, so that an interrupted clearing can be repeated
