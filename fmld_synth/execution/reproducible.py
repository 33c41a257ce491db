"""Keeps OpenCV's results independent of where an array happens to lie in memory.

OpenCV's builds for x86 bring Intel's IPP, whose kernels may round differently for differently aligned arrays; then one
record would not always give the same bytes. OpenCV keeps the switch for each thread, and in a new thread it is on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import cv2


@contextmanager
def reproducible_kernels() -> Iterator[None]:
    """Within it, OpenCV rounds alike wherever arrays lie; behind it, the calling thread's switch is as it was.

    Entered wherever work begins: by the functions of the Python interface, by every unit of work in a worker, and in
    every thread that works ahead. It may be nested and costs about a microsecond. Also a decorator::

        @reproducible_kernels()
        def render(...): ...
    """
    before = cv2.ipp.useIPP()
    cv2.ipp.setUseIPP(False)
    try:
        yield
    finally:
        cv2.ipp.setUseIPP(before)


_one_thread = threading.Lock()
_users = 0
_threads_before = 0


@contextmanager
def one_opencv_thread() -> Iterator[None]:
    """Within it, OpenCV starts no threads of its own, because every core already has one of ours.

    The number of threads is one for the whole process: the first to enter notes it, and the last to leave restores
    it, whatever overlaps in between.
    """
    global _users, _threads_before
    with _one_thread:
        if _users == 0:
            _threads_before = cv2.getNumThreads()
            cv2.setNumThreads(1)
        _users += 1
    try:
        yield
    finally:
        with _one_thread:
            _users -= 1
            if _users == 0:
                cv2.setNumThreads(_threads_before)
