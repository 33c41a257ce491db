"""What drawing a print costs, by its kind: milliseconds of processor time.

    python benchmarks/measure_prints.py [--prints 12] [--columns 256]

Each print is drawn on the grid of a cloth mask. A picture draws its print once, however many tries its label takes.
"""

from __future__ import annotations

import argparse
import time

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from fmld_synth.synthesis.prints.kinds import KINDS
from fmld_synth.synthesis.prints.prints import draw_print, rendered

SIZE = 2.86, 2.219
"""Width and height of the template `cloth_plain` laid flat, in inter-ocular distances."""
REPEATS = 3
"""Times that each print is drawn; the least counts, as other work on the machine only adds."""


def milliseconds(kind: str, prints: int, columns: int) -> list[float]:
    """Processor time of each of some prints of a kind."""
    rows = round(columns * SIZE[1] / SIZE[0])
    taken = []
    for seed in range(prints):
        pattern = draw_print(np.random.default_rng(seed), kind)
        tries = []
        for _ in range(REPEATS):
            rendered.cache_clear()
            start = time.process_time()
            rendered(pattern, rows, columns, *SIZE)
            tries.append((time.process_time() - start) * 1000)
        taken.append(min(tries))
    return taken


def main() -> None:
    """Read the command line and print the times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--prints", type=int, default=12, help="of each kind")
    parser.add_argument(
        "--columns", type=int, default=256, help="of the grid; 256 on a face of about 200 pixels"
    )
    options = parser.parse_args()
    cv2.setNumThreads(1)
    taken = {kind: milliseconds(kind, options.prints, options.columns) for kind in KINDS}
    table = Table("print", "ms, mean", "ms, most")
    for kind, times in sorted(taken.items(), key=lambda entry: -float(np.mean(entry[1]))):
        table.add_row(kind, f"{np.mean(times):.1f}", f"{max(times):.1f}")
    weights = [KINDS[kind].weight for kind in taken]
    mean = np.average([np.mean(times) for times in taken.values()], weights=weights)
    table.add_row("all, as often as they are drawn", f"{mean:.1f}", f"{max(map(max, taken.values())):.1f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
