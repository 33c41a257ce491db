"""``fmld-synth compare-backbones``: a classifier with each of its backbones, trained in one way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.cli.baseline_options import TimedDeviceOption, backbones
from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.comparison_progress import ComparisonProgress
from fmld_synth.cli.exit_codes import INTERRUPTED
from fmld_synth.cli.needs_torch import require_baselines
from fmld_synth.cli.options import FromOption, JsonOption, LabelsOption, QuietOption, names_from
from fmld_synth.cli.tables import show_report

HOW = "How they are trained"


def compare_backbones(
    dataset: Annotated[Path, typer.Argument(help="folder of a dataset")],
    output: Annotated[
        Path | None, typer.Option(help="folder of report and trainings (default: backbones/DATASET)")
    ] = None,
    only: Annotated[
        str, names_from(backbones, several=True, help="names of backbones, a,b (default: all)")
    ] = "",
    from_: FromOption = "auto",
    classes: ClassesOption = None,
    labels: LabelsOption = None,
    recipe: Annotated[
        Path | None,
        typer.Option(
            help="TOML file that says how to train (default: the baseline's own)", rich_help_panel=HOW
        ),
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="passes over the training split", rich_help_panel=HOW)
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(help="faces per step; fewer need less memory", rich_help_panel=HOW)
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="peak learning rate", rich_help_panel=HOW)
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="another seed gives other models", rich_help_panel=HOW)
    ] = None,
    weights_folder: Annotated[
        Path | None,
        typer.Option(
            help="folder with ImageNet weights named after the backbones, to start from", rich_help_panel=HOW
        ),
    ] = None,
    device: TimedDeviceOption = "auto",
    rounds: Annotated[int, typer.Option(min=1, help="faces that each network is timed on")] = 20,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="start the trainings again")] = False,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Train a classifier with each of its backbones; the same command continues an interrupted study."""
    require_baselines()
    from fmld_synth.baselines.comparison.backbone_report import MARKDOWN, notes, tables
    from fmld_synth.baselines.comparison.backbones import BackboneStudy
    from fmld_synth.baselines.comparison.backbones import compare_backbones as compared
    from fmld_synth.dataset.readers.class_mapping import parse_classes

    study = BackboneStudy(
        dataset=dataset,
        output=output or Path("backbones") / dataset.resolve().name,
        format=from_,
        classes=parse_classes(classes),
        only=[name for name in only.split(",") if name],
        recipe=recipe,
        options={
            "label_scheme": labels,
            "epochs": epochs,
            "batch_size": batch_size,
            "seed": seed,
            "optimizer.learning_rate": learning_rate,
        },
        weights_folder=weights_folder,
        device=device,
        overwrite=overwrite,
        rounds=rounds,
    )
    try:
        report = compared(study, ComparisonProgress(quiet or json))
    except KeyboardInterrupt:
        again = "without --overwrite" if overwrite else "again"
        typer.echo(f"interrupted: run the same command {again} to continue in {study.output}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if json:
        typer.echo(report.model_dump_json(indent=2))
    elif not quiet:
        show_report(tables(report, intervals=False), notes(report), study.output / MARKDOWN)
