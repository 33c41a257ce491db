from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from fmld_synth.baselines.aizoo_ssd.network import LEAST_SIDE, AizooSSD
from fmld_synth.baselines.harness.model_file import ModelDescription, load_model, save_model
from tests.baselines.aizoo_ssd.released_network import trained_network

IMAGES = torch.rand(2, 3, LEAST_SIDE, LEAST_SIDE, generator=torch.Generator().manual_seed(2))


@torch.no_grad()
def assert_equal_outputs(one: nn.Module, other: nn.Module) -> None:
    for mine, yours in zip(one(IMAGES)[:2], other(IMAGES)[:2], strict=True):
        torch.testing.assert_close(mine, yours, atol=1e-5 * float(yours.abs().max()), rtol=0)


def test_the_folded_network_says_the_same_without_norms() -> None:
    model = trained_network()
    folded = model.for_release()
    assert_equal_outputs(folded, model)
    assert not any(isinstance(module, nn.BatchNorm2d) for module in folded.modules())
    assert not model.folded and any(isinstance(module, nn.BatchNorm2d) for module in model.modules())


def test_folding_twice_changes_nothing() -> None:
    folded = trained_network().for_release()
    assert_equal_outputs(folded.for_release(), folded)


def test_a_folded_network_goes_through_a_model_file(tmp_path: Path) -> None:
    folded = trained_network().for_release()
    settings = {"input_side": LEAST_SIDE, "folded": True}
    description = ModelDescription(
        baseline="aizoo-ssd", classes=folded.classes, label_scheme="masked", settings=settings
    )
    save_model(folded, description, tmp_path / "model.safetensors")
    loaded, _ = load_model(str(tmp_path / "model.safetensors"))
    assert isinstance(loaded, AizooSSD) and loaded.folded
    assert_equal_outputs(loaded, folded)
