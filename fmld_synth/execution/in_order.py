"""Much work on many items, done by several processes, in order, with flat memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import Generic, TypeVar

from fmld_synth.execution.processes import WorkerPool, available_cores

FEW = 256
"""So many items are done sooner here than processes start."""
ITEMS_A_UNIT = 32
"""Items that go to a process at once: sending each alone would cost more than many an item."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def done_in_order(
    function: Callable[[Item], Result], items: Iterable[Item], *, workers: int | None = None, few: int = FEW
) -> Iterator[tuple[Item, Result]]:
    """Each item with ``function`` of it, in order; from ``few`` items on, processes share the work.

    Threads would be no faster: decoding a matte is many short calls of C, after each of which a thread waits for
    the interpreter.

    Args:
        function: it, the items and the results must be picklable.
        items: taken in this process.
        workers: processes; None is one a core.
        few: fewer items than that are done in this process, and no other is started.

    Raises:
        UserError: a worker was killed from outside.
    """
    remaining = iter(items)
    first = list(islice(remaining, few))
    workers = (workers or available_cores()) if len(first) == few else 1
    with WorkerPool(partial(_Every, function), workers) as pool:
        under_way: deque[list[Item]] = deque()
        for results in pool.run(_noted(chain(first, remaining), under_way)):
            yield from zip(under_way.popleft(), results, strict=True)


def _noted(items: Iterator[Item], under_way: deque[list[Item]]) -> Iterator[list[Item]]:
    while unit := list(islice(items, ITEMS_A_UNIT)):
        under_way.append(unit)
        yield unit


class _Every(Generic[Item, Result]):
    """A worker that applies a function to every item of a unit."""

    def __init__(self, function: Callable[[Item], Result]) -> None:
        self._function = function

    def __call__(self, unit: list[Item]) -> list[Result]:
        return [self._function(item) for item in unit]
