"""Speed and memory of every export.

    python benchmarks/benchmark_export.py [SET] [--images 10000] [--link hard] [--formats coco,yolo]

SET is a finished set whose pictures are repeated, as files of their own, until there are enough; without it
one is made of bundled public-domain portraits at 600 px. Every export is a process of its own, start-up
included; a tenth of the set goes through the same first, so that memory that grows with the set would show.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmark_generation import PORTRAITS, SOURCE_SIDE, write_sources
from PIL import Image
from repeated_set import repeated_set
from rich.console import Console
from rich.table import Table

from fmld_synth.api import generate_dataset
from fmld_synth.dataset.exporting import EXPORTERS
from fmld_synth.execution.processes import available_cores

WANTED_RATE = 2000  # images a second
COMMAND = """
import re, sys
from pathlib import Path
from fmld_synth.cli.main import run
try:
    run()
except SystemExit as ending:
    if ending.code:
        raise
output = Path(sys.argv[sys.argv.index("--output") + 1])
(output / "memory").write_text(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
"""The export, then the most memory it held, in kB (Linux only); ``wait4`` may count its parent's in."""


class Run(NamedTuple):
    """One export: seconds on the clock, seconds of processor time, and the most memory it held, in MB."""

    seconds: float
    processor_seconds: float
    memory: float


def small_set(folder: Path) -> Path:
    """A set of a few portraits."""
    portraits = [Image.open(path).convert("RGB") for path in sorted(PORTRAITS.glob("*.jpg"))]
    write_sources(folder / "faces", portraits, 12)
    generate_dataset({"input": str(folder / "faces"), "output": str(folder / "small"), "size": SOURCE_SIDE})
    return folder / "small"


def timed_export(folder: Path, output: Path, name: str, link: str) -> Run:
    """Run the command and wait for it."""
    arguments = ["export", str(folder), "--to", name, "--output", str(output), "--link", link, "--quiet"]
    began = time.perf_counter()
    process = os.posix_spawn(sys.executable, [sys.executable, "-c", COMMAND, *arguments], os.environ)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - began
    if status:
        sys.exit(f"the export to {name} failed")
    memory = int((output / "memory").read_text())
    return Run(seconds, usage.ru_utime + usage.ru_stime, memory / 1024)


def main() -> None:
    """Print a line a format."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path, nargs="?", help="a finished set")
    parser.add_argument("--images", type=int, default=10000)
    parser.add_argument("--link", default="hard")
    parser.add_argument("--work", type=Path, help="folder on the disk to measure (default: temporary files)")
    parser.add_argument("--formats", default=",".join(EXPORTERS))
    arguments = parser.parse_args()
    console = Console()
    table = Table(title=f"{arguments.images} images, --link {arguments.link}, {available_cores()} cores")
    for column in ("format", "seconds", "CPU s", "images/s", "MB", "MB at a tenth", f">= {WANTED_RATE}/s"):
        table.add_column(column, justify="left" if column == "format" else "right")
    # Exports are deleted at the end only: for minutes after a deletion, ext4 creates files slowly.
    with tempfile.TemporaryDirectory(dir=arguments.work) as temporary:
        work = Path(temporary)
        original = arguments.set or small_set(work)
        large = repeated_set(original, work / "large", arguments.images, shutil.copyfile)
        small = repeated_set(original, work / "tenth", arguments.images // 10, shutil.copyfile)
        for name in arguments.formats.split(","):
            tenth = timed_export(small, work / f"{name}-tenth", name, arguments.link)
            run = timed_export(large, work / name, name, arguments.link)
            rate = arguments.images / run.seconds
            table.add_row(
                name,
                f"{run.seconds:.1f}",
                f"{run.processor_seconds:.1f}",
                f"{rate:.0f}",
                f"{run.memory:.0f}",
                f"{tenth.memory:.0f}",
                "yes" if rate >= WANTED_RATE else "no",
            )
    console.print(table)


if __name__ == "__main__":
    main()
