"""How many pictures a second one core draws for a training once faces are measured, and how many a training eats.

    python benchmarks/benchmark_training_loop.py FACES

FACES is a folder of photographs. Times are of the processor, so other work on the machine changes little.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table
from torch.nn import functional

from fmld_synth.baselines.scs_net.network import build
from fmld_synth.torch import WornMasks

SIDE = 224
PHOTOGRAPHS = 60
EPOCHS = 3
STEPS, BATCH = 6, 32


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("faces", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "faces.txt"
        photographs = sorted(
            path for path in options.faces.iterdir() if path.suffix.lower() in (".jpg", ".png")
        )
        chosen.write_text("\n".join(str(path.absolute()) for path in photographs[:PHOTOGRAPHS]))
        masks = WornMasks(chosen, side=SIDE, cache=Path(folder) / "cache", bare=0.25, workers=1)
        first = _seconds_a_picture(masks, 1)
        drawn = _seconds_a_picture(masks, EPOCHS)
    eaten = _seconds_a_training_picture()
    table = Table("what", "ms a picture", "pictures a second a core", title=f"{SIDE} px, {len(masks)} faces")
    for name, seconds in (
        ("first epoch: faces are measured, too", first),
        ("later epochs: masks are drawn", drawn),
        (f"training SCS-Net, batches of {BATCH}", eaten),
    ):
        table.add_row(name, f"{seconds * 1000:.1f}", f"{1 / seconds:.0f}")
    Console().print(table)


def _seconds_a_picture(masks: WornMasks, epochs: int) -> float:
    """Of the quickest epoch."""
    taken = []
    for epoch in range(epochs):
        masks.set_epoch(epoch)
        begin = time.process_time()
        for place in range(len(masks)):
            masks[place]
        taken.append((time.process_time() - begin) / len(masks))
    return min(taken)


def _seconds_a_training_picture() -> float:
    network = build(("correct", "incorrect", "none"))
    pictures, labels = torch.rand(BATCH, 3, SIDE, SIDE), torch.zeros(BATCH, dtype=torch.int64)
    taken = []
    for _ in range(STEPS):
        begin = time.process_time()
        functional.cross_entropy(network(pictures), labels).backward()
        taken.append((time.process_time() - begin) / BATCH)
    return min(taken)


if __name__ == "__main__":
    main()
