"""Order, bounds and failure of the worker processes."""

import os
import signal
import time

import pytest

from fmld_synth.errors import UserError
from fmld_synth.execution.processes import UNITS_AHEAD, WorkerPool, _interrupts_wait


class Squares:
    """Slower for the first units, so that later ones overtake them."""

    def __call__(self, number):
        time.sleep(0.02 if number < 3 else 0)
        return number**2


class Touchy:
    def __call__(self, number):
        if number == 3:
            raise UserError("three")
        if number == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        return number


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_work(workers):
    with WorkerPool(Squares, workers) as pool:
        assert list(pool.run(range(30))) == [number**2 for number in range(30)]
        assert list(pool.run([4])) == [16]


def test_only_a_few_units_are_under_way():
    asked = []

    def work():
        for number in range(100):
            asked.append(number)
            yield number

    with WorkerPool(Squares, 2) as pool:
        results = pool.run(work())
        next(results)
        assert len(asked) <= 2 * UNITS_AHEAD


@pytest.mark.parametrize("workers", [1, 2])
def test_a_mistake_of_the_user_comes_through(workers):
    with WorkerPool(Touchy, workers) as pool, pytest.raises(UserError, match="three"):
        list(pool.run([1, 2, 3, 4]))


def test_a_killed_worker_gives_one_line():
    with WorkerPool(Touchy, 2) as pool, pytest.raises(UserError, match=r"killed.*`resume=True`"):
        list(pool.run([1, 5, 6]))


@pytest.fixture
def interruptible():
    """Ctrl-C as in a terminal; in the background of a shell it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt_this_thread():
    signal.raise_signal(signal.SIGINT)


def interrupt_another_thread():
    """It takes the signal, and Python runs the handler in the main thread, which need not have waited for it."""
    handler = signal.getsignal(signal.SIGINT)
    assert callable(handler)
    handler(signal.SIGINT, None)


@pytest.mark.parametrize("interrupt", [interrupt_this_thread, interrupt_another_thread])
def test_ctrl_c_waits_until_a_process_has_started(interruptible, interrupt):
    done = []
    with pytest.raises(KeyboardInterrupt):
        with _interrupts_wait():
            interrupt()
            done.append("started")
        done.append("not reached")
    assert done == ["started"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
