"""Put an EfficientNet-Lite0 and a -Lite1 that learnt the same classes side by side: their average in one file.

    python build_data/pair_networks.py LITE0 LITE1 [--share 0.5] --output FILE.safetensors

LITE0 and LITE1 are runs' folders or model files of ``two-stage``. The result has the backbone
``efficientnet_lite_pair``, whose scores before the softmax are the weighted mean of both networks': it errs less than
each where they err in different places, and costs the time of both. ``average_weights.py`` can make each of them
before, and favor a class after.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from fmld_synth.baselines.harness.model_file import ModelDescription, load_model, save_model  # noqa: E402
from fmld_synth.baselines.two_stage.backbones.efficientnet_lite import (  # noqa: E402
    EfficientNetLite0,
    EfficientNetLite1,
)
from fmld_synth.baselines.two_stage.backbones.efficientnet_lite_pair import EfficientNetLitePair  # noqa: E402
from fmld_synth.errors import UserError  # noqa: E402

BACKBONE = "backbone"
PARTS = (EfficientNetLite0.name, EfficientNetLite1.name)
"""Backbones of the networks, in the order of the pair's features."""
PART_NAMES = ("lite0", "lite1")
"""Of the same in the pair."""


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lite0", metavar="LITE0")
    parser.add_argument("lite1", metavar="LITE1")
    parser.add_argument("--share", type=float, default=0.5, help="of LITE0 in the mean (default: 0.5)")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    if not 0 <= arguments.share <= 1:
        raise SystemExit(f"--share {arguments.share}: give a number from 0 to 1")
    try:
        pair((arguments.lite0, arguments.lite1), arguments.share, arguments.output)
    except UserError as error:
        raise SystemExit(str(error)) from None


def pair(runs: Sequence[str], share: float, output: Path) -> None:
    """Write the weighted mean of two networks' scores as one network.

    Args:
        runs: the EfficientNet-Lite0 and the EfficientNet-Lite1, see
            :func:`~fmld_synth.baselines.harness.model_file.load_model`.
        share: of the first, 0 to 1.
        output: the file.

    Raises:
        SystemExit: they are not those networks, or differ in anything else.
        UserError: a file is damaged or missing.
    """
    networks = [load_model(run) for run in runs]
    description = _of_both(runs, [told for _, told in networks])
    together = description.build()
    _fill(together, [network for network, _ in networks], (share, 1 - share))
    save_model(together, description, output)


def _of_both(runs: Sequence[str], descriptions: Sequence[ModelDescription]) -> ModelDescription:
    """What the file of both says of itself."""
    for run, name, description in zip(runs, PARTS, descriptions, strict=True):
        if description.settings.get(BACKBONE) != name:
            raise SystemExit(f"{run}: its backbone is not {name}")
    first, second = (_with_backbone(EfficientNetLitePair.name, description) for description in descriptions)
    if second.model_copy(update={"version": first.version}) != first:
        raise SystemExit(f"{runs[1]}: differs from {runs[0]} in more than the backbone")
    return first


def _fill(together: nn.Module, networks: Sequence[nn.Module], shares: Sequence[float]) -> None:
    """Give the joint network the backbones of both, and a last layer that adds up their scores."""
    state = together.state_dict()
    for part, network in zip(PART_NAMES, networks, strict=True):
        state |= {
            name.replace("backbone.", f"backbone.{part}.", 1): tensor
            for name, tensor in network.state_dict().items()
            if name.startswith("backbone.")
        }
    heads = [network.get_submodule("head").state_dict() for network in networks]
    weighted = [
        {name: share * tensor for name, tensor in head.items()}
        for share, head in zip(shares, heads, strict=True)
    ]
    state["head.weight"] = torch.cat([head["weight"] for head in weighted], dim=1)
    state["head.bias"] = torch.stack([head["bias"] for head in weighted]).sum(0)
    together.load_state_dict(state)


def _with_backbone(name: str, description: ModelDescription) -> ModelDescription:
    return description.model_copy(update={"settings": {**description.settings, BACKBONE: name}})


if __name__ == "__main__":
    main()
