"""How long several functions take, side by side."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

import torch

Key = TypeVar("Key", bound=Hashable)


def interleaved_milliseconds(runs: Mapping[Key, Callable[[], object]], rounds: int) -> dict[Key, float]:
    """Median time of a call, in ms.

    Every round calls each function once, so that a moment in which the machine is busy strikes all alike and their
    ratios hold. One call of each before the first round is not measured.

    Args:
        runs: the functions.
        rounds: measured calls of each, at least one.
    """
    for run in runs.values():
        run()
    times: dict[Key, list[float]] = {key: [] for key in runs}
    for _ in range(rounds):
        for key, run in runs.items():
            begin = perf_counter()
            run()
            times[key].append(perf_counter() - begin)
    return {key: 1000 * statistics.median(measured) for key, measured in times.items()}


@contextmanager
def one_thread() -> Iterator[None]:
    """In it, torch computes in a single thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
