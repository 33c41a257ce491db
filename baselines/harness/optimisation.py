"""Optimizers, the course of the learning rate, and the moving average of the weights."""

from __future__ import annotations

import copy
import math
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR

from fmld_synth.baselines.harness.recipe import Optimizer, Schedule


def make_optimizer(model: nn.Module, settings: Optimizer) -> torch.optim.Optimizer:
    """An optimizer of the model's parameters; only kernels and matrices decay."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    groups = [
        {"params": [one for one in parameters if _is_vector(one)], "weight_decay": 0.0},
        {"params": [one for one in parameters if not _is_vector(one)], "weight_decay": settings.weight_decay},
    ]
    if settings.name == "adamw":
        return torch.optim.AdamW(groups, lr=settings.learning_rate, betas=(settings.momentum, 0.999))
    nesterov = settings.momentum > 0
    return torch.optim.SGD(groups, lr=settings.learning_rate, momentum=settings.momentum, nesterov=nesterov)


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


class WeightAverage:
    """An exponential moving average of a model's weights (Polyak and Juditsky, SIAM J. Control Optim. 30(4), 1992).

    Early on the decay is lower, (1 + steps) / (10 + steps), so that the first weights are soon forgotten.

    Attributes:
        model: with the averaged weights; in evaluation mode.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self._decay, self._steps = decay, 0

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Take one more step's weights in. Statistics of norms are averaged, too; whole numbers are copied."""
        decay = min(self._decay, (1 + self._steps) / (10 + self._steps))
        self._steps += 1
        own, new = self.model.state_dict(), model.state_dict()
        floats = [name for name, tensor in own.items() if tensor.is_floating_point()]
        torch._foreach_lerp_([own[name] for name in floats], [new[name] for name in floats], 1 - decay)
        for name in own.keys() - set(floats):
            own[name].copy_(new[name])

    def state_dict(self) -> dict[str, object]:
        """For checkpoints."""
        return {"weights": self.model.state_dict(), "steps": self._steps}

    def load_state_dict(self, state: dict[str, object]) -> None:
        """Go on from a checkpoint's state."""
        weights, steps = state["weights"], state["steps"]
        assert isinstance(weights, dict) and isinstance(steps, int)
        self.model.load_state_dict(weights)
        self._steps = steps
