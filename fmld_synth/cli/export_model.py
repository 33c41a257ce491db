"""``fmld-synth export-model``: a model as one file for browsers, phones and servers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.choices import ModelFormat
from fmld_synth.cli.baseline_options import ModelArgument
from fmld_synth.cli.needs_torch import require_baselines
from fmld_synth.cli.options import JsonOption, one_of


def export_model(
    model: ModelArgument,
    to: Annotated[ModelFormat, one_of(ModelFormat, "to", help="format to write")],
    output: Annotated[
        Path | None, typer.Option(help="file to write (default: the baseline's name, here)")
    ] = None,
    opset: Annotated[
        int | None, typer.Option(help="version of ONNX's operators, 11 to 19 (default: 17)")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="replace an existing file")] = False,
    json: JsonOption = False,
) -> None:
    """Write a model as ONNX or TorchScript, checked against torch; preparation and classes stand in its metadata."""

    require_baselines()
    from fmld_synth.baselines.exporting.exporting import export_model as write

    exported = write(model, to, output, opset=opset, overwrite=overwrite)
    if json:
        typer.echo(exported.model_dump_json(indent=2))
        return
    typer.echo(f"{exported.path}: {exported.bytes / 1e6:.2f} MB")
    for one in exported.agreements:
        batches = "any number of pictures" if len(one.batches) > 1 else "one picture at a time"
        typer.echo(f"{one.runtime}: {batches}, within {one.greatest_difference:.1e} of torch")
