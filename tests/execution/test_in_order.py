"""Items shared out to processes: in order, not too far ahead, and with their errors."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from fmld_synth.errors import UserError
from fmld_synth.execution.in_order import FEW, ITEMS_A_UNIT, done_in_order
from fmld_synth.execution.processes import UNITS_AHEAD


def process_of(_: int) -> int:
    return os.getpid()


def touchy(number: int) -> int:
    if number == 150:
        raise UserError("a mistake in item 150")
    return number * 2


def test_few_items_start_no_process():
    assert list(done_in_order(touchy, range(100), workers=2)) == [
        (number, number * 2) for number in range(100)
    ]
    assert {process for _, process in done_in_order(process_of, range(FEW - 1))} == {os.getpid()}
    assert list(done_in_order(touchy, [])) == []


def test_many_items_are_shared_in_order_and_only_a_few_are_taken_ahead():
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(2000):
            taken += 1
            yield number

    processes = set()
    for place, (number, process) in enumerate(done_in_order(process_of, items(), workers=2, few=10)):
        assert place == number and taken <= place + (2 * UNITS_AHEAD + 1) * ITEMS_A_UNIT
        processes.add(process)
    assert place == 1999 and os.getpid() not in processes


@pytest.mark.parametrize("few", [100, 1000])
def test_a_mistake_in_an_item_is_raised(few):
    with pytest.raises(UserError, match="a mistake in item 150"):
        list(done_in_order(touchy, range(200), workers=2, few=few))
