"""Where the work runs: in this process, or in several that live on this machine.

Results come back in the order of the work, whoever did it, and only a few units are under way at a time, so
that memory stays flat however long the list is.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

import cv2

from fmld_synth.errors import UserError
from fmld_synth.execution.reproducible import one_opencv_thread, reproducible_kernels

UNITS_AHEAD = 4
"""Units under way or waiting, for each worker."""

Work = TypeVar("Work")
Result = TypeVar("Result")
Task_contra = TypeVar("Task_contra", contravariant=True)
Outcome_co = TypeVar("Outcome_co", covariant=True)


class Worker(Protocol[Task_contra, Outcome_co]):
    """Does units of work, one after the other."""

    def __call__(self, work: Task_contra, /) -> Outcome_co: ...


_worker: Worker[Any, Any] | None = None


def available_cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class WorkerPool(Generic[Work, Result]):
    """Workers that are set up once and then do any number of units.

    Args:
        set_up: makes a worker in the process where it will run; it and what it is given must be picklable.
        workers: number of processes; with 1 the work is done in this process.
    """

    def __init__(self, set_up: Callable[[], Worker[Work, Result]], workers: int) -> None:
        self._set_up, self._workers = set_up, workers
        self._pool: ProcessPoolExecutor | None = None
        self._own_worker: Worker[Work, Result] | None = None
        self._one_opencv_thread = one_opencv_thread()

    def __enter__(self) -> WorkerPool[Work, Result]:
        if self._workers == 1:
            self._one_opencv_thread.__enter__()
        else:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(self._set_up,),
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is None:
            self._one_opencv_thread.__exit__(None, None, None)
        else:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def run(self, units: Iterable[Work]) -> Iterator[Result]:
        """Do all units; their results in the order of the units.

        Raises:
            UserError: a worker was killed from outside.
        """
        if self._pool is None:
            if self._own_worker is None:
                self._own_worker = self._set_up()
            for unit in units:
                with reproducible_kernels():
                    result = self._own_worker(unit)
                yield result
            return
        under_way: deque[Future[Result]] = deque()
        try:
            for unit in units:
                with _interrupts_wait():
                    under_way.append(self._pool.submit(_do, unit))
                if len(under_way) >= self._workers * UNITS_AHEAD:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BrokenProcessPool:
            raise UserError(
                "a worker process was killed or could not start (often for lack of memory): close other programs "
                "or give fewer `workers`, and run again (generate goes on with `resume=True`); a script of yours needs "
                'its calls under `if __name__ == "__main__":`'
            ) from None


def _begin(set_up: Callable[[], Worker[Any, Any]]) -> None:
    """First thing in a worker process."""
    global _worker
    cv2.setNumThreads(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = set_up()


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """In it Ctrl-C waits: the pool starts processes, and half a start would leave it waiting for ever.

    The processes inherit that the signal is blocked, so they never see one; it reaches the parent, which stops them in
    order. In the parent blocking it is not enough: another thread may take it, and Python would still interrupt the
    main one, so that has to note it instead.
    """
    noted: list[int] = []
    # Only the main thread can note it, and only Python's own handlers can be put back.
    ours = (
        threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is not None
    )
    blocks = hasattr(signal, "pthread_sigmask")  # not on Windows, where noting it in the parent has to do
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if blocks else None
    handler = signal.signal(signal.SIGINT, lambda number, _: noted.append(number)) if ours else None
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGINT, handler)
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if noted:
            signal.raise_signal(signal.SIGINT)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(unit: Any) -> Any:
    assert _worker is not None, "the pool calls _begin first"
    with reproducible_kernels():
        return _worker(unit)
