"""Memory that is freed stays with the process."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

COUNT_FAULTS = """
import resource, sys
import numpy as np
from fmld_synth.baselines.harness.memory import keep_memory

if sys.argv[1] == "keep":
    assert keep_memory()
for _ in range(2):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        np.empty(50 << 20, np.uint8).fill(1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(mode: str) -> int:
    """Pages the system handed out for twenty blocks of 50 MB, each freed before the next."""
    done = subprocess.run([sys.executable, "-c", COUNT_FAULTS, mode], capture_output=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "gnu_get_libc_version"), reason="not the GNU C library")
def test_freed_blocks_are_used_again():
    assert faults("keep") < 100 < faults("give back")
