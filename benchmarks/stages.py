"""CPU time by stage, without touching the code that is measured: other work on the machine hardly changes it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class Stages:
    """Adds up seconds of CPU time by name."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Add the time spent inside to ``name``."""
        start = time.process_time()
        try:
            yield
        finally:
            self.seconds[name] += time.process_time() - start


@contextmanager
def parts_measured(module: ModuleType, package: str, stages: Stages, prefix: str) -> Iterator[None]:
    """Meanwhile, time each function of ``package`` that ``module`` calls by a name of its own.

    A call inside another measured call counts to the outer one only.
    """
    originals = {
        name: value
        for name, value in vars(module).items()
        if callable(value)
        and not isinstance(value, type)
        and str(getattr(value, "__module__", "")).startswith(package)
    }
    busy = False

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal busy
            if busy:
                return function(*arguments, **options)
            busy = True
            try:
                with stages.measure(f"{prefix}{name.strip('_')}"):
                    return function(*arguments, **options)
            finally:
                busy = False

        return call

    entry_points = {"prepare", "make", "render"}
    try:
        for name, value in originals.items():
            if name not in entry_points:
                setattr(module, name, timed(name, value))
        yield
    finally:
        for name, value in originals.items():
            setattr(module, name, value)
