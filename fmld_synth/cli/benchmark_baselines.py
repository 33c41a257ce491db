"""``fmld-synth benchmark-baselines``: every baseline side by side, how right it is and what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.comparison_progress import ComparisonProgress
from fmld_synth.cli.exit_codes import INTERRUPTED
from fmld_synth.cli.needs_torch import require_baselines
from fmld_synth.cli.tables import show_report


def benchmark_baselines(
    dataset: Annotated[Path, typer.Argument(help="folder of a labelled set; its test part is judged")],
    real: Annotated[
        Path | None,
        typer.Option(help="folder of real photographs in folders named by class; faces are found first"),
    ] = None,
    models: Annotated[
        Path | None,
        typer.Option(
            help="folder of runs or model files named after the baselines, or after their backbones"
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="folder of the report (default: benchmarks/DATASET)")
    ] = None,
    only: Annotated[str, typer.Option(help="names of baselines and backbones, a,b; all by default")] = "",
    format_: Annotated[str, typer.Option("--format", help="format of the set; auto finds out")] = "auto",
    classes: ClassesOption = None,
    train: Annotated[
        bool, typer.Option("--train", help="train those without a model on the set, by their recipes")
    ] = False,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="of --train (default: as the recipes say)")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="start trainings again instead of going on with them")
    ] = False,
    device: Annotated[
        str, typer.Option(help="auto, cpu or cuda; times are always measured on one thread of the processor")
    ] = "auto",
    rounds: Annotated[int, typer.Option(min=1, help="pictures that each network is timed on")] = 20,
    quiet: Annotated[bool, typer.Option("--quiet", help="show nothing but errors")] = False,
    json: Annotated[bool, typer.Option("--json", help="print the report as JSON")] = False,
) -> None:
    """Compare all baselines: quality on a set and on real photographs, parameters, size, operations and time."""
    require_baselines()
    from fmld_synth.baselines.comparison.benchmark import Benchmark, benchmark
    from fmld_synth.baselines.comparison.benchmark_report import MARKDOWN, notes, tables
    from fmld_synth.dataset.readers.class_mapping import parse_classes

    settings = Benchmark(
        dataset=dataset,
        output=output or Path("benchmarks") / dataset.resolve().name,
        format=format_,
        classes=parse_classes(classes),
        real=real,
        models=models,
        only=[name for name in only.split(",") if name],
        train=train,
        epochs=epochs,
        overwrite=overwrite,
        device=device,
        rounds=rounds,
    )
    try:
        report = benchmark(settings, ComparisonProgress(quiet or json))
    except KeyboardInterrupt:
        typer.echo(f"interrupted: run the same command again to go on in {settings.output}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if json:
        typer.echo(report.model_dump_json(indent=2))
    elif not quiet:
        show_report(tables(report, intervals=False), notes(report), settings.output / MARKDOWN)
