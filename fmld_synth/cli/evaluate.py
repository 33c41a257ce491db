"""``fmld-synth evaluate``: how right a model is on a labelled set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fmld_synth.cli.finder_options import BlobSizeOption, FinderOption, FinderWeightsOption, GammaOption
from fmld_synth.cli.needs_torch import require_baselines
from fmld_synth.cli.tables import show_report

if TYPE_CHECKING:
    from fmld_synth.baselines.evaluation.report import EvaluationReport


def evaluate(
    model: Annotated[str, typer.Argument(help="a baseline's name, a model file or a run's folder")],
    dataset: Annotated[Path, typer.Argument(help="folder of a labelled set")],
    format: Annotated[str, typer.Option(help="format of the set; auto finds out")] = "auto",
    split: Annotated[
        str,
        typer.Option(
            help="test, val, train or all; of a set without splits test is what training leaves out, a tenth of "
            "its people"
        ),
    ] = "test",
    labels: Annotated[
        str,
        typer.Option(
            help="label scheme to judge by; auto takes the model's, or the finest that model and set share"
        ),
    ] = "auto",
    faces: Annotated[
        Literal["boxes", "finder"],
        typer.Option(
            help="classifiers: cut faces along the set's boxes, or let the finder look for them, as whole scenes in "
            "folders named by class need"
        ),
    ] = "boxes",
    finder: FinderOption = None,
    finder_weights: FinderWeightsOption = None,
    blob_size: BlobSizeOption = None,
    gamma: GammaOption = None,
    output: Annotated[
        Path | None, typer.Option(help="folder of the report (default: evaluations/MODEL-on-DATASET)")
    ] = None,
    confidence: Annotated[
        float, typer.Option(min=0, max=1, help="detectors: least score of a detection")
    ] = 0.5,
    iou: Annotated[
        float, typer.Option(min=0, max=1, help="detectors: of faces that overlap by more, the surest stays")
    ] = 0.4,
    batch_size: Annotated[int, typer.Option(min=1, help="pictures at a time")] = 16,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda")] = "auto",
    seed: Annotated[int, typer.Option(min=0, help="of the resampling behind the intervals")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", help="show nothing but errors")] = False,
    json: Annotated[bool, typer.Option("--json", help="print the report as JSON")] = False,
) -> None:
    """Evaluate a model on a labelled set: figures with intervals, plots, and a gallery of the worst mistakes."""
    require_baselines()
    from fmld_synth.baselines.evaluation.evaluating import Evaluation
    from fmld_synth.baselines.evaluation.evaluating import evaluate as evaluated
    from fmld_synth.baselines.face_finding.choosing import Finding
    from fmld_synth.baselines.harness.device import choose_device
    from fmld_synth.cli.progress import ProgressBar

    evaluation = Evaluation(
        model=model,
        dataset=dataset,
        output=output or Path("evaluations") / f"{Path(model).stem}-on-{dataset.resolve().name}",
        format=format,
        split=split,
        labels=labels,
        faces=faces,
        finding=Finding(finder, finder_weights, blob_size, gamma=gamma),
        device=choose_device(device),
        batch_size=batch_size,
        confidence=confidence,
        iou=iou,
        seed=seed,
    )
    with ProgressBar(quiet=quiet or json) as progress:
        report = evaluated(evaluation, progress)
    if json:
        typer.echo(report.model_dump_json(indent=2))
    elif not quiet:
        _show(report, evaluation.output)


def _show(report: EvaluationReport, output: Path) -> None:
    from fmld_synth.baselines.evaluation.report import MARKDOWN, class_tables, notes, summary_table

    summary = [("", ["figure", "value"], [list(row) for row in summary_table(report)])]
    show_report(summary + class_tables(report, intervals=False), notes(report), output / MARKDOWN)
