"""Costs of networks whose costs are known."""

import torch
from torch import nn

from fmld_synth.baselines.comparison.costs import count_flops, measure_costs
from fmld_synth.baselines.comparison.entry_models import EntryModel
from fmld_synth.baselines.comparison.timing import interleaved_milliseconds, one_thread
from fmld_synth.baselines.harness.model_file import load_model
from tests.baselines.tiny_networks import save_tiny


def test_operations_are_those_of_the_closed_form():
    network = nn.Sequential(
        nn.Conv2d(3, 5, 3, padding=1, bias=False), nn.ReLU(), nn.Flatten(), nn.Linear(5 * 64, 7)
    )
    multiplications = 8 * 8 * 5 * 3 * 9 + 5 * 64 * 7
    assert count_flops(network, torch.zeros(1, 3, 8, 8)) == 2 * multiplications


def test_costs_of_a_model_file(tiny, tmp_path):
    path = save_tiny("tiny-classifier", tmp_path / "m.safetensors")
    model, description = load_model(str(path))
    threads = torch.get_num_threads()
    cost = measure_costs({"tiny": EntryModel(model, description, path)}, rounds=2)["tiny"]
    assert cost.parameters == sum(parameter.numel() for parameter in model.parameters())
    assert cost.bytes == path.stat().st_size
    assert cost.torch_ms > 0 and cost.onnx_ms > 0
    assert cost.input_side == 32
    assert torch.get_num_threads() == threads


def test_rounds_call_everything_in_turn():
    calls = []
    times = interleaved_milliseconds(
        {"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=2
    )
    assert calls == ["a", "b"] * 3
    assert times.keys() == {"a", "b"} and min(times.values()) >= 0


def test_one_thread_is_given_back():
    before = torch.get_num_threads()
    with one_thread():
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before
