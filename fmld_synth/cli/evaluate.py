"""``fmld-synth evaluate``: how right a model is on a labeled set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fmld_synth.choices import FaceSource, LabelsToEvaluate, SplitToEvaluate
from fmld_synth.cli.baseline_options import DeviceOption, ModelArgument
from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.finder_options import (
    DETECTORS,
    FINDER,
    BlobSizeOption,
    FinderOption,
    FinderWeightsOption,
    GammaOption,
    IouOption,
)
from fmld_synth.cli.needs_torch import require_baselines
from fmld_synth.cli.options import FromOption, JsonOption, QuietOption, one_of
from fmld_synth.cli.tables import show_report

FIGURES = "Figures of a classifier"

if TYPE_CHECKING:
    from fmld_synth.baselines.evaluation.report import EvaluationReport


def evaluate(
    model: ModelArgument,
    dataset: Annotated[Path, typer.Argument(help="folder of a labeled dataset")],
    from_: FromOption = "auto",
    classes: ClassesOption = None,
    split: Annotated[
        SplitToEvaluate,
        one_of(
            SplitToEvaluate,
            "split",
            help="of a dataset without splits test is what training leaves out, a tenth of its people",
        ),
    ] = "test",
    labels: Annotated[
        LabelsToEvaluate,
        one_of(
            LabelsToEvaluate,
            "labels",
            help="label scheme to judge by; auto takes the model's, or the finest that model and dataset share",
        ),
    ] = "auto",
    faces: Annotated[
        FaceSource,
        one_of(
            FaceSource,
            "faces",
            help="cut faces along the dataset's boxes, or let the finder look for them, as whole scenes in folders "
            "named by class need",
            panel=FINDER,
        ),
    ] = "boxes",
    finder: FinderOption = None,
    finder_weights: FinderWeightsOption = None,
    blob_size: BlobSizeOption = None,
    gamma: GammaOption = None,
    prior: Annotated[
        str | None,
        typer.Option(
            help="shares that classes have where the model is to be used, such as incorrect=0.02 or "
            "incorrect=0.02,correct=0.5; precision and average precision are given in that mixture, too",
            metavar="CLASS=SHARE,...",
            rich_help_panel=FIGURES,
        ),
    ] = None,
    sizes: Annotated[
        str,
        typer.Option(
            help="longer sides in pixels that the same faces are brought to as well; none to leave it out",
            metavar="PIXELS,...",
            rich_help_panel=FIGURES,
        ),
    ] = "24,32,48",
    output: Annotated[
        Path | None, typer.Option(help="folder of the report (default: evaluations/MODEL-on-DATASET)")
    ] = None,
    confidence: Annotated[
        float,
        typer.Option(min=0, max=1, help="lowest score of a detection", rich_help_panel=DETECTORS),
    ] = 0.5,
    iou: IouOption = 0.4,
    batch_size: Annotated[int, typer.Option(min=1, help="pictures at a time")] = 16,
    device: DeviceOption = "auto",
    seed: Annotated[int, typer.Option(min=0, help="of the resampling behind the intervals")] = 0,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Evaluate a model on a labeled dataset: figures with intervals, plots, and a gallery of the worst mistakes."""
    require_baselines()
    from fmld_synth.baselines.evaluation.asked import parse_prior, parse_sizes
    from fmld_synth.baselines.evaluation.evaluating import Evaluation
    from fmld_synth.baselines.evaluation.evaluating import evaluate as evaluated
    from fmld_synth.baselines.face_finding.choosing import FinderOptions
    from fmld_synth.baselines.harness.device import choose_device
    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.dataset.readers.class_mapping import parse_classes

    evaluation = Evaluation(
        model=model,
        dataset=dataset,
        output=output or Path("evaluations") / f"{Path(model).stem}-on-{dataset.resolve().name}",
        format=from_,
        classes=parse_classes(classes),
        split=split,
        labels=labels,
        faces=faces,
        finder_options=FinderOptions(finder, finder_weights, blob_size, gamma=gamma),
        device=choose_device(device),
        batch_size=batch_size,
        confidence=confidence,
        iou=iou,
        prior=parse_prior(prior),
        face_sides=parse_sizes(sizes),
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
