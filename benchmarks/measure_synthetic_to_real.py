"""Trained on generated pictures, tested on real ones: the figures of ``baselines/RESULTS.md``.

    python benchmarks/measure_synthetic_to_real.py FACES REAL --work WORK [--seeds 3] [--conditions full,flat,none]
        [--counts 1000,4000,16000] [--model scs-net] [--recipe FILE]

FACES holds photographs without masks; REAL holds real ones in folders named by class (``without_mask``, ``correct``,
``nose_exposed``). They are never trained on and choose nothing: the best epoch is the best on generated pictures.

Conditions: ``full`` is our rendering, ``flat`` the plain 2D overlay with equal labels, ``none`` has no incorrectly worn
masks at all; ``mixed`` draws ``full`` or ``flat`` for each picture. ``--counts`` adds a learning curve of the first
condition. Whatever WORK already holds is not made again, so an interrupted study goes on where it stopped, more seeds
can be added later, and several processes can share the work: give each other conditions, and ask for all of them at
last. A network's file holds the weights of its best epoch.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import mean, pstdev

from rich.console import Console
from rich.table import Table

GENERATION = {
    "full": (),
    "flat": ("--rendering", "flat"),
    "mixed": ("--rendering", "mixed"),
    "none": ("--wear", "correct"),
}
"""What each condition adds to the options of ``--preset classifier``."""
COLUMNS = (
    "balanced accuracy",
    "recall of correct",
    "recall of incorrect",
    "recall of none",
    "precision of incorrect",
)


def main() -> None:
    """Make the sets, train, test, and print one line a condition."""
    options = parsed()
    runs = [(condition, None) for condition in options.conditions]
    runs += [(options.conditions[0], count) for count in options.counts]
    table = Table("condition", "pictures", "seeds", *COLUMNS)
    for condition, count in runs:
        found = [figures_of(options, condition, count, seed) for seed in range(options.seeds)]
        pictures = sum(1 for _ in (set_folder(options, condition, count) / "manifest.jsonl").open())
        spread = [f"{mean(values):.3f} ± {pstdev(values):.3f}" for values in zip(*found, strict=True)]
        table.add_row(condition, f"{pictures:,}", str(options.seeds), *spread)
    Console(width=160).print(table)


def figures_of(options: argparse.Namespace, condition: str, count: int | None, seed: int) -> list[float]:
    """The figures of one trained network on the real photographs."""
    pictures = set_folder(options, condition, count)
    if not (pictures / "manifest.jsonl").is_file():
        amount = () if count is None else ("--count", str(count))
        run(
            "generate", "--preset", "classifier", "--input", options.faces, "--output", pictures,
            "--no-mattes", "--quiet", *amount, *GENERATION[condition],
        )  # fmt: skip
    trained = options.work / "runs" / f"{pictures.name}-{options.model}-{seed}"
    report = options.work / "reports" / trained.name
    if not (report / "report.json").is_file():
        resumed = ("--resume",) if trained.is_dir() else ()  # a finished run has nothing left to do
        run("train-baseline", pictures, "--model", options.model, "--recipe", recipe_of(options, condition),
            "--seed", seed, "--output", trained, *resumed)  # fmt: skip
        run("evaluate", trained, options.real, "--split", "all", "--faces", "finder", "--output", report,
            "--quiet")  # fmt: skip
    return read_figures(report / "report.json")


def set_folder(options: argparse.Namespace, condition: str, count: int | None) -> Path:
    """Where a condition's pictures lie."""
    return Path(options.work / "sets" / (condition if count is None else f"{condition}-{count}"))


def recipe_of(options: argparse.Namespace, condition: str) -> Path:
    """The recipe; for a set without a class, a copy that allows this."""
    if condition != "none":
        return Path(options.recipe)
    copy = Path(options.work / "recipe-none.toml")
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(
        "allow_missing_classes = true\n" + options.recipe.read_text(encoding="utf-8"), encoding="utf-8"
    )
    return copy


def read_figures(path: Path) -> list[float]:
    """Those of ``COLUMNS``, out of a report of ``evaluate``."""
    found = json.loads(path.read_text(encoding="utf-8"))["classification"]
    classes = {entry["name"]: entry for entry in found["classes"]}
    return [
        found["balanced_accuracy"]["value"],
        *(classes[name]["recall"]["value"] for name in ("correct", "incorrect", "none")),
        classes["incorrect"]["precision"]["value"] or 0.0,
    ]


def run(*words: object) -> None:
    """One command of fmld-synth; its failure ends the study."""
    subprocess.run([sys.executable, "-m", "fmld_synth.cli.main", *map(str, words)], check=True)


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("faces", type=Path)
    parser.add_argument("real", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--conditions", type=lambda text: text.split(","), default=["full", "flat", "none"])
    parser.add_argument("--counts", type=lambda text: [int(part) for part in text.split(",")], default=[])
    parser.add_argument("--model", default="scs-net")
    bundled = Path(__file__).resolve().parents[1] / "baselines" / "scs_net" / "recipe.toml"
    parser.add_argument("--recipe", type=Path, default=bundled)
    return parser.parse_args()


if __name__ == "__main__":
    main()
