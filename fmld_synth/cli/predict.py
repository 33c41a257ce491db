"""``fmld-synth predict``: find faces in photographs, videos or a camera, and say how each wears its mask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fmld_synth.cli.baseline_options import DeviceOption, baselines
from fmld_synth.cli.completion import completion
from fmld_synth.cli.finder_options import (
    BlobSizeOption,
    FinderOption,
    FinderWeightsOption,
    GammaOption,
    IouOption,
    default_of,
)
from fmld_synth.cli.names import shortened
from fmld_synth.cli.needs_torch import require_baselines
from fmld_synth.cli.options import JsonOption, QuietOption

if TYPE_CHECKING:
    from fmld_synth.baselines.prediction.run import Summary


def predict(
    arguments: Annotated[
        list[str],
        typer.Argument(
            metavar="[MODEL] SOURCE",
            autocompletion=completion(baselines),
            help="MODEL: a baseline's name, a model file or a run's folder (default: the bundled weights). "
            "SOURCE: a photograph, a folder, a video, or a camera's number",
        ),
    ],
    output: Annotated[
        Path | None, typer.Option(help="folder for the results (default: predictions/NAME, after the source)")
    ] = None,
    confidence: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help=f"lowest probability of a face that is found (default: {default_of('confidence')})",
        ),
    ] = None,
    iou: IouOption = 0.4,
    finder: FinderOption = None,
    finder_weights: FinderWeightsOption = None,
    blob_size: BlobSizeOption = None,
    gamma: GammaOption = None,
    device: DeviceOption = "auto",
    max_frames: Annotated[
        int | None, typer.Option(min=1, help="stop a video or camera after so many frames")
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="write into a folder that holds files; replace those of equal name"),
    ] = False,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Find faces and say how each wears its mask: annotated pictures or video, and JSON lines."""
    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.errors import UserError

    require_baselines()
    from fmld_synth.baselines.face_finding.choosing import FinderOptions
    from fmld_synth.baselines.harness.device import choose_device
    from fmld_synth.baselines.prediction.choosing import default_model, make_predictor
    from fmld_synth.baselines.prediction.colors import class_colors
    from fmld_synth.baselines.prediction.frames import look_at_frames
    from fmld_synth.baselines.prediction.photographs import look_at_photographs
    from fmld_synth.baselines.prediction.run import Run
    from fmld_synth.baselines.prediction.sources import Photographs, default_output, find_source
    from fmld_synth.baselines.registry import find_baseline

    if len(arguments) > 2:
        raise UserError("name one model and one source; put several photographs in a folder")
    source = find_source(arguments[-1])
    model = arguments[0] if len(arguments) == 2 else default_model()
    if len(arguments) < 2 and not (quiet or json):
        typer.echo(f"{find_baseline(model).title} predicts, the best of the bundled models ({model}).")
    predictor, description = make_predictor(
        model,
        device=choose_device(device),
        options=FinderOptions(finder, finder_weights, blob_size, confidence, gamma),
        iou=iou,
    )
    with ProgressBar(quiet=quiet or json) as progress:
        run = Run(
            predictor,
            output or default_output(source),
            class_colors(predictor.classes, description.label_scheme),
            progress,
            overwrite,
        )
        if isinstance(source, Photographs):
            summary = look_at_photographs(run, source)
        else:
            summary = look_at_frames(run, source, max_frames=max_frames)
    if json:
        typer.echo(summary.model_dump_json(indent=2))
    elif not quiet:
        _show(summary)


def _show(summary: Summary) -> None:
    from fmld_synth.photographs.finding import counted_endings
    from fmld_synth.photographs.opening import HEIF_REMEDY, NEEDS_PILLOW_HEIF

    counts = ", ".join(f"{number:,} {name}" for name, number in summary.by_class.items() if number)
    what = "photographs" if summary.people is None else "frames"
    typer.echo(f"{summary.pictures:,} {what}, {summary.faces:,} faces{f': {counts}' if counts else ''}")
    if summary.without_faces:
        typer.echo(f"no face was found in {summary.without_faces:,} of them")
    if summary.shortfall:
        typer.echo(summary.shortfall)
    if summary.people:
        typer.echo(f"{summary.people:,} people were followed")
    if summary.unreadable:
        typer.echo(
            f"cannot be read: {shortened([f'{one.path} ({one.reason})' for one in summary.unreadable])}"
        )
    if any(one.reason == NEEDS_PILLOW_HEIF for one in summary.unreadable):
        typer.echo(f"to read HEIC files: {HEIF_REMEDY}")
    if summary.passed_over:
        typer.echo(f"not looked at: {counted_endings(summary.passed_over)}; a film is named by itself")
    for guess, number in summary.guessed.items():
        typer.echo(f"guessed of {number:,} photographs, because their files do not say: {guess}")
    times = ", ".join(f"{stage} {time:g}" for stage, time in summary.milliseconds.items())
    typer.echo(f"ms each (median): {times}")
    typer.echo(f"results in {summary.output}")
