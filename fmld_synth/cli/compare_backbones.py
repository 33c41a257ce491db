"""``fmld-synth compare-backbones``: a classifier with each of its backbones, trained in one way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.comparison_progress import ComparisonProgress
from fmld_synth.cli.exit_codes import INTERRUPTED
from fmld_synth.cli.needs_torch import require_baselines
from fmld_synth.cli.tables import show_report


def compare_backbones(
    dataset: Annotated[Path, typer.Argument(help="folder of a set: our own, or any that can be read")],
    output: Annotated[
        Path | None, typer.Option(help="folder of report and trainings (default: backbones/DATASET)")
    ] = None,
    only: Annotated[str, typer.Option(help="names of backbones, a,b; all by default")] = "",
    format_: Annotated[str, typer.Option("--format", help="format of the set; auto finds out")] = "auto",
    classes: ClassesOption = None,
    recipe: Annotated[
        Path | None, typer.Option(help="TOML file that says how to train (default: the baseline's own)")
    ] = None,
    labels: Annotated[
        str | None, typer.Option(help="label scheme: three, two, masked, wear, fmld or maskedface-net")
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="passes over the training split")] = None,
    batch_size: Annotated[int | None, typer.Option(help="faces a step; fewer need less memory")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="the greatest of the schedule")] = None,
    seed: Annotated[int | None, typer.Option(help="another seed gives other models")] = None,
    weights: Annotated[
        Path | None,
        typer.Option(help="folder with ImageNet weights named after the backbones, to start from"),
    ] = None,
    device: Annotated[
        str, typer.Option(help="auto, cpu or cuda; times are always measured on one thread of the processor")
    ] = "auto",
    rounds: Annotated[int, typer.Option(min=1, help="faces that each network is timed on")] = 20,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="start the trainings again")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="show nothing but errors")] = False,
    json: Annotated[bool, typer.Option("--json", help="print the report as JSON")] = False,
) -> None:
    """Train a classifier with each of its backbones; the same command goes on with an interrupted study."""
    require_baselines()
    from fmld_synth.baselines.comparison.backbone_report import MARKDOWN, notes, tables
    from fmld_synth.baselines.comparison.backbones import BackboneStudy
    from fmld_synth.baselines.comparison.backbones import compare_backbones as compared
    from fmld_synth.dataset.readers.class_mapping import parse_classes

    study = BackboneStudy(
        dataset=dataset,
        output=output or Path("backbones") / dataset.resolve().name,
        format=format_,
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
        weights=weights,
        device=device,
        overwrite=overwrite,
        rounds=rounds,
    )
    try:
        report = compared(study, ComparisonProgress(quiet or json))
    except KeyboardInterrupt:
        again = "without --overwrite" if overwrite else "again"
        typer.echo(f"interrupted: run the same command {again} to go on in {study.output}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if json:
        typer.echo(report.model_dump_json(indent=2))
    elif not quiet:
        show_report(tables(report, intervals=False), notes(report), study.output / MARKDOWN)
