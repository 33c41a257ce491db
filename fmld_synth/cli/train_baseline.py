"""``fmld-synth train-baseline``: a published network, trained on an annotated set."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fmld_synth.baselines.registry import BUNDLED_BASELINES, find_baseline
from fmld_synth.cli.baseline_options import DeviceOption, baselines
from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.exit_codes import INTERRUPTED
from fmld_synth.cli.needs_torch import require_baselines
from fmld_synth.cli.options import FromOption, LabelsOption, QuietOption, in_words, names_from
from fmld_synth.errors import UserError

if TYPE_CHECKING:
    from fmld_synth.baselines.harness.training_run import Outcome
    from fmld_synth.baselines.harness.training_set import FaceSupply

HOW = "How it is trained"


def train_baseline(
    model: Annotated[
        str, names_from(baselines, help=f"network to train: {in_words(list(BUNDLED_BASELINES))}")
    ],
    dataset: Annotated[Path | None, typer.Argument(help="folder of a dataset")] = None,
    on_the_fly: Annotated[
        Path | None,
        typer.Option(
            help="photographs of bare faces instead of a dataset: masks are drawn afresh in every epoch; classifiers "
            "only"
        ),
    ] = None,
    cache: Annotated[
        Path, typer.Option(help="folder for what --on-the-fly measures of each face, 4 GiB at most")
    ] = Path("runs/faces"),
    from_: FromOption = "auto",
    classes: ClassesOption = None,
    labels: LabelsOption = None,
    recipe: Annotated[
        Path | None,
        typer.Option(help="TOML file that says how to train (default: the model's own)", rich_help_panel=HOW),
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="passes over the training split", rich_help_panel=HOW)
    ] = None,
    batch_size: Annotated[
        int | None,
        typer.Option(
            help="pictures per step, over all processes; fewer need less memory", rich_help_panel=HOW
        ),
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="peak learning rate", rich_help_panel=HOW)
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="another seed gives another model", rich_help_panel=HOW)
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(
            help="file with weights to start from: an earlier model of the same network or, for two-stage, ImageNet's, "
            "and for sl-fmdet the face finder's; imagenet takes those of an installed package",
            rich_help_panel=HOW,
        ),
    ] = None,
    device: DeviceOption = "auto",
    loading_threads: Annotated[
        int | None, typer.Option(help="threads that prepare pictures (default: one per core)", min=0)
    ] = None,
    output: Annotated[Path | None, typer.Option(help="folder of the run (default: runs/MODEL)")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="continue an interrupted run")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="replace an earlier run")] = False,
    quiet: QuietOption = False,
) -> None:
    """Train a mask classifier or detector. Options override the recipe; torchrun starts several processes."""
    require_baselines()
    from fmld_synth.baselines.harness.distributed import end_if_one_of_several, is_first_process
    from fmld_synth.baselines.harness.recipe import read_recipe
    from fmld_synth.baselines.harness.run_folder import RECIPE
    from fmld_synth.baselines.harness.training_run import train
    from fmld_synth.cli.training_progress import TrainingProgress
    from fmld_synth.dataset.readers.class_mapping import parse_classes

    source = _source(dataset, on_the_fly, cache)
    baseline = find_baseline(model)
    output = output or Path("runs") / baseline.name
    begun = output / RECIPE
    if recipe is None:
        recipe = begun if resume and begun.is_file() else baseline.recipe
    options = {
        "label_scheme": labels,
        "epochs": epochs,
        "batch_size": batch_size,
        "seed": seed,
        "optimizer.learning_rate": learning_rate,
    }
    merged = read_recipe(recipe, options)
    quiet = quiet or not is_first_process()
    try:
        with TrainingProgress(quiet) as progress:
            outcome = train(
                baseline,
                source,
                merged,
                output,
                format_name=from_,
                classes=parse_classes(classes),
                device=device,
                workers=loading_threads,
                weights=weights,
                resume=resume,
                overwrite=overwrite,
                watcher=progress,
            )
    except KeyboardInterrupt:
        if is_first_process():
            typer.echo(f"interrupted: run the same command with --resume to continue in {output}", err=True)
        end_if_one_of_several(INTERRUPTED)
        raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        _show(outcome, output)
    end_if_one_of_several(0)


def _source(dataset: Path | None, on_the_fly: Path | None, cache: Path) -> Path | FaceSupply:
    if dataset is not None and on_the_fly is None:
        return dataset
    if on_the_fly is None or dataset is not None:
        raise UserError("give either the folder of a dataset, or photographs with `on_the_fly`")
    from fmld_synth.torch.fresh_faces import fresh_faces

    return partial(fresh_faces, on_the_fly, cache)


def _show(outcome: Outcome, output: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    from fmld_synth.cli.tables import shown

    console = Console()
    best, last = outcome.best, outcome.history[-1]
    table = Table(
        "figure",
        f"epoch {best.epoch}, saved",
        f"epoch {last.epoch}, last",
        title=f"Validation split: {outcome.val:,} samples (trained on {outcome.train:,})",
        title_justify="left",
    )
    for name, value in best.val.items():
        mark = " (chose the epoch)" if name == outcome.choice else ""
        table.add_row(f"{name}{mark}", f"{value:.4f}", f"{last.val[name]:.4f}")
    console.print(table)
    if outcome.skipped:
        path, reason = outcome.skipped[0]
        console.print(
            shown(
                f"{len(outcome.skipped)} images could not be read and were left out, such as {path} ({reason})"
            ),
            soft_wrap=True,
        )
    console.print(f"fmld-synth predict {output} photo.jpg", highlight=False, markup=False, soft_wrap=True)
    console.print(f"fmld-synth evaluate {output} DATASET", highlight=False, markup=False, soft_wrap=True)
