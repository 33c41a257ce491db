"""A disk on which no file grows beyond a kilobyte, as far as programs can tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

LARGEST = 1024
"""Bytes of a file."""


@contextmanager
def full_disk() -> Iterator[None]:
    """Writing beyond ``LARGEST`` fails in this process."""
    resource = pytest.importorskip("resource", reason="Windows limits no sizes")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
