"""Training an entry where its model is wanted and missing, or not finished yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fmld_synth.baselines.comparison.entries import Entry
from fmld_synth.baselines.harness.device import arithmetic_as_before
from fmld_synth.baselines.harness.recipe import Recipe, read_recipe
from fmld_synth.baselines.harness.run_folder import RECIPE
from fmld_synth.baselines.harness.training_run import Outcome, Watcher, train


def recipe_of(entry: Entry, path: Path | None = None, options: Mapping[str, Any] | None = None) -> Recipe:
    """How an entry is trained.

    Args:
        entry: its settings win over the recipe's.
        path: of another recipe than the baseline's own.
        options: see :func:`~fmld_synth.baselines.harness.recipe.read_recipe`.

    Raises:
        UserError: the recipe is wrong.
    """
    recipe = read_recipe(path or entry.baseline.recipe, options)
    return recipe.model_copy(update={"settings": {**recipe.settings, **entry.settings}})


def train_or_go_on(
    entry: Entry,
    dataset: Path,
    recipe: Recipe,
    output: Path,
    *,
    format_name: str,
    classes: Mapping[str, str] | None = None,
    device: str,
    watcher: Watcher,
    weights: Path | None = None,
    overwrite: bool = False,
) -> Outcome:
    """Train an entry, or go on with the training that lies in ``output``; one that is finished is left as it is,
    unless ``overwrite`` starts it again.

    Raises:
        UserError: see :func:`~fmld_synth.baselines.harness.training_run.train`; also if the training there was begun
            in another way.
    """
    begun = (output / RECIPE).is_file()
    with arithmetic_as_before():
        return train(
            entry.baseline,
            dataset,
            recipe,
            output,
            format_name=format_name,
            classes=classes,
            device=device,
            weights=weights,
            resume=begun and not overwrite,
            overwrite=begun and overwrite,
            watcher=watcher,
        )
