"""Put a trained network into the package: weights in less than full precision, and their sha256 in the model card.

    python build_data/bundle_weights.py RUN [RUN ...] [--precision int8]

RUN is a run's folder or a model file; its baseline decides the folder below ``baselines/``. The card's first lines must
already name a file with a sha256; of a baseline that had no weights so far, a line is put there. All bundled weights
together must stay below 12 MB. Run it from the repository's root; what the figures in the card say is for people to
write.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from pathlib import Path
from typing import get_args

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from fmld_synth.baselines.harness.model_file import FilePrecision, load_model, save_model  # noqa: E402
from fmld_synth.baselines.registry import BUNDLED_BASELINES, find_baseline  # noqa: E402

MOST_BYTES = 12_000_000
"""Of all bundled weights together."""
FILE = "weights.safetensors"
FINGERPRINT = re.compile(r"`weights\.safetensors`, [0-9.]+ MB, sha256 `[0-9a-f]{64}`")
NO_WEIGHTS = re.compile(r"No weights are bundled[^\n]*(?:\n[^\n#]+)*\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("runs", nargs="+", metavar="RUN")
    parser.add_argument(
        "--precision",
        choices=get_args(FilePrecision),
        default="float16",
        help="of kernels (default: float16)",
    )
    arguments = parser.parse_args()
    for run in arguments.runs:
        print(bundle(run, REPOSITORY / "baselines", arguments.precision))
    total = sum(one.weights.stat().st_size for one in BUNDLED_BASELINES.values() if one.weights.is_file())
    print(f"{total / 1e6:.2f} MB of weights in all")
    if total > MOST_BYTES:
        raise SystemExit(f"more than {MOST_BYTES / 1e6:g} MB: leave one out")


def bundle(run: str, folder: Path, precision: FilePrecision = "float16") -> str:
    """Write a network's bundled file and its card's line: what was done, in one line.

    Args:
        run: see :func:`~fmld_synth.baselines.harness.model_file.load_model`.
        folder: with a folder for each baseline.
        precision: see :func:`~fmld_synth.baselines.harness.model_file.save_model`.
    """
    model, description = load_model(run)
    place = folder / find_baseline(description.baseline).folder.name
    path = place / FILE
    save_model(model, description, path, precision=precision)
    data = path.read_bytes()
    line = f"`{FILE}`, {len(data) / 1e6:.1f} MB, sha256 `{hashlib.sha256(data).hexdigest()}`"
    card = place / "MODEL_CARD.md"
    card.write_text(with_fingerprint(card.read_text(encoding="utf-8"), line), encoding="utf-8")
    return f"{run} -> {path}: {line}"


def with_fingerprint(card: str, line: str) -> str:
    """A model card that names the weights in its first paragraph."""
    if FINGERPRINT.search(card):
        return FINGERPRINT.sub(line, card, count=1)
    title, _, rest = card.partition("\n")
    return f"{title}\n\n{line}, Apache-2.0.\n{NO_WEIGHTS.sub('', rest, count=1)}"


if __name__ == "__main__":
    main()
