"""Time of SCS-Net against its literal form, layer by layer, in turns.

    python benchmarks/benchmark_scs_net.py [--seconds 20] [--batches 1,32] [--threads 1]

Prints milliseconds a picture: the median, and the least in brackets. Goal: at most half of the literal form's time
with one thread and one picture, in use and in training. Outputs are compared first.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor, nn

from fmld_synth.baselines.scs_net.network import build

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.baselines.scs_net.literal import LiteralScsNet

GOAL = 0.5
WARM_UP = 3


def use(network: nn.Module, images: Tensor) -> None:
    """One inference."""
    with torch.inference_mode():
        network.eval()(images)


def train(network: nn.Module, images: Tensor) -> None:
    """One step's forward and backward passes."""
    network.train().zero_grad()
    nn.functional.cross_entropy(network(images), torch.arange(len(images)) % 3).backward()


def times_in_turns(
    step: Callable[[nn.Module, Tensor], None], networks: list[nn.Module], images: Tensor, seconds: float
) -> list[list[float]]:
    """Milliseconds a picture of each run of each network."""
    times: list[list[float]] = [[] for _ in networks]
    runs, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end or runs < 2 * WARM_UP:
        for network, of_network in zip(networks, times, strict=True):
            start = time.perf_counter()
            step(network, images)
            if runs >= WARM_UP:
                of_network.append((time.perf_counter() - start) * 1e3 / len(images))
        runs += 1
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20, help="for each line of the table")
    parser.add_argument("--batches", default="1,32")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    network, literal = build(("correct", "incorrect", "none")), LiteralScsNet()
    literal.load_state_dict(network.state_dict())
    table = Table("step", "pictures", "ours, ms", "literal, ms", "ratio of medians", "of least", "runs")
    for batch in map(int, options.batches.split(",")):
        images = torch.rand(batch, 3, 224, 224)
        with torch.no_grad():
            torch.testing.assert_close(network(images), literal(images), rtol=1e-5, atol=1e-6)
        for step in (use, train):
            ours, theirs = times_in_turns(step, [network, literal], images, options.seconds)
            median, least = ([summary(ours), summary(theirs)] for summary in (statistics.median, min))
            table.add_row(
                step.__name__, str(batch),
                *(f"{one:.2f} ({other:.2f})" for one, other in zip(median, least, strict=True)),
                f"{median[0] / median[1]:.2f}", f"{least[0] / least[1]:.2f}", str(len(ours)),
            )  # fmt: skip
    Console().print(table, f"{options.threads} thread(s), torch {torch.__version__}; goal: at most {GOAL}")


if __name__ == "__main__":
    main()
