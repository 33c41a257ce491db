"""``fmld-synth benchmark-baselines``: every baseline side by side, how right it is and what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.cli.baseline_options import TimedDeviceOption, compared_networks
from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.comparison_progress import ComparisonProgress
from fmld_synth.cli.exit_codes import INTERRUPTED
from fmld_synth.cli.needs_torch import require_baselines
from fmld_synth.cli.options import FromOption, JsonOption, QuietOption, names_from
from fmld_synth.cli.tables import show_report


def benchmark_baselines(
    dataset: Annotated[Path, typer.Argument(help="folder of a labeled dataset; its test split is judged")],
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
    only: Annotated[
        str,
        names_from(
            compared_networks, several=True, help="names of baselines and backbones, a,b (default: all)"
        ),
    ] = "",
    from_: FromOption = "auto",
    classes: ClassesOption = None,
    train: Annotated[
        bool, typer.Option("--train", help="train those without a model on the dataset, by their recipes")
    ] = False,
    epochs: Annotated[
        int | None, typer.Option(min=1, help="of --train (default: as the recipes say)")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="start trainings again instead of continuing them")
    ] = False,
    device: TimedDeviceOption = "auto",
    rounds: Annotated[int, typer.Option(min=1, help="pictures that each network is timed on")] = 20,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Compare all baselines: quality on a dataset and on real photographs, parameters, size, operations and time."""
    require_baselines()
    from fmld_synth.baselines.comparison.benchmark import Benchmark, benchmark
    from fmld_synth.baselines.comparison.benchmark_report import MARKDOWN, notes, tables
    from fmld_synth.dataset.readers.class_mapping import parse_classes

    settings = Benchmark(
        dataset=dataset,
        output=output or Path("benchmarks") / dataset.resolve().name,
        format=from_,
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
        typer.echo(f"interrupted: run the same command again to continue in {settings.output}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if json:
        typer.echo(report.model_dump_json(indent=2))
    elif not quiet:
        show_report(tables(report, intervals=False), notes(report), settings.output / MARKDOWN)
