"""Which workers do the work: processes of this machine, or actors of Ray."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from fmld_synth.execution.processes import (
    Outcome_co,
    Result,
    Task_contra,
    Work,
    Worker,
    WorkerPool,
    available_cores,
)
from fmld_synth.execution.ray_pool import RayPool


class Pool(Protocol[Task_contra, Outcome_co]):
    """Workers that do any number of units."""

    def run(self, units: Iterable[Task_contra], /) -> Iterator[Outcome_co]:
        """Do all units; their results in the order of the units.

        Raises:
            UserError: workers are lost.
        """
        ...


def open_pool(
    set_up: Callable[[], Worker[Work, Result]],
    workers: int | None,
    executor: str = "processes",
    ray_address: str | None = None,
) -> AbstractContextManager[Pool[Work, Result]]:
    """Workers to use in a ``with`` statement.

    Args:
        set_up: makes a worker in the process where it will run.
        workers: how many; None is one a core.
        executor: ``processes`` or ``ray``.
        ray_address: of a running cluster of Ray.

    Raises:
        UserError: Ray is wanted and is not there.
    """
    if executor == "ray":
        return RayPool(set_up, workers, ray_address)
    return WorkerPool(set_up, workers or available_cores())
