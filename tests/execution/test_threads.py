"""Work done ahead in threads: in order, not too far ahead, and with its errors."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import cv2
import pytest

from fmld_synth.execution.processes import available_cores
from fmld_synth.execution.threads import AHEAD, done_ahead


def test_results_come_in_the_order_of_the_items():
    def slow_for_some(number: int) -> int:
        time.sleep(0.003 if number % 7 == 0 else 0)
        return number * 2

    assert list(done_ahead(slow_for_some, range(60))) == [(number, number * 2) for number in range(60)]


def test_only_a_few_items_are_taken_ahead():
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield number

    results = done_ahead(str, items())
    assert next(results) == (0, "0")
    assert taken <= available_cores() * AHEAD
    results.close()


def test_errors_of_the_work_and_of_the_items_are_raised():
    with pytest.raises(ZeroDivisionError):
        list(done_ahead(lambda number: 1 // number, [1, 0, 2]))

    def broken() -> Iterator[int]:
        yield 1
        raise KeyError("broken")

    with pytest.raises(KeyError, match="broken"):
        list(done_ahead(str, broken()))


def test_the_caller_may_say_how_many_threads_and_how_far_ahead():
    taken = []
    names = set()

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    def note_thread(_: int) -> None:
        names.add(threading.current_thread().name)
        time.sleep(0.001)

    results = done_ahead(note_thread, items(), threads=3, ahead=2, at_once=1)
    next(results)
    assert len(taken) == 6
    assert len(list(results)) == 99
    assert len(names) == 3


def test_opencv_rounds_alike_in_every_thread():
    assert {used for _, used in done_ahead(lambda _: cv2.ipp.useIPP(), range(40))} == {False}
