"""An exported file must give torch's numbers in the programs that will run it."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from pydantic import BaseModel
from torch import Tensor, nn

from fmld_synth.baselines.exporting.network import ExportedClassifier, ExportedDetector
from fmld_synth.baselines.exporting.runtimes import Runtime, in_onnx_runtime, in_opencv, in_torch
from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.errors import UserError
from fmld_synth.geometry import FloatArray

TOLERANCE = 1e-4
"""Greatest difference of a probability, or of a box as a share of the picture."""
BATCHES = (1, 3)


class Agreement(BaseModel):
    """How well a runtime agrees with torch.

    Attributes:
        runtime: its name.
        greatest_difference: over all outputs and inputs.
        batches: numbers of pictures that it takes at once.
    """

    runtime: str
    greatest_difference: float
    batches: tuple[int, ...]


def check_onnx(
    reference: ExportedClassifier | ExportedDetector, preprocessing: Preprocessing, path: Path
) -> list[Agreement]:
    """Run an ONNX file with ONNX Runtime and with OpenCV, which may take fewer pictures at once.

    Raises:
        UserError: a runtime cannot run it, or its numbers are not the reference's.
    """
    return [
        _agreement("onnxruntime", in_onnx_runtime(path), reference, preprocessing, needed=BATCHES),
        _agreement(
            "opencv", in_opencv(path, reference.outputs), reference, preprocessing, needed=BATCHES[:1]
        ),
    ]


def check_torchscript(
    reference: ExportedClassifier | ExportedDetector, preprocessing: Preprocessing, path: Path
) -> list[Agreement]:
    """Run a TorchScript file.

    Raises:
        UserError: it cannot be run, or its numbers are not the reference's.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # torch prefers its own newer format
        loaded: nn.Module = torch.jit.load(str(path))
    return [_agreement("torchscript", in_torch(loaded), reference, preprocessing, needed=BATCHES)]


def _agreement(
    name: str,
    runtime: Runtime,
    reference: ExportedClassifier | ExportedDetector,
    preprocessing: Preprocessing,
    *,
    needed: Sequence[int],
) -> Agreement:
    """Compare all outputs, for inputs of noise and of soft shapes as in photographs."""
    run_reference = in_torch(reference)
    differences: list[float] = []
    batches: list[int] = []
    for batch in BATCHES:
        try:
            differences += [
                _greatest_difference(runtime(inputs), run_reference(inputs))
                for inputs in (_noise(preprocessing, batch), soft_shapes(preprocessing, batch))
            ]
            batches.append(batch)
        except (cv2.error, RuntimeError, ValueError) as error:
            if batch in needed:
                reason = " ".join(str(error).split())[:200]
                raise UserError(
                    f"{name} cannot run the exported model ({reason}); nothing was written"
                ) from error
    worst = max(differences)
    if not worst <= TOLERANCE:  # nor when it is not a number
        raise UserError(
            f"{name} differs from torch by {worst:.2g}, more than {TOLERANCE:g}; nothing was written. "
            "Another `opset` may help"
        )
    return Agreement(runtime=name, greatest_difference=worst, batches=tuple(batches))


def _greatest_difference(these: Sequence[FloatArray], those: Sequence[FloatArray]) -> float:
    """nan when a number is nan.

    Raises:
        ValueError: there are more or other outputs.
    """
    shapes = [one.shape for one in these], [one.shape for one in those]
    if shapes[0] != shapes[1]:
        raise ValueError(f"outputs of shapes {shapes[0]} instead of {shapes[1]}")
    return float(np.max([np.abs(one - other).max() for one, other in zip(these, those, strict=True)]))


def _noise(preprocessing: Preprocessing, batch: int) -> FloatArray:
    """Each pixel by chance: the hardest input."""
    generator = torch.Generator().manual_seed(batch)
    shape = (batch, preprocessing.height, preprocessing.width, 3)
    return _prepared(torch.randint(0, 256, shape, generator=generator, dtype=torch.uint8), preprocessing)


def soft_shapes(preprocessing: Preprocessing, batch: int) -> FloatArray:
    """Large soft patches with black and white areas, as blurred or overexposed photographs have them.

    Returns:
        float32 (batch, 3, height, width), prepared; equal arguments give equal pictures.
    """
    generator = torch.Generator().manual_seed(batch)
    coarse = torch.rand(batch, 3, 6, 6, generator=generator) * 500 - 120
    size = (preprocessing.height, preprocessing.width)
    smooth = nn.functional.interpolate(coarse, size, mode="bicubic", align_corners=False)
    pictures = smooth.clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1)
    return _prepared(pictures, preprocessing)


def _prepared(pictures: Tensor, preprocessing: Preprocessing) -> FloatArray:
    array: FloatArray = preprocessing(pictures).numpy()
    return array
