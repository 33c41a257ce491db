"""Does our AIZOO SSD compute what the published one does?

    python benchmarks/check_aizoo_weights.py PEERS_FOLDER [--save FOLDER]

PEERS_FOLDER holds the published weights as arrays (aizoo_ssd_260_weights.npz) and what the published network makes of
one picture (aizoo_ssd_260_golden.npz), and the same for 360. The weights are loaded into our network, with its batch
norms and folded; the greatest differences are printed. Exit code 1 when one is above the tolerance.

With --save the published weights are also written as model files, so that ``fmld-synth evaluate`` and ``predict`` can
use them beside ours.
"""

from __future__ import annotations

import argparse
import copy
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from fmld_synth.baselines.aizoo_ssd.network import CHANNELS, AizooSSD, build
from fmld_synth.baselines.detection.boxes import decode
from fmld_synth.baselines.harness.model_file import ModelDescription, save_model

INPUT_SIDES = (260, 360)
TOLERANCE = 1e-5
CLASSES = ("mask", "no_mask")
NORM_PARTS = ("weight", "bias", "running_mean", "running_var")


class Differences(NamedTuple):
    """Greatest differences from the published network's outputs.

    scores: 0 to 1.
    boxes: fractions of the picture.
    offsets: before decoding, as a share of the greatest one.
    """

    scores: float
    boxes: float
    offsets: float


def published_names() -> dict[str, str]:
    """Our names of all tensors, with the published ones."""
    blocks = {f"backbone.{i}": f"conv2d_{i}" for i in range(len(CHANNELS))}
    names: dict[str, str] = {}
    for ours, theirs in (("score_branches", "cls"), ("offset_branches", "loc")):
        for i in range(5):
            blocks[f"{ours}.{i}.hidden"] = f"{theirs}_{i}_insert_conv2d"
            names |= {f"{ours}.{i}.last.{part}": f"{theirs}_{i}_conv.{part}" for part in ("weight", "bias")}
    for ours, theirs in blocks.items():
        names[f"{ours}.convolution.weight"] = f"{theirs}.weight"
        names |= {f"{ours}.norm.{part}": f"{theirs}_bn.{part}" for part in NORM_PARTS}
    return names


def published_network(peers: Path, input_side: int) -> AizooSSD:
    """Our network with the published weights, in evaluation mode, not folded."""
    model = build(CLASSES, input_side=input_side)
    with np.load(peers / f"aizoo_ssd_{input_side}_weights.npz") as arrays:
        tensors = {ours: torch.from_numpy(arrays[theirs]) for ours, theirs in published_names().items()}
        unused = set(arrays.files) - set(published_names().values())
    if unused:
        raise SystemExit(f"the published weights hold more than our network: {', '.join(sorted(unused))}")
    counters = {
        name: value for name, value in model.state_dict().items() if name.endswith("num_batches_tracked")
    }
    model.load_state_dict(tensors | counters)
    return model.eval()


@torch.no_grad()
def differences(model: AizooSSD, peers: Path) -> Differences:
    """How far the model's outputs are from the published network's, on its picture; in the model's precision."""
    with np.load(peers / f"aizoo_ssd_{model.input_side}_golden.npz") as golden:
        picture, offsets, scores = (
            torch.from_numpy(golden[name]) for name in ("image_rgb_u8", "boxes", "scores")
        )
    ours = model(model.preprocessing(picture[None]).to(model.anchors.dtype))
    boxes, wanted = (decode(values, model.anchors, model.variances) for values in (ours.offsets, offsets))
    return Differences(
        float((model.probabilities(ours.scores) - scores).abs().max()),
        float((boxes - wanted).abs().max()),
        float((ours.offsets - offsets).abs().max() / offsets.abs().max()),
    )


def save_published(model: AizooSSD, folder: Path) -> Path:
    """Write the published weights as a model file, folded."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"aizoo_published_{model.input_side}.safetensors"
    settings = {"input_side": model.input_side, "folded": True}
    description = ModelDescription(
        baseline="aizoo-ssd", classes=CLASSES, label_scheme="masked", settings=settings
    )
    save_model(model.for_release(), description, path)
    return path


def main() -> int:
    """Check both networks; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("peers", type=Path, metavar="PEERS_FOLDER")
    parser.add_argument("--save", type=Path, metavar="FOLDER")
    options = parser.parse_args()

    table = Table("input", "our network", *Differences._fields)
    worst = 0.0
    for side in INPUT_SIDES:
        model = published_network(options.peers, side)
        for state, candidate in (("with batch norms", model), ("folded", model.for_release())):
            found = differences(candidate, options.peers)
            worst = max(worst, *found)
            table.add_row(str(side), state, *(f"{value:.1e}" for value in found))
        if options.save:
            print(save_published(model, options.save))
        in_float64 = differences(copy.deepcopy(model).double(), options.peers)
        table.add_row(str(side), "in float64", *(f"{value:.1e}" for value in in_float64))
    console = Console()
    console.print("Greatest differences from the published outputs")
    console.print(table)
    print(f"{'equal' if worst <= TOLERANCE else 'NOT equal'} to {TOLERANCE:.0e}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
