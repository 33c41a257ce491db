"""Time, memory and size of a report of a large set.

    python benchmarks/benchmark_report.py [SET] [--pictures 25296]

The large set repeats the pictures of a small one by hard links, each lap with ids and paths of its own.
Without SET a small one is generated from bundled public-domain portraits. The first view is what a browser
loads at most before anybody turns a page: the page and the thumbnails of the gallery's first page.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from repeated_set import repeated_set
from rich.console import Console
from rich.table import Table

FIRST_VIEW_TILES = 60
MEASURE = """
import resource, sys
from pathlib import Path
from fmld_synth.stats.report import make_report
make_report(Path(sys.argv[1]), Path(sys.argv[2]), workers=int(sys.argv[3]) or None)
print(*(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
"""


def small_set(folder: Path) -> Path:
    """Generate a set to repeat."""
    portraits = Path(__file__).parents[1] / "examples" / "portraits"
    command = [sys.executable, "-m", "fmld_synth.cli.main", "generate", "--input", str(portraits)]
    subprocess.run([*command, "--output", str(folder / "small"), "--per-face", "24", "--quiet"], check=True)
    return folder / "small"


def measure(folder: Path, page: Path, workers: int) -> tuple[float, float]:
    """Seconds, and the largest process in MiB, of a report made in a process of its own."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(folder), str(page), str(workers)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return time.perf_counter() - start, max(map(int, done.stdout.split())) / 1024


def first_view(page: Path) -> float:
    """MiB that a browser loads at first."""
    files = page.with_name(f"{page.stem}_files") / "thumbnails" / "0"
    thumbnails = (files / f"{number}.jpg" for number in range(FIRST_VIEW_TILES))
    return sum(path.stat().st_size for path in (page, *thumbnails) if path.exists()) / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", nargs="?", type=Path, help="a finished set")
    parser.add_argument("--pictures", type=int, default=25296)
    parser.add_argument("--workers", type=int, default=0, help="processes; 0 for one a core")
    options = parser.parse_args()
    # Hard links need the same disk as the set.
    beside = options.set.resolve().parent if options.set else None
    with tempfile.TemporaryDirectory(dir=beside, prefix="report-benchmark-") as work:
        source = options.set or small_set(Path(work))
        table = Table("pictures", "seconds", "pictures/s", "largest process, MiB", "first view, MiB")
        for number in (options.pictures // 5, options.pictures):
            folder, page = Path(work) / f"set{number}", Path(work) / f"report{number}.html"
            repeated_set(source, folder, number, os.link)
            for name in ("rejected.jsonl", "dataset.json"):
                os.link(source / name, folder / name)
            seconds, memory = measure(folder, page, options.workers)
            table.add_row(
                f"{number:,}",
                f"{seconds:.1f}",
                f"{number / seconds:.0f}",
                f"{memory:.0f}",
                f"{first_view(page):.2f}",
            )
        Console().print(table)


if __name__ == "__main__":
    main()
