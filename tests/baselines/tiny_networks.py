"""A classifier and a detector of a few weights, registered as baselines: everything around them can be tested fast."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import nn

from fmld_synth.baselines.baseline import Baseline, Published, Task
from fmld_synth.baselines.harness.model_file import ModelDescription, save_model
from fmld_synth.baselines.networks import Classifier, Detector, Predictions
from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.baselines.registry import BUNDLED_BASELINES

CLASSES = ("correct", "incorrect", "none")
SIDE = 32


class TinyClassifier(Classifier):
    """Judges by mean colors."""

    def __init__(self, classes: tuple[str, ...]) -> None:
        super().__init__(classes, Preprocessing(SIDE, SIDE, "BGR", (104.0, 117.0, 123.0), 1 / 64))
        self.features = nn.Sequential(nn.Conv2d(3, 6, 3, 2, 1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(4))
        self.last = nn.Linear(6 * 16, len(classes))

    def forward(self, images):
        return self.last(self.features(images).flatten(1))


class TinyDetector(Detector):
    """Four anchors, one a quarter of the picture, with 2 x 2 cells of features."""

    def __init__(self, classes: tuple[str, ...]) -> None:
        super().__init__(classes, Preprocessing(SIDE, SIDE))
        self.features = nn.Sequential(nn.Conv2d(3, 6, 3, 2, 1), nn.BatchNorm2d(6), nn.ReLU(), nn.AvgPool2d(8))
        self.scores, self.offsets = nn.Conv2d(6, len(classes), 1), nn.Conv2d(6, 4, 1)
        quarters = torch.tensor([[x, y, 0.5, 0.5] for y in (0.25, 0.75) for x in (0.25, 0.75)])
        self.register_buffer("anchors", quarters, persistent=False)

    def forward(self, images):
        features = self.features(images)
        return Predictions(_by_anchor(self.scores(features)), _by_anchor(self.offsets(features)))

    def losses(self, predictions, targets):
        return {"nothing": predictions.scores.sum() * 0}

    def probabilities(self, scores):
        return scores.sigmoid()


def _by_anchor(maps):
    return maps.permute(0, 2, 3, 1).reshape(maps.shape[0], -1, maps.shape[1])


def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the registry know ``tiny-classifier`` and ``tiny-detector``."""
    networks: dict[Task, type] = {"classification": TinyClassifier, "detection": TinyDetector}
    for task, network in networks.items():
        name = "tiny-classifier" if task == "classification" else "tiny-detector"
        package = name.replace("-", "_")
        module = ModuleType(f"{package}.network")
        module.__dict__["build"] = lambda classes, network=network: network(classes)
        monkeypatch.setitem(sys.modules, package, ModuleType(package))
        monkeypatch.setitem(sys.modules, module.__name__, module)
        baseline = Baseline(name, name, task, package, Path("nowhere"), Published("Nobody"))
        monkeypatch.setitem(BUNDLED_BASELINES, name, baseline)


def save_tiny(name: str, path: Path, *, seed: int = 0) -> Path:
    """Write a model file of a registered tiny network, with statistics and weights by chance."""
    torch.manual_seed(seed)
    description = ModelDescription(baseline=name, classes=CLASSES, label_scheme="three")
    model = description.build()
    for tensor in model.state_dict().values():
        if tensor.is_floating_point():
            tensor.copy_(torch.rand_like(tensor) + 0.5 if tensor.ndim == 1 else torch.randn_like(tensor) / 4)
    save_model(model, description, path)
    return path
