"""A baseline is its folders and its entry: with these alone it can be trained, evaluated, used and exported."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fmld_synth.baselines.baseline import BUNDLED, Baseline, FaceFinding, Published
from fmld_synth.baselines.comparison.entries import all_entries
from fmld_synth.baselines.harness import history
from fmld_synth.baselines.harness.model_file import MODEL_FILE
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.baselines.registry import BUNDLED_BASELINES
from tests.baselines.harness.learners import write_set
from tests.cli.test_main import call

CLASSIFIER = """
from torch import nn
from fmld_synth.baselines.networks import Classifier
from fmld_synth.baselines.preprocessing import Preprocessing


class Toy(Classifier):
    def __init__(self, classes, channels):
        super().__init__(classes, Preprocessing(16, 16))
        self.layers = nn.Sequential(nn.Conv2d(3, channels, 4, 4), nn.ReLU(), nn.Flatten())
        self.last = nn.Linear(16 * channels, len(classes))

    def forward(self, images):
        return self.last(self.layers(images))


def build(classes, *, channels=4):
    return Toy(classes, channels)
"""
DETECTOR = """
import torch
from torch import nn
from fmld_synth.baselines.detection.multibox_loss import MultiboxLoss
from fmld_synth.baselines.networks import Detector, Predictions
from fmld_synth.baselines.preprocessing import Preprocessing


class Toy(Detector):
    def __init__(self, classes):
        super().__init__(classes, Preprocessing(16, 16))
        self.layers = nn.Sequential(nn.Conv2d(3, 4, 4, 4), nn.ReLU(), nn.Flatten())
        self.last = nn.Linear(16 * 4, 4 + len(classes))
        self.register_buffer("anchors", torch.tensor([[0.5, 0.5, 1.0, 1.0]]), persistent=False)
        self.multibox = MultiboxLoss("sigmoid", match_iou=0.35, negatives_per_positive=3)

    def forward(self, images):
        values = self.last(self.layers(images)).reshape(-1, 1, 4 + len(self.classes))
        return Predictions(values[..., 4:], values[..., :4])

    def losses(self, predictions, targets):
        return self.multibox(predictions, targets, self.anchors, self.variances)

    def probabilities(self, scores):
        return scores.sigmoid()


def build(classes):
    return Toy(classes)
"""
RECIPE = """
label_scheme = "three"
epochs = 1
batch_size = 6
"""
PUBLISHED = Published("Somebody, 2030", parameters=1_234)


@pytest.fixture
def add(tmp_path, monkeypatch):
    """Adds a baseline: code in a package of its own, outside of ours, a folder of data, and an entry."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(history, "drawn_curves", lambda epochs: b"PNG")  # drawing takes longer than learning
    packages = []

    def add(task, **said):
        name, package, data = f"toy-{task}", f"toy_{task}", tmp_path / task
        (tmp_path / package).mkdir()
        (tmp_path / package / "network.py").write_text(CLASSIFIER if task == "classification" else DETECTOR)
        data.mkdir()
        (data / "recipe.toml").write_text(RECIPE)
        packages.append(package)
        monkeypatch.setitem(
            BUNDLED_BASELINES, name, Baseline(name, "Toy", task, package, data, PUBLISHED, **said)
        )
        return BUNDLED_BASELINES[name]

    yield add
    for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def colors(tmp_path_factory):
    """A set of pictures of one face each."""
    return write_set(tmp_path_factory.mktemp("set"))


def train(baseline, dataset):
    """Train a baseline, and make the outcome its bundled weights."""
    assert call("train-baseline", dataset, "--model", baseline.name, "--workers", 0, "--quiet") == 0
    (Path("runs") / baseline.name / MODEL_FILE).rename(baseline.weights)


@pytest.mark.parametrize("task", ["classification", "detection"])
def test_training_evaluation_prediction_and_export_know_it(add, task, colors, capsys):
    baseline = add(task, preference=-1)
    train(baseline, colors)
    capsys.readouterr()
    assert call("evaluate", baseline.name, colors, "--split", "val", "--output", "out", "--json") == 0
    assert json.loads(capsys.readouterr().out)["baseline"] == baseline.name
    assert call("export-model", baseline.name, "--to", "onnx", "--json") == 0
    assert json.loads(capsys.readouterr().out)["path"] == f"{baseline.name}.onnx"
    source = next((colors / "val").rglob("*.jpg"))  # no model is named: its weights are tried first
    assert call("predict", source, "--confidence", 0, "--output", "seen", "--json") == 0
    assert json.loads(capsys.readouterr().out)["pictures"] == 1


def test_comparisons_know_it_and_each_of_its_backbones(add, monkeypatch):
    baseline = add("classification")
    assert all_entries()[baseline.name].baseline.published == PUBLISHED
    several = replace(baseline, backbones={"small": "Small toy", "large": "Large toy"})
    monkeypatch.setitem(BUNDLED_BASELINES, baseline.name, several)
    entries = all_entries()
    assert baseline.name not in entries
    assert (entries["large"].title, entries["large"].settings) == ("Large toy", {"backbone": "large"})
    assert entries["small"].holds(baseline.name, {})  # the first is the usual one
    assert entries["large"].holds(baseline.name, {"backbone": "large", "dropout": 0.1})
    assert not entries["large"].holds(baseline.name, {})
    assert not entries["small"].holds("scs-net", {})


def test_its_faces_are_found_as_its_entry_says(add, colors, capsys):
    """By another toy, in brighter pictures."""
    train(add("detection"), colors)
    finding = FaceFinding("toy-detection", through_opencv=True, confidence=0.0, gamma=1.5)
    classifier = add("classification", face_finding=finding)
    train(classifier, colors)
    capsys.readouterr()
    options = ("--split", "val", "--faces", "finder", "--output", "out", "--json")
    assert call("evaluate", classifier.name, colors, *options) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["finder"], report["gamma"]) == ("toy-detection", 1.5)


@pytest.mark.parametrize("baseline", BUNDLED_BASELINES.values(), ids=lambda one: one.name)
def test_entries_are_true(baseline):
    """What an entry says of its network, without loading it, holds when it is loaded."""
    assert baseline.recipe.is_file()
    model = baseline.build(("a", "b", "c"), {})
    assert isinstance(model, Classifier if baseline.task == "classification" else Detector)
    assert baseline.face_finding.finder in {BUNDLED, *BUNDLED_BASELINES}
