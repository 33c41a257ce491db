"""Files of named tensors that others write, none of which is ever run as code, and whether they fit a network."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from fmld_synth.baselines.quantization import restored
from fmld_synth.errors import UserError

SHOWN = 3
"""Tensors that do not fit are named up to this number, the others counted."""
FROM_KERAS = "save it in Keras with numpy.savez(FILE, **{w.path: w.numpy() for w in model.weights})"


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a file by name, on the CPU.

    Args:
        path: ``.safetensors``, ``.npz``, or what ``torch.save`` wrote of a state dict (``.pth``, ``.pt``).

    Raises:
        UserError: there is no such file, its kind is unknown, or it is damaged.
    """
    if not path.is_file():
        raise UserError(f"{path}: there is no such file of weights")
    if path.suffix in (".h5", ".hdf5", ".keras"):
        raise UserError(f"{path}: Keras's own files are not read; {FROM_KERAS}")
    if path.suffix not in _READERS:
        raise UserError(f"{path}: weights must be a file of {', '.join(ENDINGS)}")
    try:
        return finite(_READERS[path.suffix](path), path)
    except (SafetensorError, pickle.UnpicklingError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise UserError(f"{path} is no complete file of weights; copy it again") from error
    except (RuntimeError, ValueError, TypeError, AttributeError) as error:
        reason = str(error).split("\n")[0]
        raise UserError(f"{path} holds no plain table of tensors ({reason})") from error


def finite(weights: dict[str, Tensor], path: Path) -> dict[str, Tensor]:
    """The weights, when they are numbers.

    Raises:
        UserError: some are infinite or not a number.
    """
    for name, values in weights.items():
        if values.is_floating_point() and not bool(torch.isfinite(values).all()):
            raise UserError(
                f"{path}: {name} holds values that are not finite numbers; train or copy it again"
            )
    return weights


def _npz(path: Path) -> dict[str, Tensor]:
    with np.load(path, allow_pickle=False) as file:
        return {name: torch.from_numpy(file[name]) for name in file.files}


def _safetensors(path: Path) -> dict[str, Tensor]:
    return restored(load_file(path))


def _state_dict(path: Path) -> dict[str, Tensor]:
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (
        Exception
    ) as error:  # its reader trusts the file's opcodes: damaged ones raise whatever they lead to
        raise pickle.UnpicklingError(str(error)) from error
    if isinstance(content, Mapping) and isinstance(content.get("state_dict"), Mapping):
        content = content["state_dict"]
    if not isinstance(content, Mapping) or not all(isinstance(item, Tensor) for item in content.values()):
        raise ValueError("it is no state dict")
    return dict(content)


_READERS: Mapping[str, Callable[[Path], dict[str, Tensor]]] = {
    ".safetensors": _safetensors,
    ".npz": _npz,
    ".pth": _state_dict,
    ".pt": _state_dict,
}

ENDINGS = tuple(_READERS)
"""Of files that can be read."""


def describe_misfit(own: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> str:
    """Which tensors do not fit, in part of a line; empty when all do.

    Args:
        own: the network's, by name.
        given: the file's, by the network's names.
    """
    shared = own.keys() & given.keys()
    faults = (
        ("missing", sorted(own.keys() - given.keys())),
        ("unknown", sorted(given.keys() - own.keys())),
        ("of another shape", sorted(name for name in shared if own[name].shape != given[name].shape)),
    )
    return "; ".join(f"{what}: {_first(names)}" for what, names in faults if names)


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"
