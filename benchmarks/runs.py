"""Runs of ``fmld-synth generate`` in processes of their own, with what they took."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

FEWER_MADE = 1
"""Exit code of a run in which a few places of thousands gave no picture that keeps its label."""


@functools.cache
def allowed_cores() -> tuple[int, ...]:
    """The cores this program may use when it starts; none are known on macOS."""
    return tuple(sorted(os.sched_getaffinity(0))) if hasattr(os, "sched_getaffinity") else ()


def confine_to(cores: tuple[int, ...]) -> None:
    """Keep this process on ``cores``, as far as the system can."""
    if cores:
        os.sched_setaffinity(0, cores)


@dataclass(frozen=True)
class Run:
    """One run of the command line in its own process.

    Attributes:
        seconds: by the clock on the wall, with starting up.
        cpu_seconds: of all its processes, user and system.
        peak_megabytes: most memory that one process of the run held.
    """

    seconds: float
    cpu_seconds: float
    peak_megabytes: float


def run_generate(where: Path, output: Path, count: int, workers: int, *options: str) -> Run:
    """Generate ``count`` pictures from a folder, photograph or list, with one core for each worker."""
    arguments = ["--input", str(where), "--output", str(output), "--count", str(count)]
    cores = allowed_cores()[:workers]
    start = time.perf_counter()
    code = "from fmld_synth.cli.main import run; run()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "generate", *arguments, "--workers", str(workers), "--quiet", *options],
        preexec_fn=lambda: confine_to(cores),
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, FEWER_MADE):
        sys.exit(f"generate failed with {count} pictures and {workers} workers")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes on macOS, KiB on Linux
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6)
