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

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from fmld_synth.baselines.harness.model_file import ModelDescription, load_model, save_model  # noqa: E402
from fmld_synth.baselines.two_stage.backbones.efficientnet_lite import (  # noqa: E402
    EfficientNetLite0,
    EfficientNetLite1,
)
from fmld_synth.baselines.two_stage.backbones.efficientnet_lite_pair import EfficientNetLitePair  # noqa: E402
from fmld_synth.baselines.two_stage.network import TwoStageClassifier  # noqa: E402
from fmld_synth.errors import UserError  # noqa: E402

BACKBONE = "backbone"
PARTS = (EfficientNetLite0.name, EfficientNetLite1.name)
"""Backbones of the networks, in the order of the pair's features."""


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
    networks, descriptions = zip(*map(_loaded, runs, PARTS), strict=True)
    description, second = (_of_pair(described) for described in descriptions)
    if second.model_copy(update={"version": description.version}) != description:
        raise SystemExit(f"{runs[1]}: differs from {runs[0]} in more than the backbone")
    together = description.build()
    assert isinstance(together, TwoStageClassifier), "its description says so"
    _fill(together, networks, (share, 1 - share))
    save_model(together, description, output)


def _loaded(run: str, backbone: str) -> tuple[TwoStageClassifier, ModelDescription]:
    """A network, if it has that backbone."""
    network, description = load_model(run)
    if not isinstance(network, TwoStageClassifier) or description.settings.get(BACKBONE) != backbone:
        raise SystemExit(f"{run}: its backbone is not {backbone}")
    return network, description


def _of_pair(description: ModelDescription) -> ModelDescription:
    """What the file of both would say of itself, after one of them."""
    settings = {**description.settings, BACKBONE: EfficientNetLitePair.name}
    return description.model_copy(update={"settings": settings})


def _fill(
    together: TwoStageClassifier, networks: Sequence[TwoStageClassifier], shares: Sequence[float]
) -> None:
    """Give the joint network the backbones of both, and a last layer that adds up their scores."""
    for part, network in zip(together.backbone.parts, networks, strict=True):
        part.load_state_dict(network.backbone.state_dict())
    heads = [network.head for network in networks]
    weights = [share * head.weight for share, head in zip(shares, heads, strict=True)]
    biases = [share * head.bias for share, head in zip(shares, heads, strict=True)]
    together.head.load_state_dict({"weight": torch.cat(weights, dim=1), "bias": torch.stack(biases).sum(0)})


if __name__ == "__main__":
    main()
