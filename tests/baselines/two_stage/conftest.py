"""Backbones that are quick to work with."""

import pytest
import torch

from fmld_synth.baselines.two_stage.backbones import (
    BACKBONES,
    efficientnet_lite,
    mobilenet_v1,
    mobilenet_v2,
    resnet50_v1,
    resnet50_v2,
)

NARROWER = 8


@pytest.fixture
def narrow(monkeypatch):
    """The same networks with an eighth of the channels: quick to train and to export."""
    monkeypatch.setattr(
        mobilenet_v1, "BLOCKS", [(outputs // NARROWER, stride) for outputs, stride in mobilenet_v1.BLOCKS]
    )
    for module in (mobilenet_v2, efficientnet_lite):
        monkeypatch.setattr(
            module,
            "STAGES",
            [stage._replace(outputs=stage.outputs // NARROWER) for stage in module.STAGES],
        )
    for module in (resnet50_v1, resnet50_v2):
        monkeypatch.setattr(
            module, "STAGES", [(inside // NARROWER, count) for inside, count in module.STAGES]
        )
    for kind in BACKBONES.values():
        monkeypatch.setattr(kind, "channels", kind.channels // NARROWER)


@pytest.fixture
def without_numbers():
    """Networks and tensors made in the test have shapes alone."""
    with torch.device("meta"):
        yield
