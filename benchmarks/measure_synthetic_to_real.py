"""Trained on generated pictures, tested on real ones: the figures of ``baselines/RESULTS.md``.

    python benchmarks/measure_synthetic_to_real.py FACES [FACES ...] --real REAL [--real REAL ...] --work WORK
        [--seeds 3] [--conditions full,flat,mixed] [--steps finder,faces_more,prints,things,states,crop]
        [--counts 1000,4000] [--model scs-net] [--recipe FILE] [--few-real SET] [--generate "--workers 1"]

FACES are folders of photographs without masks; REAL are real sets, with boxes (then faces are taken from them and from
the finder) or in folders named by class (``without_mask``, ``correct``, ``nose_exposed``; then from the finder). They
are never trained on and choose nothing: the best epoch is the best on generated pictures.

Conditions: ``full`` is our rendering, ``flat`` the plain 2D overlay with equal labels, ``mixed`` either for each
picture, ``before`` full rendering with none of the steps, ``none`` no incorrectly worn masks. ``-things`` leaves a step
out, ``+things`` takes it: ``full-things``, ``before+prints``. ``--steps`` adds what each step is worth alone:
``before``, each step by itself, ``full``. Without ``faces_more`` only the first folder of FACES is taken. ``--counts``
adds a learning curve of the first condition.

``--few-real SET`` answers another question, and nothing else: the people of SET are halved, and networks trained on
generated pictures, on one half, and on both are tested on the other. Such weights are never passed on.

Whatever WORK already holds is not made again, so an interrupted study goes on where it stopped, more seeds can be added
later, and several processes can share the work: give each other conditions, and ask for all of them at last. A
network's file holds the weights of its best epoch.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import tomli_w
from rich.console import Console
from rich.table import Table
from synthetic_to_real.conditions import STEPS, Condition, alone, condition
from synthetic_to_real.few_real import merged, split_by_person
from synthetic_to_real.figures import HEADS, Figures, over_seeds, read_figures

from fmld_synth.baselines.evaluation.found_faces import shows_one_face
from fmld_synth.baselines.registry import find_baseline
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.files import read_toml
from fmld_synth.photographs.finding import find_photographs

Row = tuple[str, str, list[Figures]]
"""What was trained on, what it was tested on, and the figures of each seed."""


def main() -> None:
    """Make the sets, train, test, and print one line a condition and real set."""
    options = parsed()
    rows = few_real_rows(options) if options.few_real else study_rows(options)
    print_tables(rows, options.seeds)


def study_rows(options: argparse.Namespace) -> list[Row]:
    """Every condition on every real set."""
    wanted = list(dict.fromkeys([*options.conditions, *(alone(options.steps) if options.steps else [])]))
    runs: list[tuple[Condition, int | None]] = [(one, None) for one in wanted]
    runs += [(wanted[0], count) for count in options.counts]
    rows: list[Row] = []
    for one, count in runs:
        found: dict[str, list[Figures]] = {}
        for seed in range(options.seeds):
            trained = train(
                options, generated(options, one, count), f"{one.run_name}", one.recipe, seed, count
            )
            for target, figures in tested(options, trained, options.real, one.evaluation):
                found.setdefault(target, []).append(figures)
        name = one.name if count is None else f"{one.name}, {count:,}"
        rows += [(name, target, figures) for target, figures in found.items()]
    return rows


def few_real_rows(options: argparse.Namespace) -> list[Row]:
    """Trained on generated pictures, on half of the real ones, and on both; tested on the other half."""
    training, testing = split_by_person(options.few_real, options.work / "few_real")
    one = options.conditions[0]

    def both() -> Path:
        folder: Path = options.work / "few_real" / f"both-{one.set_name}"
        exported = options.work / "few_real" / f"coco-{one.set_name}"
        if not folder.joinpath("generated").is_dir():
            if not exported.is_dir():
                run("export", generated(options, one), "--to", "coco", "--output", exported, "--quiet")
            folder.mkdir(parents=True, exist_ok=True)
        return merged(folder, exported, training)

    sources: dict[str, tuple[str, Callable[[], Path]]] = {
        "generated": (one.run_name, lambda: generated(options, one)),
        "real": ("real_half", lambda: training),
        "both": (f"{one.run_name}-and-real_half", both),
    }
    rows: list[Row] = []
    for name, (run_name, pictures) in sources.items():
        found: dict[str, list[Figures]] = {}
        for seed in range(options.seeds):
            trained = train(options, pictures(), run_name, one.recipe, seed)
            for target, figures in tested(options, trained, [testing], one.evaluation):
                found.setdefault(target, []).append(figures)
        rows += [(name, target, figures) for target, figures in found.items()]
    return rows


def generated(options: argparse.Namespace, one: Condition, count: int | None = None) -> Path:
    """The folder of a condition's pictures, made if need be."""
    detector = find_baseline(options.model).task == "detection"
    name = one.set_name if count is None else f"{one.set_name}-{count}"
    folder: Path = options.work / "sets" / (f"scenes-{name}" if detector else name)
    if not (folder / "manifest.jsonl").is_file():
        amount = () if count is None else ("--count", count)
        resumed = ("--resume",) if folder.is_dir() else ()
        run(
            "generate", "--preset", "detector" if detector else "classifier", "--input", faces(options, one),
            "--output", folder, "--no-mattes", "--quiet", *amount, *one.generation, *options.generate, *resumed,
        )  # fmt: skip
    return folder


def faces(options: argparse.Namespace, one: Condition) -> Path:
    """The folder of faces, or a list of the photographs in all of them."""
    if len(options.faces) == 1 or one.first_faces_only:
        return Path(options.faces[0])
    path: Path = options.work / "faces.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    photographs = [
        photo.resolve() for folder in options.faces for photo in find_photographs(folder).photographs
    ]
    path.write_text("".join(f"{photo}\n" for photo in photographs), encoding="utf-8")
    return path


def train(
    options: argparse.Namespace,
    pictures: Path,
    name: str,
    entries: dict[str, object],
    seed: int,
    count: int | None = None,
) -> Path:
    """The run's folder of one training, finished or gone on with."""
    label = "-".join((name, *([] if count is None else [str(count)]), options.label, str(seed)))
    trained: Path = options.work / "runs" / label
    finished = trained.parent / f"{label}.finished"
    if not finished.is_file():
        recipe = trained.parent / f"{label}.toml"
        recipe.parent.mkdir(parents=True, exist_ok=True)
        recipe.write_text(tomli_w.dumps(read_toml(options.recipe) | entries), encoding="utf-8")
        resumed = ("--resume",) if (trained / "recipe.toml").is_file() else ()
        weights = () if options.weights is None else ("--weights", options.weights)
        run("train-baseline", pictures, "--model", options.model, "--recipe", recipe, "--seed", seed,
            "--output", trained, "--quiet", *weights, *resumed)  # fmt: skip
        finished.touch()
    return trained


def tested(
    options: argparse.Namespace, trained: Path, real: Sequence[Path], finder: Sequence[str]
) -> list[tuple[str, Figures]]:
    """Figures of a network on every real set, by what gave the faces."""
    classifier = find_baseline(options.model).task == "classification"
    results = []
    for folder in real:
        boxes = not all(map(shows_one_face, open_set(folder)(folder)))
        sources = ["finder", *(["boxes"] if boxes else [])] if classifier else [""]
        for source in sources:
            words = ["--faces", source] if source else []
            if source == "finder":
                words += finder
            report = (
                options.work / "reports" / "-".join((trained.name, folder.name, *words)).replace("/", "_")
            )
            if not (report / "report.json").is_file():
                run("evaluate", trained, folder, "--split", "all", "--output", report, "--sizes", "none",
                    "--quiet", *words)  # fmt: skip
            target = f"{folder.name}, {source}" if source else folder.name
            results.append((target, read_figures(report)))
    return results


def print_tables(rows: Sequence[Row], seeds: int) -> None:
    """The figures, and recall by wear state where a set tells the states."""
    console = Console(width=180)
    title = "One seed" if seeds == 1 else f"Mean and standard deviation of {seeds} seeds"
    table = Table("trained on", "tested on", *HEADS, title=title)
    for name, target, found in rows:
        columns = zip(*(one.values for one in found), strict=True)
        table.add_row(name, target, *(over_seeds(column) for column in columns))
    console.print(table)
    states = list(dict.fromkeys(state for _, _, found in rows for one in found for state in one.states))
    if not states:
        return
    table = Table("trained on", "tested on", *states, title="Recall of incorrect by wear state")
    for name, target, found in rows:
        if any(one.states for one in found):
            table.add_row(
                name, target, *(over_seeds([one.states.get(state) for one in found]) for state in states)
            )
    console.print(table)


def run(*words: object) -> None:
    """One command of fmld-synth; its failure ends the study."""
    subprocess.run([sys.executable, "-m", "fmld_synth.cli.main", *map(str, words)], check=True)


def parsed() -> argparse.Namespace:
    """The command line; WORK remembers what its pictures are made of."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("faces", type=Path, nargs="+")
    parser.add_argument("--real", type=Path, action="append", default=[])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument(
        "--conditions",
        type=lambda text: [condition(part) for part in text.split(",")],
        default="full,flat,mixed",
    )
    parser.add_argument("--steps", type=lambda text: text.split(","), default=[], help=", ".join(STEPS))
    parser.add_argument("--counts", type=lambda text: [int(part) for part in text.split(",")], default=[])
    parser.add_argument("--model", default="scs-net")
    parser.add_argument("--recipe", type=Path, help="default: the baseline's own")
    parser.add_argument("--weights", help="to start from, as train-baseline takes them")
    parser.add_argument("--few-real", type=Path, metavar="SET")
    parser.add_argument("--generate", type=shlex.split, default=[], help="more options of generate")
    options = parser.parse_args()
    if not options.real and not options.few_real:
        parser.error("name a real set with --real, or one to halve with --few-real")
    own = find_baseline(options.model).recipe
    options.recipe = options.recipe or own
    options.label = options.model if options.recipe == own else f"{options.model}-{options.recipe.stem}"
    options.label += "" if options.weights is None else "-pretrained"
    try:
        alone(options.steps)
    except argparse.ArgumentTypeError as error:
        parser.error(str(error))
    remember(options, parser)
    return options


def remember(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Refuse to mix pictures of other faces or options in one folder."""
    now = {"faces": [str(folder.resolve()) for folder in options.faces], "generate": options.generate}
    path: Path = options.work / "study.json"
    if path.is_file():
        before = json.loads(path.read_text(encoding="utf-8"))
        if before != now:
            parser.error(f"{options.work} holds a study of {before}; take another folder")
        return
    options.work.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(now), encoding="utf-8")


if __name__ == "__main__":
    main()
