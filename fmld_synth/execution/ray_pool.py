"""Workers that Ray starts, on this machine or on a cluster: same interface, same order, and so the same bytes.

A worker or a node that is lost costs time, not the run: its units are done again by others.
"""

from __future__ import annotations

import os
import socket
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic

import cv2

from fmld_synth.errors import UserError
from fmld_synth.execution.processes import UNITS_AHEAD, Result, Work, Worker, available_cores
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.version import VERSION

MOST_LOSSES = 3
"""A unit whose worker was lost so often is taken to be what ends the workers."""
CONNECTING = 10.0
"""Seconds for a cluster to answer."""
PATIENCE = 300.0
"""Seconds to wait for a worker when there is none: a cluster may have to start a machine for it."""


@dataclass(eq=False)
class _Task(Generic[Work]):
    """A unit that is under way."""

    unit: Work
    actor: Any = None
    reference: Any = None
    losses: int = 0


class RayPool(Generic[Work, Result]):
    """Workers that are set up once, each in an actor, and then do any number of units.

    Photographs and output must lie on a disk that all nodes share under the same path, and this package must be
    installed on all of them. Ray's usage statistics are off.

    Args:
        set_up: makes a worker in the process where it will run; it and what it is given must be picklable.
        workers: number of actors, of one core each; None is one a core of the cluster.
        address: of a running cluster; None starts Ray on this machine, with so many cores.

    Raises:
        UserError: Ray is not installed, or there is no cluster at that address.
    """

    def __init__(
        self, set_up: Callable[[], Worker[Work, Result]], workers: int | None, address: str | None = None
    ) -> None:
        self._ray = _import_ray()
        self._set_up, self._workers, self._address = set_up, workers, address
        self._own_cluster = not self._ray.is_initialized()
        self._ready: list[Any] = []
        self._starting: dict[Any, Any] = {}

    def __enter__(self) -> RayPool[Work, Result]:
        if self._own_cluster:
            self._connect()
        cores = int(self._ray.cluster_resources().get("CPU", 1))
        self._workers = self._workers or max(cores, 1)
        self._actor_class = self._ray.remote(num_cpus=1)(_Actor)
        for _ in range(self._workers):
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for actor in (*self._ready, *self._starting.values()):
            self._ray.kill(actor)
        if self._own_cluster:
            self._ray.shutdown()

    def run(self, units: Iterable[Work]) -> Iterator[Result]:
        """Do all units; their results in the order of the units.

        Raises:
            UserError: all workers are lost, or one unit after another loses its worker.
        """
        assert self._workers is not None, "inside its with block"
        under_way: deque[_Task[Work]] = deque()
        for unit in units:
            under_way.append(_Task(unit))
            self._submit(under_way[-1], under_way)
            if len(under_way) >= self._workers * UNITS_AHEAD:
                yield self._result(under_way)
        while under_way:
            yield self._result(under_way)

    def _result(self, under_way: deque[_Task[Work]]) -> Result:
        """The result of the first unit, however often its worker is lost."""
        exceptions = self._ray.exceptions
        while True:
            task = under_way[0]
            try:
                result: Result = self._ray.get(task.reference)
            except exceptions.RayTaskError as error:
                raise error.cause from None
            except exceptions.RayError:
                self._lose(task, under_way)
            else:
                under_way.popleft()
                return result

    def _submit(self, task: _Task[Work], under_way: Iterable[_Task[Work]]) -> None:
        """Give a unit to the worker that has the fewest."""
        self._welcome(wait=not self._ready)
        pending = [one.reference for one in under_way if one.reference is not None]
        unfinished = set(self._ray.wait(pending, num_returns=len(pending), timeout=0)[1]) if pending else ()
        busy = Counter(one.actor for one in under_way if one.reference in unfinished)
        task.actor = min(self._ready, key=lambda actor: busy[actor])
        task.reference = task.actor.do.remote(task.unit)

    def _lose(self, lost: _Task[Work], under_way: deque[_Task[Work]]) -> None:
        """A worker is gone, or a result that lay where it was: others do its units."""
        lost.losses += 1
        if lost.losses == MOST_LOSSES:
            raise UserError(
                f"the same work ended {MOST_LOSSES} workers of Ray, often for lack of memory: give fewer `workers` "
                "or machines with more memory, and run again (generate goes on with `resume=True`)"
            )
        actor = lost.actor
        if actor in self._ready:
            self._ready.remove(actor)
            self._ray.kill(actor)
            self._start()
        for task in [one for one in under_way if one.actor is actor]:
            task.reference = None
            self._submit(task, under_way)

    def _start(self) -> None:
        actor = self._actor_class.remote(self._set_up)
        self._starting[actor.ready.remote()] = actor

    def _welcome(self, wait: bool) -> None:
        """Take in workers that have started; ``wait`` until there is one.

        Raises:
            UserError: there is none in time, or one has another version of this package.
        """
        while self._starting:
            references = list(self._starting)
            started, _ = self._ray.wait(
                references, num_returns=1 if wait else len(references), timeout=PATIENCE if wait else 0
            )
            for reference in started:
                actor = self._starting.pop(reference)
                try:
                    version = self._ray.get(reference)
                except self._ray.exceptions.RayTaskError as error:
                    raise error.cause from None
                except self._ray.exceptions.RayError:  # lost while it started
                    self._start()
                    continue
                if version != VERSION:
                    raise UserError(f"a node of the Ray cluster has fmld-synth {version}, here is {VERSION}")
                self._ready.append(actor)
            if self._ready or not wait:
                return
            if not started:
                break
        if not self._ready:
            raise UserError(
                f"no worker of Ray has started within {PATIENCE:.0f} seconds: the cluster has no free core; run again "
                "when it has (generate goes on with `resume=True`)"
            )

    def _connect(self) -> None:
        options: dict[str, Any] = {
            "log_to_driver": False,
            "logging_level": "ERROR",
            "configure_logging": True,
        }
        if self._address is None:
            options |= {"num_cpus": self._workers or available_cores(), "include_dashboard": False}
        try:
            _check_answers(self._address)
            self._ray.init(address=self._address, **options)
        except (ConnectionError, OSError, RuntimeError, ValueError) as error:
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise UserError(f"`ray_address` {self._address or 'local'}: Ray does not start: {why}") from None


class _Actor(Generic[Work, Result]):
    """A worker in a process of Ray."""

    def __init__(self, set_up: Callable[[], Worker[Work, Result]]) -> None:
        self._set_up = set_up

    def ready(self) -> str:
        """Set the worker up; the version of this package."""
        cv2.setNumThreads(1)
        self._worker = self._set_up()
        return VERSION

    def do(self, unit: Work) -> Result:
        """Do a unit."""
        with reproducible_kernels():
            return self._worker(unit)


def _check_answers(address: str | None) -> None:
    """Raise OSError where nobody listens: Ray would try for minutes, and end the process."""
    host, _, port = (address or "").rpartition(":")
    if host and "/" not in host and port.isdecimal():
        socket.create_connection((host, int(port)), timeout=CONNECTING).close()


def _import_ray() -> Any:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
    except ImportError:
        raise UserError("`executor='ray'` needs Ray: pip install 'fmld-synth[ray]'") from None
    return ray
