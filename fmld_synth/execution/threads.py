"""Work that mostly waits for files or runs in C, done ahead in threads, in order, with flat memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from fmld_synth.execution.processes import available_cores
from fmld_synth.reproducible import turn_intel_kernels_off

AHEAD = 8
"""Items under way or waiting, for each thread, unless the caller says otherwise."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def done_ahead(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    threads: int | None = None,
    ahead: int = AHEAD,
) -> Generator[tuple[Item, Result], None, None]:
    """Each item with ``function`` of it, in order; threads work some items ahead.

    Args:
        function: called in the threads.
        items: taken one by one, in the caller's thread.
        threads: how many; None is one a core.
        ahead: items under way or waiting, for each thread.
    """
    threads = threads or available_cores()
    with ThreadPoolExecutor(threads, initializer=turn_intel_kernels_off) as pool:
        under_way: deque[tuple[Item, Future[Result]]] = deque()
        try:
            for item in items:
                under_way.append((item, pool.submit(function, item)))
                if len(under_way) >= threads * ahead:
                    first, future = under_way.popleft()
                    yield first, future.result()
            while under_way:
                first, future = under_way.popleft()
                yield first, future.result()
        finally:
            for _, future in under_way:
                future.cancel()
