"""Every recipe in the folder of a baseline is one, and of a network that can be built."""

import pytest
import torch

from fmld_synth.baselines.harness.model_file import ModelDescription
from fmld_synth.baselines.harness.optimization import make_optimizer
from fmld_synth.baselines.harness.recipe import read_recipe
from fmld_synth.baselines.registry import BUNDLED_BASELINES

RECIPES = [
    (name, path.name)
    for name, baseline in BUNDLED_BASELINES.items()
    for path in sorted(baseline.folder.glob("*.toml"))
]


@pytest.mark.parametrize(("name", "file"), RECIPES)
def test_a_recipe_is_of_a_network_that_can_be_built(name, file):
    baseline = BUNDLED_BASELINES[name]
    recipe = read_recipe(baseline.folder / file)
    with torch.device("meta"):
        model = ModelDescription.of(baseline, recipe).build()
    assert make_optimizer(model, recipe.optimizer).param_groups
