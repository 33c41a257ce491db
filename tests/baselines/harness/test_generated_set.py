"""Classifiers go through the harness on generated pictures, and tell those they learn from apart."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import matplotlib
import pytest
import skimage.data
from PIL import Image

from fmld_synth.api import generate_dataset
from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation
from fmld_synth.baselines.harness.recipe import Optimizer, Recipe, Schedule
from fmld_synth.baselines.harness.training_run import train
from fmld_synth.baselines.registry import BASELINES
from fmld_synth.dataset.presets import find_preset
from tests.baselines.harness.learners import Silent

CHANCE = math.log(3)
"""Loss of who gives each of three classes the same probability."""


@pytest.fixture(scope="session")
def generated_set(tmp_path_factory) -> Path:
    """Two portraits, one to learn from and one to validate: masks below the chin, correct ones, and none."""
    root = tmp_path_factory.mktemp("generated")
    photographs = root / "photographs"
    photographs.mkdir()
    Image.fromarray(skimage.data.astronaut()).save(photographs / "astronaut.jpg", quality=95)
    shutil.copy(Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg", photographs)
    options = {"input": photographs, "output": root / "set", "workers": 1, "mattes": False}
    wanted = {"wear": "chin", "include_correct": 0.5, "split": "train,val", "per_face": 40}
    generate_dataset({**find_preset("detector"), **options, **wanted, "size": 256, "min_face": 32})
    return root / "set"


@pytest.mark.parametrize(
    ("name", "settings", "epochs", "optimizer"),
    [
        ("scs-net", {}, 5, Optimizer(learning_rate=1e-2, multiples={"scores": 10.0})),
        ("two-stage", {"backbone": "mobilenet_v1", "input_side": 64}, 4, Optimizer(learning_rate=1e-3)),
        ("two-stage", {"backbone": "mobilenet_v2", "input_side": 64}, 4, Optimizer(learning_rate=1e-3)),
    ],
)
def test_training_pictures_are_told_apart(generated_set, tmp_path, name, settings, epochs, optimizer):
    recipe = Recipe(
        settings=settings,
        epochs=epochs,
        batch_size=8,
        gradient_clip=5.0,
        optimizer=optimizer,
        schedule=Schedule(warm_up=0.1),
        augmentation=CameraAugmentation.off().model_dump(),
    )

    outcome = train(
        BASELINES[name],
        generated_set,
        recipe,
        tmp_path / "run",
        workers=0,
        device="cpu",
        watcher=Silent(),
    )

    # Of pictures it learns from: a single portrait does not teach it to know another person's.
    assert outcome.history[-1].train["loss"] < 0.75 * CHANCE
