"""The network for export computes what the trained one does, in operations that every program knows."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.exporting.exporting import export_model
from fmld_synth.baselines.harness.model_file import ModelDescription, save_model
from fmld_synth.baselines.scs_net.network import build
from fmld_synth.baselines.scs_net.plain import plain_max_abs_pool
from tests.baselines.scs_net.literal import pool_by_loops

CLASSES = ("correct", "incorrect", "none")


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**31))
def test_pooling_is_equal_with_ties_zeros_and_odd_sides(rows, columns, seed):
    values = torch.randint(-2, 3, (2, 3, rows, columns), generator=torch.Generator().manual_seed(seed))
    pooled, by_loops = plain_max_abs_pool(values.float()), pool_by_loops(values.float())
    assert torch.equal(pooled.abs(), by_loops.abs())  # of equal ones with other signs either may win
    assert torch.equal(pooled[pooled != by_loops], -by_loops[pooled != by_loops])


def test_the_plain_network_is_equal_also_on_black_and_leaves_the_trained_one():
    torch.manual_seed(0)
    network = build(CLASSES).eval()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    images = torch.rand(2, 3, 224, 224)
    images[1, :, :100] = 0
    with torch.no_grad():
        expected = network(images)
        for released in (network.for_release(), network.for_release().for_release()):
            torch.testing.assert_close(released(images), expected, rtol=1e-5, atol=1e-6)
    assert all(torch.equal(before[name], tensor) for name, tensor in network.state_dict().items())


@pytest.mark.parametrize("to", ["onnx", "torchscript"])
def test_it_is_exported_for_any_number_of_pictures(tmp_path, to):
    torch.manual_seed(0)
    description = ModelDescription(baseline="scs-net", classes=CLASSES, label_scheme="three")
    save_model(description.build(), description, tmp_path / "m.safetensors")
    exported = export_model(str(tmp_path / "m.safetensors"), to, tmp_path / "m.out")
    assert {one.batches for one in exported.agreements} == {(1, 3)}
