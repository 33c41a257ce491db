"""``fmld-synth predict``: find faces in photographs, videos or a camera, and say how each wears its mask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fmld_synth.cli.finder_options import BlobSizeOption, FinderOption, FinderWeightsOption, GammaOption
from fmld_synth.cli.needs_torch import require_baselines

if TYPE_CHECKING:
    from fmld_synth.baselines.prediction.run import Summary

MOST_NAMED = 5
"""Unreadable files that are named; the others are counted."""


def predict(
    arguments: Annotated[
        list[str],
        typer.Argument(
            metavar="[MODEL] SOURCE",
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
            help="least probability of a face that is found (default: 0.5; 0.2 for opencv-ssd-cnn)",
        ),
    ] = None,
    iou: Annotated[
        float,
        typer.Option(min=0, max=1, help="of faces that overlap by more, the surest stays; detectors only"),
    ] = 0.4,
    finder: FinderOption = None,
    finder_weights: FinderWeightsOption = None,
    blob_size: BlobSizeOption = None,
    gamma: GammaOption = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda")] = "auto",
    max_frames: Annotated[
        int | None, typer.Option(min=1, help="stop a video or camera after so many frames")
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="write into a folder that holds files; replace those of equal name"),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="show nothing but errors")] = False,
    json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Find faces and say how each wears its mask: annotated pictures or video, and JSON lines."""
    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.errors import UserError

    require_baselines()
    from fmld_synth.baselines.face_finding.choosing import Finding
    from fmld_synth.baselines.harness.device import choose_device
    from fmld_synth.baselines.prediction.choosing import default_model, make_predictor
    from fmld_synth.baselines.prediction.colours import class_colours
    from fmld_synth.baselines.prediction.frames import look_at_frames
    from fmld_synth.baselines.prediction.photographs import look_at_photographs
    from fmld_synth.baselines.prediction.run import Run
    from fmld_synth.baselines.prediction.sources import Photographs, default_output, find_source

    if len(arguments) > 2:
        raise UserError("name one model and one source; put several photographs in a folder")
    source = find_source(arguments[-1])
    predictor, description = make_predictor(
        arguments[0] if len(arguments) == 2 else default_model(),
        device=choose_device(device),
        finding=Finding(finder, finder_weights, blob_size, confidence, gamma),
        iou=iou,
    )
    with ProgressBar(quiet=quiet or json) as progress:
        run = Run(
            predictor,
            output or default_output(source),
            class_colours(predictor.classes, description.label_scheme),
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
    counts = ", ".join(f"{number:,} {name}" for name, number in summary.by_class.items() if number)
    what = "photographs" if summary.people is None else "frames"
    typer.echo(f"{summary.pictures:,} {what}, {summary.faces:,} faces{f': {counts}' if counts else ''}")
    if summary.without_faces:
        typer.echo(f"no face was found in {summary.without_faces:,} of them")
    if summary.people:
        typer.echo(f"{summary.people:,} people were followed")
    if summary.unreadable:
        names = [f"{one.path} ({one.reason})" for one in summary.unreadable[:MOST_NAMED]]
        more = len(summary.unreadable) - len(names)
        typer.echo(f"cannot be read: {', '.join(names)}{f' and {more:,} more' if more else ''}")
    times = ", ".join(f"{stage} {time:g}" for stage, time in summary.milliseconds.items())
    typer.echo(f"ms each (median): {times}")
    typer.echo(f"results in {summary.output}")
