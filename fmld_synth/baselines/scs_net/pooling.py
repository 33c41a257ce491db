"""Similarities pooled by magnitude, in few passes over memory.

Powers cost most of a similarity layer's time, and three of four are dropped by the pool behind it. Where nothing stands
between layer and pool, the cosines are pooled and only then raised to their power, as powers keep their order. And only
winners have gradients, so all of the way back but its last step is done on a quarter of the values.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional

from fmld_synth.baselines.scs_net.layer import SharpenedCosineSimilarity, channel_sums
from fmld_synth.baselines.scs_net.winners import Winners, largest, spread

SMALLEST = 1e-15
"""Pooled values at most this large become 0: their squares would be subnormal numbers, which slow processors down."""
LOWEST_LOGARITHM = -60.0
"""Powers whose natural logarithm is at most this become 0, likewise."""


def pooled_similarity(layer: SharpenedCosineSimilarity, images: Tensor) -> Tensor:
    """Similarities, and of each 2x2 window the one of largest magnitude, with its sign.

    Args:
        layer: which similarities.
        images: float (batch, in channels, rows, columns).

    Returns:
        float (batch, out channels, half the layer's rows, half its columns), rounded up.
    """
    products, inverses = layer.products(images)
    pooled: Tensor = _PooledPowers.apply(products, inverses, layer.exponents(), layer.eps)
    return pooled


def gated_similarity(
    layer: SharpenedCosineSimilarity, images: Tensor, gates: Tensor
) -> tuple[Tensor, Tensor]:
    """Similarities times rectified gates, and these gates, both pooled as by :func:`pooled_similarity`.

    Args:
        layer: which similarities.
        images: float (batch, in channels, rows, columns).
        gates: float (batch, out channels, rows, columns) of the layer's output, not yet rectified.
    """
    products, inverses = layer.products(images)
    pooled: tuple[Tensor, Tensor] = _PooledGatedPowers.apply(
        products, inverses, layer.exponents(), gates, layer.eps, torch.is_grad_enabled()
    )
    return pooled


class _PooledPowers(torch.autograd.Function):
    """y = sign(s) * (|s| + eps) ** e of the winners among cosines s."""

    @staticmethod
    def forward(ctx: Any, products: Tensor, inverse_norms: Tensor, exponents: Tensor, eps: float) -> Tensor:
        all_cosines = _even(_scaled(products, inverse_norms))
        winners = Winners(all_cosines.abs())
        cosines = winners.of(all_cosines)
        pooled = _signed(_powers(cosines, exponents, eps), cosines)
        ctx.save_for_backward(
            inverse_norms, exponents, all_cosines, cosines, pooled, winners.below, winners.right
        )
        ctx.eps, ctx.dtype = eps, products.dtype
        return pooled.to(products.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        inverse_norms, exponents, all_cosines, cosines, pooled, *places = ctx.saved_tensors
        for_cosines, for_exponents = _power_gradients(gradient * pooled, cosines, exponents, ctx.eps)
        for_products, for_norms = _product_gradients(for_cosines, all_cosines, inverse_norms, places)
        return for_products.to(ctx.dtype), for_norms, for_exponents, None


class _PooledGatedPowers(torch.autograd.Function):
    """y = sign(s) * (|s| + eps) ** e * relu(c) of the winners, and the largest relu(c) of each window.

    A winner with gradient g gives its gate g y / relu(c).
    """

    @staticmethod
    def forward(
        ctx: Any,
        products: Tensor,
        inverse_norms: Tensor,
        exponents: Tensor,
        gates: Tensor,
        eps: float,
        learning: bool,
    ) -> tuple[Tensor, Tensor]:
        all_cosines = _even(_scaled(products, inverse_norms))
        dtypes = products.dtype, gates.dtype
        gates = _even(gates.to(all_cosines.dtype))
        winners = Winners(
            _powers(all_cosines, exponents, eps).mul_(gates)
        )  # negative where the gate is closed
        cosines = winners.of(all_cosines)
        pooled = _signed(winners.values.relu_(), cosines)
        if not learning:
            return pooled.to(dtypes[0]), largest(gates).relu_().to(dtypes[1])
        widest = Winners(gates)
        widest.values.relu_()
        opened = winners.of(gates).relu_()
        places = winners.below, winners.right, widest.below, widest.right
        ctx.save_for_backward(
            inverse_norms, exponents, all_cosines, cosines, pooled, opened, widest.values, *places
        )
        ctx.eps, ctx.dtypes = eps, dtypes
        return pooled.to(dtypes[0]), widest.values.to(dtypes[1])

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor, for_widest: Tensor) -> tuple[Tensor | None, ...]:
        inverse_norms, exponents, all_cosines, cosines, pooled, opened, widest, *places = ctx.saved_tensors
        rows, columns = inverse_norms.shape[2:]
        weighted = gradient * pooled
        for_gates = spread(weighted / opened.clamp_min(SMALLEST), *places[:2])
        for_gates += spread(for_widest * widest.sign(), *places[2:])
        for_cosines, for_exponents = _power_gradients(weighted, cosines, exponents, ctx.eps)
        for_products, for_norms = _product_gradients(for_cosines, all_cosines, inverse_norms, places[:2])
        for_gates = for_gates[..., :rows, :columns].to(ctx.dtypes[1])
        return for_products.to(ctx.dtypes[0]), for_norms, for_exponents, for_gates, None, None


def _even(values: Tensor) -> Tensor:
    """With a row and a column of zeros more where their number is odd."""
    rows, columns = values.shape[-2:]
    return functional.pad(values, (0, columns % 2, 0, rows % 2)) if rows % 2 or columns % 2 else values


def _scaled(products: Tensor, inverse_norms: Tensor) -> Tensor:
    """The cosines, in the memory of the products where they are precise enough: nobody else needs these."""
    products = products.detach()
    return products.mul_(inverse_norms) if products.dtype == inverse_norms.dtype else products * inverse_norms


def _powers(cosines: Tensor, exponents: Tensor, eps: float) -> Tensor:
    """(|s| + eps) ** e, but 0 for the cosine 0."""
    base = functional.threshold(cosines.abs().add_(eps), eps, 0.0, inplace=True)
    logarithms = base.log_().mul_(exponents.view(-1, 1, 1))
    powers: Tensor = functional.threshold(logarithms, LOWEST_LOGARITHM, -math.inf, inplace=True).exp_()
    return powers


def _signed(magnitudes: Tensor, cosines: Tensor) -> Tensor:
    return functional.hardshrink(magnitudes.mul_(cosines.sign()), SMALLEST)


def _power_gradients(
    weighted: Tensor, cosines: Tensor, exponents: Tensor, eps: float
) -> tuple[Tensor, Tensor]:
    """Gradients of cosines and exponents; ``weighted`` is the gradient of the powers times the powers."""
    base = cosines.abs().add_(eps)
    for_exponents = (weighted * base.log()).sum((0, 2, 3))
    return (weighted * cosines.sign()).mul_(exponents.view(-1, 1, 1)).div_(base), for_exponents


def _product_gradients(
    for_cosines: Tensor, all_cosines: Tensor, inverse_norms: Tensor, places: list[Tensor]
) -> tuple[Tensor, Tensor]:
    """Gradients of all products and inverse norms, from those of the winners' cosines."""
    rows, columns = inverse_norms.shape[2:]
    for_cosines = spread(for_cosines, *places)
    for_norms = channel_sums(for_cosines * all_cosines)[..., :rows, :columns] / inverse_norms
    return for_cosines[..., :rows, :columns] * inverse_norms, for_norms
