"""A classifier and a detector that learn in a moment, registered as baselines, and a set they can learn from."""

from __future__ import annotations

import signal
import sys
from collections.abc import MutableMapping
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import torch
from torch import nn

from fmld_synth.baselines.baseline import Baseline, Published, Task
from fmld_synth.baselines.detection.multibox_loss import MultiboxLoss
from fmld_synth.baselines.harness.recipe import Optimizer, Recipe, Schedule
from fmld_synth.baselines.networks import Classifier, Detector, Predictions
from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.baselines.registry import BUNDLED_BASELINES

SIDE = 16
COLORS = {"correct": (200, 40, 40), "incorrect": (40, 200, 40), "unmasked": (40, 40, 200)}
"""Blue, green and red of the pictures of each class."""
RECIPE = Recipe(
    epochs=4,
    batch_size=6,
    weight_average=0.9,
    gradient_clip=5.0,
    optimizer=Optimizer(learning_rate=0.02),
    schedule=Schedule(warm_up=0.5),
    augmentation={"jpeg_share": 0.0, "hue_range": [0.0, 0.0], "gray_share": 0.0},
)


class Learner(Classifier):
    """Looks at colors; has dropout and a batch norm, so that chance and statistics matter, unless it is plain."""

    def __init__(self, classes: tuple[str, ...], plain: bool = False) -> None:
        super().__init__(classes, Preprocessing(SIDE, SIDE))
        norm, dropout = (nn.Identity(), nn.Identity()) if plain else (nn.BatchNorm2d(4), nn.Dropout(0.2))
        self.layers = nn.Sequential(nn.Conv2d(3, 4, 4, 4), norm, nn.ReLU(), nn.Flatten(), dropout)
        self.last = nn.Linear(16 * 4, len(classes))

    def forward(self, images):
        return self.last(self.layers(images))


class Finder(Detector):
    """One anchor that is the whole picture, as are all faces of the set, and four quarters."""

    def __init__(self, classes: tuple[str, ...]) -> None:
        super().__init__(classes, Preprocessing(SIDE, SIDE))
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 4, 4), nn.ReLU(), nn.Flatten())
        self.last = nn.Linear(16 * 8, 5 * (len(classes) + 4))
        quarters = [[x, y, 0.5, 0.5] for y in (0.25, 0.75) for x in (0.25, 0.75)]
        self.register_buffer("anchors", torch.tensor([[0.5, 0.5, 1.0, 1.0], *quarters]), persistent=False)
        self.multibox = MultiboxLoss("sigmoid", match_iou=0.5, negatives_per_positive=3)

    def forward(self, images):
        values = self.last(self.layers(images)).reshape(len(images), 5, -1)
        return Predictions(values[..., 4:], values[..., :4])

    def losses(self, predictions, targets):
        return self.multibox(predictions, targets, self.anchors, self.variances)

    def probabilities(self, scores):
        return scores.sigmoid()


def register(
    modules: MutableMapping[str, ModuleType] = sys.modules,
    registry: MutableMapping[str, Baseline] = BUNDLED_BASELINES,
) -> None:
    """Let the registry know ``learner`` and ``finder``."""
    builders = {"learner": Learner, "finder": Finder}
    for name, build in builders.items():
        module = ModuleType(f"{name}.network")
        module.__dict__["build"] = build
        modules[name] = ModuleType(name)
        modules[module.__name__] = module
        task: Task = "classification" if name == "learner" else "detection"
        registry[name] = Baseline(name, name, task, name, Path("nowhere"), Published("Nobody"))


def write_set(folder: Path, train: int = 6, val: int = 2, classes=tuple(COLORS)) -> Path:
    """Pictures of one face each, filled with noise in the color of its class; so many of each class."""
    generator = np.random.default_rng(0)
    for split, count in (("train", train), ("val", val)):
        for name in classes:
            for number in range(count):
                path = folder / split / name / f"{number}.jpg"
                path.parent.mkdir(parents=True, exist_ok=True)
                noise = generator.integers(-30, 30, (80, 80, 3))
                cv2.imwrite(str(path), np.clip(np.array(COLORS[name]) + noise, 0, 255).astype(np.uint8))
    return folder


class Silent:
    """Watches a training; ``stop_at`` presses Ctrl-C in that step (from 1), as the signal itself does."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.steps, self.stop_at = 0, stop_at
        self.begun: tuple[int, int, int] | None = None

    def begin(self, epochs, batches, done):
        self.begun = epochs, batches, done

    def begin_epoch(self, epoch, batches, done):
        pass

    def advance(self, loss):
        self.steps += 1
        if self.steps == self.stop_at:
            signal.raise_signal(signal.SIGINT)

    def end_epoch(self, epoch, best):
        pass
