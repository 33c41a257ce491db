"""Models as TorchScript files, for programs with torch but without this package."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from fmld_synth.baselines.exporting.network import ExportedClassifier, ExportedDetector

METADATA = "metadata.json"
"""Name of the file inside that describes the model: ``torch.jit.load(path, _extra_files={"metadata.json": ""})``."""


def write_torchscript(
    network: ExportedClassifier | ExportedDetector,
    example: Tensor,
    path: Path,
    *,
    metadata: Mapping[str, str],
) -> None:
    """Write a TorchScript file.

    Args:
        network: in evaluation mode.
        example: an input of two or more pictures.
        path: the file; an existing one is replaced.
        metadata: goes into the file ``metadata.json`` inside.
    """
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # on shapes that become constants; they are checked afterwards
        traced = torch.jit.trace(network, (example,), check_trace=False)
        # Torch writing to a full disk ends the process.
        path.write_bytes(traced.save_to_buffer(_extra_files={METADATA: json.dumps(metadata)}))
