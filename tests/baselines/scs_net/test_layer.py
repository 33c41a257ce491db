"""The layer and its pooled forms compute the published formula, and its derivatives."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from fmld_synth.baselines.scs_net.layer import SharpenedCosineSimilarity, inverse_norms
from fmld_synth.baselines.scs_net.pooling import gated_similarity, pooled_similarity
from tests.baselines.scs_net.literal import pool_by_loops, similarity_by_loops


def noise(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def layer_of(before, after, size=3, **geometry):
    """A layer in float64 with exponents about 0.6 to 3 and a floor that matters."""
    torch.manual_seed(after)
    layer = SharpenedCosineSimilarity(before, after, size, **geometry).double()
    with torch.no_grad():
        layer.p.uniform_(-2, 5)
        layer.q.fill_(0.5)
    return layer


def expected(layer, images):
    return similarity_by_loops(images, layer.weight, layer.p, layer.q, layer.stride, layer.padding)


def gradients(outputs, inputs):
    weights = noise(*outputs.shape, seed=7)
    return torch.autograd.grad((outputs * weights).sum(), inputs)


def assert_all_close(these, those, **tolerance):
    for one, other in zip(these, those, strict=True):
        torch.testing.assert_close(one, other, **tolerance)


def with_empty_places(images):
    """Images of which the left part is black, so that whole patches are zeros, and some windows partly."""
    images[..., : images.shape[-1] // 2 + 1] = 0
    return images


@settings(max_examples=12, deadline=None)
@given(
    size=st.integers(1, 4),
    stride=st.integers(1, 3),
    padding=st.integers(0, 2),
    rows=st.integers(4, 7),
    columns=st.integers(4, 7),
    black=st.booleans(),
)
def test_values_and_gradients_are_those_of_the_literal_formula(size, stride, padding, rows, columns, black):
    layer = layer_of(2, 3, size, stride=stride, padding=padding)
    images = noise(2, 2, rows, columns)
    images = (with_empty_places(images) if black else images).requires_grad_()
    inputs = [images, *layer.parameters()]
    assert_all_close([layer(images)], [expected(layer, images)])
    assert_all_close(gradients(layer(images), inputs), gradients(expected(layer, images), inputs))


@settings(max_examples=10, deadline=None)
@given(st.integers(3, 6), st.integers(3, 6), st.integers(0, 1), st.booleans())
def test_pooled_values_and_gradients_are_those_of_the_literal_formula(rows, columns, padding, black):
    layer = layer_of(2, 3, padding=padding)
    images = noise(2, 2, rows, columns)
    images = (with_empty_places(images) if black else images).requires_grad_()
    inputs = [images, *layer.parameters()]
    these, those = pooled_similarity(layer, images), pool_by_loops(expected(layer, images))
    assert_all_close([these], [those])
    assert_all_close(gradients(these, inputs), gradients(those, inputs))


@settings(max_examples=10, deadline=None)
@given(st.integers(3, 6), st.integers(3, 6), st.integers(0, 1), st.booleans())
def test_gated_values_and_gradients_are_those_of_the_literal_formula(rows, columns, padding, black):
    layer = layer_of(2, 3, padding=padding)
    images = noise(2, 2, rows, columns)
    images = (with_empty_places(images) if black else images).requires_grad_()
    gates = noise(2, 3, rows - 2 + 2 * padding, columns - 2 + 2 * padding, seed=5).requires_grad_()
    inputs = [images, gates, *layer.parameters()]
    opened = gates.relu()
    those = [pool_by_loops(expected(layer, images) * opened), pool_by_loops(opened)]
    # Gates are overwritten by nobody, but products are: each call has its own.
    these = gated_similarity(layer, images, gates)
    assert_all_close(these, those)
    assert_all_close(gradients(torch.cat(list(these)), inputs), gradients(torch.cat(those), inputs))
    with torch.no_grad():
        assert_all_close(gated_similarity(layer, images, gates), those)


def test_numeric_derivatives_agree():
    layer = layer_of(2, 2, padding=1)
    images, gates = noise(1, 2, 4, 5).requires_grad_(), noise(1, 2, 4, 5, seed=3).requires_grad_()
    floor = torch.tensor([0.3], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: layer(x), images)
    assert torch.autograd.gradcheck(lambda x: pooled_similarity(layer, x), images)
    assert torch.autograd.gradcheck(lambda x, c: gated_similarity(layer, x, c), (images, gates))
    assert torch.autograd.gradcheck(lambda x, f: inverse_norms(x, f, 3, 2, 1), (images, floor))


def test_black_images_give_zeros_and_finite_gradients():
    layer = SharpenedCosineSimilarity(3, 4, padding=1)
    images, gates = torch.zeros(1, 3, 6, 6, requires_grad=True), torch.ones(1, 4, 6, 6, requires_grad=True)
    for outputs in (
        layer(images), pooled_similarity(layer, images), gated_similarity(layer, images, gates)[0]
    ):  # fmt: skip
        assert not outputs.any()
        for gradient in torch.autograd.grad(outputs.sum(), [images, *layer.parameters()]):
            assert gradient.isfinite().all()


def test_contrast_does_not_matter_above_the_floor():
    layer = SharpenedCosineSimilarity(3, 4)
    images = torch.rand(1, 3, 8, 8) + 0.5
    torch.testing.assert_close(layer(images), layer(images * 100), rtol=1e-4, atol=1e-5)
    assert layer(images).abs().max() <= 1


def test_starting_values():
    layer = SharpenedCosineSimilarity(3, 4)
    torch.testing.assert_close(layer.exponents(), torch.full((4,), 3.5))
    torch.testing.assert_close(layer.floor(), torch.tensor([math.exp(-20) + 1e-6]))
    torch.testing.assert_close(layer.kernels().square().sum((1, 2, 3)), torch.ones(4))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("autocast", [True, False])
def test_half_precision_is_finite_and_close(dtype, autocast):
    torch.manual_seed(0)
    layer = SharpenedCosineSimilarity(3, 8, padding=1)
    images, gates = torch.rand(2, 3, 12, 12), torch.randn(2, 8, 12, 12)
    images[0, :, :6] = 0
    wanted = [*gated_similarity(layer, images, gates), pooled_similarity(layer, images)]
    if not autocast:
        layer, images, gates = layer.to(dtype), images.to(dtype), gates.to(dtype)
    with torch.autocast("cpu", dtype, enabled=autocast):
        outputs = [*gated_similarity(layer, images, gates), pooled_similarity(layer, images)]
        torch.stack([output.float().sum() for output in outputs]).sum().backward()
    for output, exact in zip(outputs, wanted, strict=True):
        torch.testing.assert_close(output.float(), exact, rtol=0.02, atol=0.02)
    assert all(parameter.grad.isfinite().all() for parameter in layer.parameters())
