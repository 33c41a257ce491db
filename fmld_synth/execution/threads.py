"""Work that mostly waits for files or runs in C, done ahead in threads, in order, with flat memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from fmld_synth.execution.processes import available_cores
from fmld_synth.execution.reproducible import reproducible_kernels

AT_ONCE = 16
"""Items that a thread takes at once: waking it for each would cost more than many an item."""
AHEAD = 3 * AT_ONCE
"""Items under way or waiting, for each thread."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def done_ahead(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    threads: int | None = None,
    ahead: int = AHEAD,
    at_once: int = AT_ONCE,
) -> Generator[tuple[Item, Result], None, None]:
    """Each item with ``function`` of it, in order; threads work some items ahead.

    Args:
        function: called in the threads.
        items: taken in the caller's thread.
        threads: how many; None is one a core.
        ahead: items under way or waiting, for each thread.
        at_once: items that a thread takes at once; 1 where each is much work.
    """
    threads = threads or available_cores()
    remaining = iter(items)

    @reproducible_kernels()
    def done(batch: list[Item]) -> list[Result]:
        return [function(item) for item in batch]

    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[tuple[list[Item], Future[list[Result]]]] = deque()
        try:
            while batch := list(islice(remaining, at_once)):
                under_way.append((batch, pool.submit(done, batch)))
                if len(under_way) * at_once >= threads * ahead:
                    first, future = under_way.popleft()
                    yield from zip(first, future.result(), strict=True)
            while under_way:
                first, future = under_way.popleft()
                yield from zip(first, future.result(), strict=True)
        finally:
            for _, future in under_way:
                future.cancel()
