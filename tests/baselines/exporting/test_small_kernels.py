"""Kernels that eight bits hold are stored so and give the same numbers; others stay as they are."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from fmld_synth.baselines.exporting.small_kernels import with_small_kernels
from fmld_synth.baselines.quantization import quantized, restored

IMAGES = torch.rand(2, 3, 8, 8, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def network():
    """Layers with norms between them, which torch multiplies into the kernels; an output of the first is all zero."""
    torch.manual_seed(1)
    first, norm = nn.Conv2d(3, 48, 3, bias=False), nn.BatchNorm2d(48)
    layers = nn.Sequential(
        first, norm, nn.ReLU(),
        nn.Conv2d(48, 48, 3, groups=48), nn.Flatten(), nn.Linear(48 * 16, 5),
    )  # fmt: skip
    nn.init.uniform_(norm.weight, -2, 2)
    nn.init.uniform_(norm.running_var, 0.2, 3)
    nn.init.zeros_(first.weight[7])
    return layers.eval()


def exported(network, path):
    torch.onnx.export(network, (IMAGES,), str(path), opset_version=11, dynamo=False)
    return onnx.load(str(path))


def in_eight_bits(network):
    kernels = [name for name, parameter in network.named_parameters() if parameter.dim() > 1]
    network.load_state_dict(restored(quantized(network.state_dict(), kernels)))
    return network


def outputs(model):
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (given,) = session.run(None, {session.get_inputs()[0].name: IMAGES.numpy()})
    return given


def numbers(model):
    return {
        tensor.name.removesuffix(".numbers"): int(np.prod(tensor.dims))
        for tensor in model.graph.initializer
        if tensor.data_type == onnx.TensorProto.INT8
    }


def test_what_eight_bits_hold_is_stored_so_and_nothing_is_lost(network, tmp_path):
    plain = exported(in_eight_bits(network), tmp_path / "m.onnx")
    before = plain.SerializeToString()
    small = with_small_kernels(plain)
    assert sorted(numbers(small).values()) == [48 * 3 * 9, 48 * 16 * 5], (
        "the kernel of 432 weights is too small"
    )
    np.testing.assert_allclose(outputs(small), outputs(plain), atol=2e-5)
    assert small.ByteSize() < 0.45 * plain.ByteSize()
    assert plain.SerializeToString() == before


def test_what_would_lose_stays(network, tmp_path):
    plain = exported(network, tmp_path / "m.onnx")
    assert numbers(with_small_kernels(plain)) == {}
    assert with_small_kernels(plain) == plain
