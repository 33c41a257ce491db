"""Work that mostly waits for files or runs in C, done ahead in threads, in order, with flat memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from fmld_synth.execution.processes import available_cores

AHEAD = 8
"""Items under way or waiting, for each thread."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def done_ahead(
    function: Callable[[Item], Result], items: Iterable[Item]
) -> Generator[tuple[Item, Result], None, None]:
    """Each item with ``function`` of it, in order; a thread a core works some items ahead."""
    threads = available_cores()
    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[tuple[Item, Future[Result]]] = deque()
        try:
            for item in items:
                under_way.append((item, pool.submit(function, item)))
                if len(under_way) >= threads * AHEAD:
                    first, future = under_way.popleft()
                    yield first, future.result()
            while under_way:
                first, future = under_way.popleft()
                yield first, future.result()
        finally:
            for _, future in under_way:
                future.cancel()
