"""Training by several processes that ``torchrun`` started, on one machine or several."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from fmld_synth.baselines.harness.device import choose_device
from fmld_synth.errors import UserError

PATIENCE = timedelta(hours=2)
"""How long processes wait while the first one reads, validates or writes."""


@dataclass(frozen=True)
class Group:
    """The processes that train together; one, as a rule.

    Attributes:
        rank: this process's number.
        size: how many they are.
        local_size: how many of them are on this machine.
        device: where this one computes.
    """

    rank: int
    size: int
    local_size: int
    device: torch.device

    @property
    def is_first(self) -> bool:
        """Whether this process validates and writes."""
        return self.rank == 0

    def share_of(self, batch_size: int) -> int:
        """Pictures a step for each process.

        Raises:
            UserError: they cannot be shared out evenly.
        """
        if batch_size % self.size:
            raise UserError(
                f"`batch_size` {batch_size} cannot be shared by {self.size} processes; use a multiple of {self.size}"
            )
        return batch_size // self.size

    def wrap(self, model: nn.Module) -> nn.Module:
        """The model such that gradients are averaged over the processes."""
        if self.size == 1:
            return model
        if self.device.type == "cuda":
            model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
            return DistributedDataParallel(model, device_ids=[self.device.index])
        return DistributedDataParallel(model)

    def sums(self, numbers: Sequence[float]) -> list[float]:
        """The numbers, added up over the processes, in float64."""
        if self.size == 1:
            return list(numbers)
        tensor = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        dist.all_reduce(tensor)
        return [float(number) for number in tensor.tolist()]

    def gathered(self, value: Any) -> list[Any]:
        """What each process gave, by rank."""
        if self.size == 1:
            return [value]
        values: list[Any] = [None] * self.size
        dist.all_gather_object(values, value)
        return values

    def any(self, holds: bool) -> bool:
        """Whether it holds in any process."""
        return self.sums([float(holds)])[0] > 0

    def from_first(self, value: Any) -> Any:
        """What the first process gave."""
        if self.size == 1:
            return value
        values = [value]
        dist.broadcast_object_list(values, src=0, device=self.device)
        return values[0]


@contextmanager
def joined_group(device: str) -> Iterator[Group]:
    """Join the processes that torchrun started together; without torchrun this process is alone.

    Args:
        device: ``auto``, ``cpu`` or ``cuda``; each process of a machine takes a card of its own.

    Raises:
        UserError: there is no such device.
    """
    if "LOCAL_RANK" not in os.environ or "WORLD_SIZE" not in os.environ:
        yield Group(0, 1, 1, choose_device(device))
        return
    chosen = choose_device(device, int(os.environ["LOCAL_RANK"]))
    if chosen.type == "cuda":
        torch.cuda.set_device(chosen)
    dist.init_process_group("nccl" if chosen.type == "cuda" else "gloo", timeout=PATIENCE)
    try:
        yield Group(dist.get_rank(), dist.get_world_size(), int(os.environ["LOCAL_WORLD_SIZE"]), chosen)
    except KeyboardInterrupt:  # all processes stop together
        _leave()
        raise
    # After any other error the others wait for this process in vain: torchrun ends them when it dies.
    _leave()


def _leave() -> None:
    """End the group together: a process that goes while the first one still writes may abort as its threads end."""
    dist.barrier()
    dist.destroy_process_group()


def end_if_one_of_several(exit_code: int) -> None:
    """End this process at once if torchrun started it together with others, after writing what it has to say.

    PyTorch's gloo now and then aborts a process that ends in the usual way ("terminate called without an active
    exception"), and torchrun would call a finished training failed.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(exit_code)


def is_first_process() -> bool:
    """Whether this process is the one that speaks to the user; known before it joined the others."""
    return os.environ.get("RANK", "0") == "0"
