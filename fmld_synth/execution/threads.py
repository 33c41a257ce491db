"""Work that mostly waits for files or runs in C, done ahead in threads, in order, with flat memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from fmld_synth.execution.processes import available_cores

BATCH = 16
"""Items that a thread takes at once: waking it for each would cost more than many an item."""
AHEAD = 3 * BATCH
"""Items under way or waiting, for each thread."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def done_ahead(
    function: Callable[[Item], Result], items: Iterable[Item]
) -> Generator[tuple[Item, Result], None, None]:
    """Each item with ``function`` of it, in order; a thread a core works some items ahead."""
    threads = available_cores()
    remaining = iter(items)

    def done(batch: list[Item]) -> list[Result]:
        return [function(item) for item in batch]

    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[tuple[list[Item], Future[list[Result]]]] = deque()
        try:
            while batch := list(islice(remaining, BATCH)):
                under_way.append((batch, pool.submit(done, batch)))
                if len(under_way) * BATCH >= threads * AHEAD:
                    first, future = under_way.popleft()
                    yield from zip(first, future.result(), strict=True)
            while under_way:
                first, future = under_way.popleft()
                yield from zip(first, future.result(), strict=True)
        finally:
            for _, future in under_way:
                future.cancel()
