"""The average of networks lies between them, by the shares; other networks are refused."""

import pytest
import torch
from average_weights import average

from fmld_synth.baselines.harness.model_file import load_model, save_model
from tests.baselines import tiny_networks


def test_the_average_of_two_networks(monkeypatch, tmp_path):
    tiny_networks.register(monkeypatch)
    one = tiny_networks.save_tiny("tiny-classifier", tmp_path / "one.safetensors")
    network, description = load_model(str(one))
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network.load_state_dict(
        {name: tensor + 4 if tensor.is_floating_point() else tensor for name, tensor in before.items()}
    )
    save_model(network, description, tmp_path / "two.safetensors")
    average([str(one), str(tmp_path / "two.safetensors")], [3, 1], tmp_path / "mean.safetensors")
    mean, told = load_model(str(tmp_path / "mean.safetensors"))
    assert told == description
    for name, tensor in mean.state_dict().items():
        expected = before[name] + 1 if tensor.is_floating_point() else before[name]
        torch.testing.assert_close(tensor, expected, atol=1e-6, rtol=1e-6)


def test_networks_of_other_settings_are_refused(monkeypatch, tmp_path):
    tiny_networks.register(monkeypatch)
    one = tiny_networks.save_tiny("tiny-classifier", tmp_path / "one.safetensors")
    network, description = load_model(str(one))
    other = description.model_copy(update={"crop_margin": (0.5, 0.5, 0.5)})
    save_model(network, other, tmp_path / "other.safetensors")
    with pytest.raises(SystemExit, match="is another network than"):
        average([str(one), str(tmp_path / "other.safetensors")], [1, 1], tmp_path / "mean.safetensors")
    assert not (tmp_path / "mean.safetensors").exists()
