"""A network in training, and one epoch of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

import torch
from torch import nn

from fmld_synth.baselines.harness.device import half_type, mixed
from fmld_synth.baselines.harness.distributed import Group
from fmld_synth.baselines.harness.optimization import make_optimizer, make_schedule, weight_average
from fmld_synth.baselines.harness.recipe import Recipe
from fmld_synth.baselines.harness.tasks import Task
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.errors import UserError

MOST_FILES = 8
"""Of a faulty batch, as many are named."""


class Trainee:
    """A network with all that changes while it learns.

    Args:
        model: the network, on the group's device.
        recipe: how it is trained.
        steps_per_epoch: for the schedule.
        group: of processes that train it together.

    Attributes:
        model: the network itself.
        network: what computes its outputs in training.
        average: of its weights, where the recipe wants one.
    """

    def __init__(
        self, model: Classifier | Detector, recipe: Recipe, steps_per_epoch: int, group: Group
    ) -> None:
        # Channels beside each other in memory: depthwise convolutions train in two thirds of the time, on CPUs as well.
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.model, self._recipe, self.group = model, recipe, group
        self.network: nn.Module = group.wrap(model)
        self.optimizer = make_optimizer(model, recipe.optimizer)
        self.schedule = make_schedule(self.optimizer, recipe.schedule, recipe.epochs, steps_per_epoch)
        self.average = None if recipe.weight_average is None else weight_average(model, recipe.weight_average)
        self._half = half_type(recipe.precision, group.device)
        self._scaler = torch.amp.GradScaler(group.device.type, enabled=self._half is torch.float16)

    @property
    def released(self) -> Any:
        """The network that is validated and saved: in evaluation mode, with averaged weights if there are any."""
        return self.model.eval() if self.average is None else self.average.module

    def step(self, task: Task[Any, Any], batch: Any) -> dict[str, float] | None:
        """Learn from one batch.

        Returns:
            the terms of the loss, of this process's pictures; None, and nothing learnt, where it is not finite in one
            of the processes.
        """
        with mixed(self.group.device, self._half):
            losses = task.losses(self.model, self.network, batch, self.group.device)
            total = torch.stack(list(losses.values())).sum()
        if self.group.any(not torch.isfinite(total)):
            return None
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(self._scaler.scale(total))
        if self._recipe.gradient_clip is not None:
            self._scaler.unscale_(self.optimizer)
            nn.utils.clip_grad_norm_(self.model.parameters(), self._recipe.gradient_clip)
        self._scaler.step(self.optimizer)
        self._scaler.update()
        self.schedule.step()
        if self.average is not None:
            self.average.update_parameters(self.model)
        return {name: float(loss.detach()) for name, loss in losses.items()}

    def state_dict(self) -> dict[str, Any]:
        """For checkpoints: model, average, optimizer, schedule, scaler."""
        return {
            "model": self.model.state_dict(),
            "average": None if self.average is None else self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "scaler": self._scaler.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint's state."""
        self.model.load_state_dict(state["model"])
        if self.average is not None:
            self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self._scaler.load_state_dict(state["scaler"])


@dataclass
class EpochSums:
    """What has been learnt from so far in an epoch.

    Attributes:
        batches: steps done.
        pictures: of this process.
        losses: sum over those pictures of each term.
    """

    batches: int = 0
    pictures: int = 0
    losses: dict[str, float] = field(default_factory=dict)

    def add(self, losses: dict[str, float], pictures: int) -> None:
        """Take a step in."""
        self.batches += 1
        self.pictures += pictures
        for name, loss in losses.items():
            self.losses[name] = self.losses.get(name, 0.0) + loss * pictures

    def means(self, group: Group) -> dict[str, float]:
        """Mean of each term over all processes; ``loss`` is the sum of the terms."""
        pictures, *sums = group.sums([float(self.pictures), *self.losses.values()])
        means = {name: total / pictures for name, total in zip(self.losses, sums, strict=True)}
        return {"loss": sum(means.values()), **means}


class StepWatcher(Protocol):
    """Is told what one epoch does."""

    def begin_epoch(self, epoch: int, batches: int, done: int) -> None:
        """An epoch (from 1) of so many batches begins; some may have been done before."""

    def advance(self, loss: float) -> None:
        """One more batch is done."""


def batches_in_epoch(task: Task[Any, Any], recipe: Recipe, group: Group) -> int:
    """Steps an epoch: all that the data gives, or fewer with ``samples_per_epoch``."""
    batches = len(task.training_batches(0, group.share_of(recipe.batch_size), 0, group.rank, group.size))
    if recipe.samples_per_epoch is None:
        return batches
    return min(batches, -(-recipe.samples_per_epoch // recipe.batch_size))


def train_one_epoch(
    trainee: Trainee,
    task: Task[Any, Any],
    epoch: int,
    sums: EpochSums,
    *,
    batches: int,
    workers: int,
    wants_to_stop: Callable[[], bool],
    watcher: StepWatcher,
) -> bool:
    """Learn from the batches of one epoch, or from those that ``sums`` does not count yet.

    Args:
        trainee: the network.
        task: gives batches and loss.
        epoch: its number, from 0.
        sums: is continued.
        batches: steps an epoch.
        workers: threads that prepare batches.
        wants_to_stop: asked after every step.
        watcher: told of every step.

    Returns:
        False when it was told to stop before the end.

    Raises:
        UserError: the loss is not finite (nothing was learnt from that batch).
    """
    group = trainee.group
    trainee.network.train()
    watcher.begin_epoch(epoch + 1, batches, sums.batches)
    batch_size = group.share_of(task.recipe.batch_size)
    source = task.training_batches(epoch, batch_size, workers, group.rank, group.size)
    for batch in islice(source, sums.batches, batches):
        losses = trainee.step(task, batch)
        if losses is None:
            raise _not_finite(group.gathered([str(path) for path in task.files(batch)]), epoch, sums.batches)
        sums.add(losses, len(batch.indices))
        watcher.advance(sum(losses.values()))
        if group.any(wants_to_stop()) and sums.batches < batches:
            return False
    return True


def _not_finite(files: list[list[str]], epoch: int, batch: int) -> UserError:
    names = [name for part in files for name in part]
    more = f" and {len(names) - MOST_FILES} more" if len(names) > MOST_FILES else ""
    return UserError(
        f"the loss is no finite number in epoch {epoch + 1}, batch {batch + 1} "
        f"({', '.join(names[:MOST_FILES])}{more}); "
        "the last checkpoint is kept: look at these pictures, or use a lower `learning_rate`"
    )
