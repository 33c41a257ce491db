"""Put an EfficientNet-Lite0 and an EfficientNet-Lite1 that learnt the same classes side by side: their average in one file.

    python build_data/pair_networks.py LITE0 LITE1 [--share 0.5] --output FILE.safetensors

LITE0 and LITE1 are runs' folders or model files of ``two-stage``. The result has the backbone
``efficientnet_lite_pair``, whose scores before the softmax are the weighted mean of both networks': it errs less than
each where they err in different places, and costs the time of both. ``average_weights.py`` can make each of them before,
and favor a class after.
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
from fmld_synth.baselines.two_stage.backbones.efficientnet_lite_pair import EfficientNetLitePair  # noqa: E402
from fmld_synth.baselines.two_stage.network import TwoStageClassifier  # noqa: E402
from fmld_synth.errors import UserError  # noqa: E402

BACKBONE = "backbone"


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
    wanted = [part.name for part in EfficientNetLitePair().parts]
    joint = [_with_backbone(EfficientNetLitePair.name, description) for _, description in networks]
    for run, name, (_, description) in zip(runs, wanted, networks, strict=True):
        if description.settings.get(BACKBONE) != name:
            raise SystemExit(f"{run}: its backbone is not {name}")
    if joint[1].model_copy(update={"version": joint[0].version}) != joint[0]:
        raise SystemExit(f"{runs[1]}: differs from {runs[0]} in more than the backbone")
    together = joint[0].build()
    assert isinstance(together, TwoStageClassifier) and isinstance(together.backbone, EfficientNetLitePair)
    for part, (network, _) in zip(together.backbone.parts, networks, strict=True):
        assert isinstance(network, TwoStageClassifier)
        part.load_state_dict(network.backbone.state_dict())
    shares = (share, 1 - share)
    heads = [network.head for network, _ in networks if isinstance(network, TwoStageClassifier)]
    with torch.no_grad():
        together.head.weight.copy_(
            torch.cat([part * head.weight for part, head in zip(shares, heads, strict=True)], dim=1)
        )
        together.head.bias.copy_(sum(part * head.bias for part, head in zip(shares, heads, strict=True)))
    save_model(together, joint[0], output)


def _with_backbone(name: str, description: ModelDescription) -> ModelDescription:
    return description.model_copy(update={"settings": {**description.settings, BACKBONE: name}})


if __name__ == "__main__":
    main()
