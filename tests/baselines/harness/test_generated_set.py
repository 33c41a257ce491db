"""Networks go through the harness on generated pictures, and learn those they see."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from fmld_synth.api import generate_dataset
from fmld_synth.baselines.data.augmentation.settings import (
    CameraAugmentation,
    CameraEffects,
    SceneAugmentation,
)
from fmld_synth.baselines.harness.recipe import Optimizer, Recipe, Schedule
from fmld_synth.baselines.harness.training_run import train
from fmld_synth.baselines.registry import BUNDLED_BASELINES
from fmld_synth.generation.presets import find_preset
from tests.baselines.harness.learners import Silent
from tests.faces.portraits import PORTRAIT_FILES

CHANCE = math.log(3)
"""Loss of who gives each of three classes the same probability."""


@pytest.fixture(scope="session")
def generated_set(tmp_path_factory) -> Path:
    """Two portraits, one to learn from and one to validate: masks below the chin, correct ones, and none."""
    root = tmp_path_factory.mktemp("generated")
    options = {"input": PORTRAIT_FILES, "output": root / "set", "workers": 1, "mattes": False}
    wanted = {"wear": "chin", "include_correct": 0.5, "split": "train,val", "per_face": 40}
    generate_dataset({**find_preset("detector"), **options, **wanted, "size": 256, "min_face": 32})
    return root / "set"


@pytest.mark.parametrize(
    ("name", "settings", "epochs", "optimizer"),
    [
        ("scs-net", {}, 5, Optimizer(learning_rate=1e-2, multiples={"scores": 10.0})),
        ("two-stage", {"backbone": "mobilenet_v1", "input_side": 64}, 4, Optimizer(learning_rate=1e-3)),
        ("two-stage", {"backbone": "mobilenet_v2", "input_side": 64}, 4, Optimizer(learning_rate=1e-3)),
        ("two-stage", {"backbone": "resnet50_v1", "input_side": 64}, 3, Optimizer(learning_rate=3e-4)),
        ("two-stage", {"backbone": "resnet50_v2", "input_side": 64}, 3, Optimizer(learning_rate=3e-4)),
    ],
)
def test_training_pictures_are_told_apart(generated_set, tmp_path, name, settings, epochs, optimizer):
    losses = training_losses(
        name, generated_set, tmp_path, settings, epochs, optimizer, CameraAugmentation.off()
    )

    # Of pictures it learns from: a single portrait does not teach it to know another person's.
    assert losses[-1] < 0.75 * CHANCE


@pytest.mark.parametrize(("name", "input_side"), [("aizoo-ssd", 160), ("sl-fmdet", 128)])
def test_detectors_learn_where_faces_are_and_what_they_wear(generated_set, tmp_path, name, input_side):
    losses = training_losses(
        name, generated_set, tmp_path, {"input_side": input_side}, 5, Optimizer(learning_rate=3e-3),
        SceneAugmentation.off(),
    )  # fmt: skip

    assert losses[-1] < 0.5 * losses[0]


def training_losses(
    name: str, folder: Path, output: Path, settings: dict[str, Any], epochs: int, optimizer: Optimizer,
    augmentation: CameraEffects,
) -> list[float]:  # fmt: skip
    """Mean loss of each epoch, of the pictures that are learnt from."""
    recipe = Recipe(
        settings=settings,
        epochs=epochs,
        batch_size=8,
        gradient_clip=5.0,
        optimizer=optimizer,
        schedule=Schedule(warm_up=0.1),
        augmentation=augmentation.model_dump(),
    )
    outcome = train(
        BUNDLED_BASELINES[name], folder, recipe, output / "run", workers=0, device="cpu", watcher=Silent()
    )
    return [epoch.train["loss"] for epoch in outcome.history]
