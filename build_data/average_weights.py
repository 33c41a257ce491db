"""Average the weights of networks that were fine-tuned from the same one: one network that errs less than each.

    python build_data/average_weights.py RUN [RUN ...] [--shares 1,1,0.7] [--input-side 192] [--favor incorrect=1.4]
        --output FILE.safetensors

RUN is a run's folder or a model file; the first says what the result is. As in Wortsman et al., "Model soups: averaging
weights of multiple fine-tuned models improves accuracy without increasing inference time", 2022
(https://arxiv.org/abs/2203.05482): it works for networks that began alike; of others it makes nothing of use.

With ``--input-side`` the result looks at pictures of that size, and networks may have learnt from pictures of others:
what ends in a mean over all places takes any. Details near a network's limit are often seen better a little larger
than they were learnt (Touvron et al., "Fixing the train-test resolution discrepancy", 2019,
https://arxiv.org/abs/1906.06423).

With ``--favor`` a class's odds against the others are so many times what the networks give it: where missing it is
worse than a false alarm, or where real photographs hide what gives it away better than generated ones do. Adding the
logarithm to the last layer's bias is all there is to it (Saerens, Latinne and Decaestecker, "Adjusting the outputs of a
classifier to new a priori probabilities", Neural Computation 14, 2002).
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from fmld_synth.baselines.harness.model_file import ModelDescription, load_model, save_model  # noqa: E402
from fmld_synth.errors import UserError  # noqa: E402

INPUT_SIDE = "input_side"
"""Setting of a network whose input may have any size."""


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", nargs="+", metavar="RUN")
    parser.add_argument("--shares", help="of each network, with commas (default: equal)")
    parser.add_argument(
        "--input-side", type=int, help="of the result in pixels (default: that of all networks)"
    )
    parser.add_argument(
        "--favor",
        metavar="CLASS=FACTOR",
        help="odds of this class in the result, times those of the networks",
    )
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    shares = [float(share) for share in (arguments.shares or ",".join("1" * len(arguments.runs))).split(",")]
    if len(shares) != len(arguments.runs) or min(shares) < 0 or sum(shares) <= 0:
        raise SystemExit(
            f"--shares {arguments.shares}: give a number from 0 for each of {len(arguments.runs)} networks"
        )
    try:
        average(arguments.runs, shares, arguments.output, arguments.input_side, _favored(arguments.favor))
    except UserError as error:
        raise SystemExit(str(error)) from None


def _favored(text: str | None) -> tuple[str, float] | None:
    """The class and the factor of ``--favor``."""
    if text is None:
        return None
    name, _, factor = text.partition("=")
    try:
        favored = name, float(factor)
    except ValueError:
        favored = name, math.nan
    if not 0 < favored[1] < math.inf:
        raise SystemExit(f"--favor {text}: give a class and a number above 0, such as incorrect=1.4")
    return favored


def average(
    runs: Sequence[str],
    shares: Sequence[float],
    output: Path,
    input_side: int | None = None,
    favor: tuple[str, float] | None = None,
) -> None:
    """Write the weighted mean of networks as a model file.

    Args:
        runs: see :func:`~fmld_synth.baselines.harness.model_file.load_model`.
        shares: one for each, 0 or more; only their ratios count.
        output: the file.
        input_side: of the result in pixels, whatever the networks' own; None where all have the same.
        favor: a class, and by how much its odds grow; None leaves them.

    Raises:
        SystemExit: two are not the same network with the same classes and settings, have an input of one size alone, or
            do not know the class.
        UserError: a file is damaged or missing, or the network takes no input of that size.
    """
    models = [load_model(run) for run in runs]
    descriptions = [_seen_at(input_side, run, told) for run, (_, told) in zip(runs, models, strict=True)]
    description = descriptions[0]
    for run, other in zip(runs, descriptions, strict=True):
        if other.model_copy(update={"version": description.version}) != description:
            raise SystemExit(f"{run}: is another network than {runs[0]}, or learnt other classes")
    weights = [share / sum(shares) for share in shares]
    states = [model.state_dict() for model, _ in models]
    network = description.build()
    network.load_state_dict({name: _mean([state[name] for state in states], weights) for name in states[0]})
    if favor is not None:
        _favor(network, description.classes, *favor)
    save_model(network, description, output)


def _favor(network: nn.Module, classes: Sequence[str], name: str, factor: float) -> None:
    """Multiply the odds of a class against the others, in the last layer."""
    if name not in classes:
        raise SystemExit(f"--favor {name}: the networks' classes are {', '.join(classes)}")
    last = [layer for layer in network.modules() if isinstance(layer, nn.Linear)][-1:]
    if not last or last[0].out_features != len(classes) or last[0].bias is None:
        raise SystemExit(f"--favor {name}: the network does not end in a layer with a bias for each class")
    with torch.no_grad():
        last[0].bias[list(classes).index(name)] += math.log(factor)


def _seen_at(input_side: int | None, run: str, description: ModelDescription) -> ModelDescription:
    """The description with another size of the input."""
    if input_side is None:
        return description
    if INPUT_SIDE not in description.settings:
        raise SystemExit(f"--input-side {input_side}: {run} has an input of one size alone")
    return description.model_copy(update={"settings": {**description.settings, INPUT_SIDE: input_side}})


def _mean(tensors: Sequence[Tensor], weights: Sequence[float]) -> Tensor:
    """The weighted mean; counters of batches, which are whole numbers, are those of the first."""
    first = tensors[0]
    if not first.is_floating_point():
        return first
    total = torch.stack(
        [tensor.double() * weight for tensor, weight in zip(tensors, weights, strict=True)]
    ).sum(0)
    return total.to(first.dtype)


if __name__ == "__main__":
    main()
