"""Checkpoints: all that is needed to go on with a training as if it had never stopped."""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch

from fmld_synth.baselines.harness.model_file import ModelDescription
from fmld_synth.errors import UserError
from fmld_synth.files import write_file

FORMAT = 2
"""Raised when what a checkpoint holds changes."""


@dataclass
class Checkpoint:
    """The state of a training after an epoch, or between two steps of one; plain values and tensors only.

    Attributes:
        description: of the network, as :class:`ModelDescription` dumps it.
        recipe: as it dumps itself.
        fingerprint: of the training set.
        epoch: how many are complete.
        sums: of the epoch under way, as fields of ``EpochSums``, of each process.
        trainee: model, average, optimizer, schedule, scaler.
        generators: states of the random generators, of each process.
        history: one entry a complete epoch.
        format: of the file.
    """

    description: dict[str, Any]
    recipe: dict[str, Any]
    fingerprint: str
    epoch: int
    sums: list[dict[str, Any]]
    trainee: dict[str, Any]
    generators: list[dict[str, Any]]
    history: list[dict[str, Any]]
    format: int = FORMAT


def save_checkpoint(checkpoint: Checkpoint, *paths: Path) -> None:
    """Write a checkpoint to one or several files; each is replaced only when the new one is whole.

    Raises:
        UserError: the disk is full or the folder cannot be written.
    """
    buffer = io.BytesIO()
    torch.save(vars(checkpoint), buffer)
    for path in paths:
        write_file(path, buffer.getvalue(), resumable=True)


def load_checkpoint(path: Path, description: ModelDescription) -> Checkpoint:
    """Read a checkpoint; code that a file may hold is never run.

    Args:
        path: the file.
        description: of the network that is to go on.

    Raises:
        UserError: it cannot be read, is truncated, or of another network or version; one line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from error
    try:
        state = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except Exception as error:  # torch's reader trusts the file: damaged ones raise whatever they lead to
        raise UserError(
            f"{path} is no complete checkpoint: it is truncated or another kind of file; put back a copy, or start "
            "again with `overwrite=True`"
        ) from error
    if not isinstance(state, dict) or not {"format", "description"} <= state.keys():
        raise UserError(
            f"{path} was not written by fmld-synth train-baseline; start again with `overwrite=True`"
        )
    if state["format"] != FORMAT or state.keys() != {field.name for field in fields(Checkpoint)}:
        raise UserError(
            f"{path} was written by another version of fmld-synth ({state['description'].get('version')}); "
            "go on with that one, or start again with `overwrite=True`"
        )
    checkpoint = Checkpoint(**state)
    _check_network(checkpoint, description, path)
    return checkpoint


def _check_network(checkpoint: Checkpoint, wanted: ModelDescription, path: Path) -> None:
    own = checkpoint.description
    expected = wanted.model_dump(mode="json")
    for name, what in (
        ("baseline", "model"),
        ("label_scheme", "label scheme"),
        ("classes", "list of classes"),
        ("settings", "set of network settings"),
    ):
        if own[name] != expected[name]:
            raise UserError(
                f"{path} belongs to another {what} ({_plain(own[name])}, not {_plain(expected[name])}); "
                "choose another `output`, or start again with `overwrite=True`"
            )


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
