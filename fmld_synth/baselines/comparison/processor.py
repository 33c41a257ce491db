"""The processor that times are measured on."""

from __future__ import annotations

import platform
from pathlib import Path

CPU_INFORMATION = Path("/proc/cpuinfo")


def processor_name() -> str:
    """Its model where the system tells it, else its architecture."""
    try:
        lines = CPU_INFORMATION.read_text(encoding="utf-8").splitlines()
    except OSError:  # not on Linux
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return next(iter(names), "") or platform.processor() or platform.machine()
