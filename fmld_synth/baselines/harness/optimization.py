"""Optimizers, the course of the learning rate, and the moving average of the weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel

from fmld_synth.baselines.harness.recipe import Optimizer, Schedule
from fmld_synth.errors import UserError


def make_optimizer(model: nn.Module, settings: Optimizer) -> torch.optim.Optimizer:
    """An optimizer of the model's parameters; only kernels and matrices decay.

    Raises:
        UserError: a name in ``settings.multiples`` is of no part of the model.
    """
    groups = [
        {"params": parameters, "weight_decay": decay, "lr": settings.learning_rate * multiple}
        for multiple, part in _by_multiple(model, settings.multiples).items()
        for parameters, decay in (
            ([one for one in part if _is_vector(one)], 0.0),
            ([one for one in part if not _is_vector(one)], settings.weight_decay),
        )
    ]
    if settings.name == "adamw":
        # In one pass over the weights: a quarter of the time on a CPU.
        fused = all(parameter.device.type == "cpu" for parameter in model.parameters())
        betas = (settings.momentum, 0.999)
        return torch.optim.AdamW(groups, lr=settings.learning_rate, betas=betas, fused=fused or None)
    nesterov = settings.momentum > 0
    return torch.optim.SGD(groups, lr=settings.learning_rate, momentum=settings.momentum, nesterov=nesterov)


def _by_multiple(model: nn.Module, multiples: Mapping[str, float]) -> dict[float, list[Tensor]]:
    """Trainable parameters by the multiple of the learning rate that they learn with, 1 first."""
    parts: dict[float, list[Tensor]] = {1.0: []}
    found = set()
    for name, parameter in model.named_parameters():
        part = name.split(".")[0]
        found.add(part)
        if parameter.requires_grad:
            parts.setdefault(multiples.get(part, 1.0), []).append(parameter)
    if unknown := sorted(multiples.keys() - found):
        raise UserError(
            f"recipe: optimizer.multiples.{unknown[0]}: the network has no such part; it has "
            f"{', '.join(sorted(found))}"
        )
    return parts


def _is_vector(parameter: Tensor) -> bool:
    return sum(side > 1 for side in parameter.shape) < 2


def make_schedule(
    optimizer: torch.optim.Optimizer, settings: Schedule, epochs: int, steps_per_epoch: int
) -> LambdaLR:
    """The course of the learning rate, advanced after every step."""
    return LambdaLR(
        optimizer, partial(rate_factor, settings=settings, epochs=epochs, steps_per_epoch=steps_per_epoch)
    )


def rate_factor(step: int, *, settings: Schedule, epochs: int, steps_per_epoch: int) -> float:
    """The learning rate of a step (from 0) as a share of the greatest: 0 to 1."""
    warm_up = round(settings.warm_up * steps_per_epoch)
    if step < warm_up:
        return (step + 1) / (warm_up + 1)
    if settings.name == "constant":
        return 1.0
    done = min((step - warm_up) / max(epochs * steps_per_epoch - warm_up, 1), 1.0)
    return settings.final + (1 - settings.final) * (1 + math.cos(math.pi * done)) / 2


def weight_average(model: nn.Module, decay: float) -> AveragedModel:
    """An exponential moving average of a model's weights (Polyak and Juditsky, SIAM J. Control Optim. 30(4), 1992).

    Early on the decay is lower, (1 + steps) / (10 + steps), so that the first weights are soon forgotten. Statistics of
    norms are averaged, too; whole numbers are copied.

    Args:
        model: is copied; ``update_parameters(model)`` takes its weights in after every step.
        decay: of the average, 0 to below 1.

    Returns:
        The average; its ``module`` is in evaluation mode and is not to be trained.
    """
    average = AveragedModel(model, multi_avg_fn=partial(_take_in, decay=decay), use_buffers=True)
    average.eval().requires_grad_(False)
    average.n_averaged.fill_(
        1
    )  # the copied weights count as the first; else the next ones would replace them
    return average


@torch.no_grad()
def _take_in(averages: list[Tensor], weights: list[Tensor], averaged: Tensor, *, decay: float) -> None:
    """Update tensors of one kind, after so many that were averaged before, the first weights among them."""
    if not averages[0].is_floating_point():
        torch._foreach_copy_(averages, weights)
        return
    steps = int(averaged) - 1
    torch._foreach_lerp_(averages, weights, 1 - min(decay, (1 + steps) / (10 + steps)))
