"""Kernels in eight bits come back within half a step of each output, and not without their steps."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from fmld_synth.baselines.quantization import STEP, quantized, restored

KERNELS = arrays(
    np.float32, array_shapes(min_dims=2, max_dims=4, max_side=5), elements=st.floats(-1e6, 1e6, width=32)
)


@given(KERNELS)
def test_a_weight_is_at_most_half_a_step_off(kernel):
    given = torch.from_numpy(kernel)
    stored = quantized({"kernel": given}, ["kernel"])
    back = restored(stored)
    assert set(back) == {"kernel"}
    assert back["kernel"].dtype == torch.float32
    largest = given.flatten(1).abs().amax(1)
    error = (back["kernel"] - given).flatten(1).abs().amax(1)
    assert (error <= largest / 127 * 0.5001 + 1e-30).all()


def test_numbers_and_steps_of_each_output():
    kernel = torch.tensor([[127.0, -63.4], [0.0, 0.0], [-0.5, 0.25]])
    stored = quantized({"kernel": kernel, "bias": torch.ones(3)}, ["kernel"])
    assert stored["kernel"].tolist() == [[127, -63], [0, 0], [-127, 64]]
    torch.testing.assert_close(stored["kernel" + STEP], torch.tensor([1.0, 1.0, 0.5 / 127]))
    assert torch.equal(stored["bias"], torch.ones(3))
    assert torch.equal(restored(stored)["kernel"][1], torch.zeros(2))


def test_a_file_without_quantized_kernels_stays_as_it_is():
    tensors = {"kernel": torch.rand(3, 2), "other.step": torch.rand(3), "counter": torch.tensor(7)}
    assert {name: id(tensor) for name, tensor in restored(tensors).items()} == {
        name: id(tensor) for name, tensor in tensors.items()
    }


@pytest.mark.parametrize("steps", [None, torch.ones(2)])
def test_kernels_without_their_steps_are_refused(steps):
    stored = quantized({"kernel": torch.rand(3, 2)}, ["kernel"])
    del stored["kernel" + STEP]
    if steps is not None:
        stored["kernel" + STEP] = steps
    with pytest.raises(ValueError, match="kernel in eight bits has no steps"):
        restored(stored)
