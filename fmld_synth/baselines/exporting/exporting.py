"""Export a model: write, check, and only then give the file its name."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from fmld_synth.baselines.exporting.checking import Agreement, check_onnx, check_torchscript
from fmld_synth.baselines.exporting.metadata import metadata_of
from fmld_synth.baselines.exporting.network import example_input, exported_form
from fmld_synth.baselines.exporting.onnx_file import USUAL_OPSET, write_onnx
from fmld_synth.baselines.exporting.torchscript_file import write_torchscript
from fmld_synth.baselines.harness.model_file import load_model
from fmld_synth.choices import ModelFormat, checked
from fmld_synth.errors import UserError
from fmld_synth.files import whole_file

ENDINGS = {"onnx": ".onnx", "torchscript": ".pt"}
TRACED_BATCH = 7
"""Pictures in the traced input: a number that no layer has."""


class ExportedModel(BaseModel):
    """What was written.

    Attributes:
        path: the file.
        bytes: its size.
        agreements: with torch, of each runtime.
    """

    path: Path
    bytes: int
    agreements: list[Agreement]


def export_model(
    reference: str, to: str, output: Path | None = None, *, opset: int | None = None, overwrite: bool = False
) -> ExportedModel:
    """Write a model as a file for other programs.

    Args:
        reference: see :func:`load_model`.
        to: ``onnx`` or ``torchscript``.
        output: the file; None for the baseline's name in the present folder.
        opset: version of ONNX's operators; None for the usual.
        overwrite: replace an existing file.

    Raises:
        UserError: the model cannot be loaded or exported, or the file gives other numbers than the model; then nothing
            is written.
    """
    checked(to, ModelFormat, "to")
    if opset is not None and to != "onnx":
        raise UserError("`opset` belongs to `to='onnx'`; leave it out")
    model, description = load_model(reference)
    path = output or Path(f"{description.baseline}{ENDINGS[to]}")
    if path.is_dir():
        raise UserError(f"`output` {path} is a folder; name a file in it")
    if path.exists() and not overwrite:
        raise UserError(f"`output` {path} exists: use `overwrite=True` or another name")
    original, released = exported_form(model), exported_form(model.for_release())
    example = example_input(model, TRACED_BATCH)
    metadata = metadata_of(model, description)
    with whole_file(path) as part:
        if to == "onnx":
            write_onnx(released, example, part, opset=opset or USUAL_OPSET, metadata=metadata)
            agreements = check_onnx(original, model.preprocessing, part)
        else:
            write_torchscript(released, example, part, metadata=metadata)
            agreements = check_torchscript(original, model.preprocessing, part)
    return ExportedModel(path=path, bytes=path.stat().st_size, agreements=agreements)
