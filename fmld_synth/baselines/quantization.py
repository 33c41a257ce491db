"""Kernels in eight bits, for files to pass on: a quarter as large as float32, and as good.

Each output of a layer has a step of its own, as in Krishnamoorthi, "Quantizing deep convolutional networks for
efficient inference: a whitepaper", 2018 (https://arxiv.org/abs/1806.08342), section 3.1. Only files are quantized:
networks compute in float32.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import torch
from torch import Tensor

STEP = ".step"
"""What is added to a kernel's name for its steps."""
LEVELS = 127
"""Steps from zero to the largest weight of an output; int8 holds as many on both sides of zero."""


def quantized(tensors: Mapping[str, Tensor], kernels: Collection[str]) -> dict[str, Tensor]:
    """The tensors with some of them in eight bits.

    Args:
        tensors: by name.
        kernels: names of those to quantize, float (outputs, ...).

    Returns:
        All tensors by name, those of ``kernels`` int8, and for each of these its steps, float32 (outputs,), called
        as the kernel and :data:`STEP`. A weight is its number times its output's step, at most half a step off.
    """
    changed = dict(tensors)
    for name in kernels:
        kernel = tensors[name].float()
        steps = kernel.flatten(1).abs().amax(1) / LEVELS
        steps[steps == 0] = 1  # an output without weights
        changed[name] = (kernel / _along_outputs(steps, kernel)).round().to(torch.int8)
        changed[name + STEP] = steps
    return changed


def restored(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors with all that :func:`quantized` put into eight bits as float32 again, and without their steps.

    Raises:
        ValueError: a kernel in eight bits lacks its steps, or they are not one for each output.
    """
    kernels = {name for name, tensor in tensors.items() if tensor.dtype == torch.int8}
    steps = {name + STEP for name in kernels}
    others = {name: tensor for name, tensor in tensors.items() if name not in kernels | steps}
    return others | {name: _restored(name, tensors[name], tensors.get(name + STEP)) for name in kernels}


def _restored(name: str, kernel: Tensor, steps: Tensor | None) -> Tensor:
    if steps is None or steps.shape != kernel.shape[:1]:
        raise ValueError(f"{name} in eight bits has no steps of its outputs")
    return kernel.float() * _along_outputs(steps, kernel)


def _along_outputs(steps: Tensor, kernel: Tensor) -> Tensor:
    return steps.view(-1, *[1] * (kernel.dim() - 1))
