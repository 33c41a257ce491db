"""Model files: a network's weights as safetensors, with what is needed to build and feed it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import torch
from pydantic import BaseModel, ConfigDict
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from fmld_synth.baselines.baseline import Baseline
from fmld_synth.baselines.data.cutting import FACE_MARGIN, CheckedMargin
from fmld_synth.baselines.harness.recipe import Recipe
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.baselines.quantization import quantized, restored
from fmld_synth.baselines.registry import BASELINES, find_baseline
from fmld_synth.baselines.weight_files import describe_misfit, finite
from fmld_synth.dataset.label_schemes import label_scheme
from fmld_synth.errors import UserError, reason_of
from fmld_synth.files import write_file
from fmld_synth.version import VERSION

MODEL_FILE = "model.safetensors"
"""Name of the model file that training leaves in a run's folder."""
FilePrecision = Literal["float32", "float16", "int8"]
"""Of the kernels and matrices in a model file: four, two or one byte a weight."""


class ModelDescription(BaseModel):
    """What a model file says of itself.

    Attributes:
        baseline: its name in the registry.
        classes: in the order of the outputs.
        label_scheme: scheme of those classes, see ``fmld_synth.dataset.label_schemes``.
        settings: of the network.
        crop_margin: room left around a face's box before it is classified, see
            :data:`~fmld_synth.photographs.framing.Margin`; classifiers only.
        version: of fmld-synth that wrote it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    baseline: str
    classes: tuple[str, ...]
    label_scheme: str
    settings: dict[str, Any] = {}
    crop_margin: CheckedMargin = FACE_MARGIN
    version: str = VERSION

    @classmethod
    def of(cls, baseline: Baseline, recipe: Recipe) -> ModelDescription:
        """Of the network that a recipe trains."""
        return cls(
            baseline=baseline.name,
            classes=label_scheme(recipe.label_scheme).classes,
            label_scheme=recipe.label_scheme,
            settings=recipe.settings,
            crop_margin=recipe.crop_margin,
        )

    def build(self) -> Classifier | Detector:
        """The network with fresh weights."""
        return find_baseline(self.baseline).build(self.classes, self.settings)


def save_model(
    model: Classifier | Detector,
    description: ModelDescription,
    path: Path,
    *,
    precision: FilePrecision = "float32",
) -> None:
    """Write a model file; an old one survives a failure.

    Args:
        model, description: what to write.
        path: of the file.
        precision: of kernels and matrices; less than float32 is for files to pass on: smaller, and loaded into float32
            again. Biases, norms and anchors keep their precision.

    Raises:
        UserError: the disk is full or the folder cannot be written, or a weight is too great for float16.
    """
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
    kernels = [name for name, parameter in model.named_parameters() if parameter.dim() > 1]
    if precision == "float16":
        tensors = finite(tensors | {name: tensors[name].half() for name in kernels}, path)
    elif precision == "int8":
        tensors = quantized(finite(tensors, path), kernels)
    write_file(path, save(tensors, metadata={"fmld_synth": description.model_dump_json()}), resumable=True)


def load_model(
    reference: str, device: torch.device | str = "cpu"
) -> tuple[Classifier | Detector, ModelDescription]:
    """Load a model for use: in evaluation mode and float32, whatever the precision of the file.

    Args:
        reference: the name of a baseline (its bundled weights), a model file, or a run's folder that holds one.
        device: where to put it.

    Raises:
        UserError: there is no such model, or the file is damaged or of another network; one line.
    """
    path = _file_of(reference)
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            metadata = file.metadata() or {}
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
        tensors = restored(finite(stored, path))
    except (SafetensorError, OSError, ValueError, LookupError, RuntimeError, TypeError) as error:
        raise UserError(
            f"{path} is no complete model file ({reason_of(error)}); train it again or copy it again"
        ) from error
    try:
        description = ModelDescription.model_validate(json.loads(metadata["fmld_synth"]))
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise UserError(
            f"{path} was not written by fmld-synth: it does not say which network it holds"
        ) from error
    model = description.build()
    _fill(model, tensors, path)
    return model.eval().to(device), description


def _file_of(reference: str) -> Path:
    if reference in BASELINES:
        path = BASELINES[reference].weights
        if not path.is_file():
            raise UserError(f"{reference} has no bundled weights; train it with fmld-synth train-baseline")
        return path
    path = Path(reference)
    if path.is_dir():
        path = path / MODEL_FILE
        if not path.is_file():
            raise UserError(
                f"{reference} holds no {MODEL_FILE}: is the training finished? `resume=True` goes on with it"
            )
    if not path.is_file():
        raise UserError(
            f"{reference}: no such model; give a model file, a run's folder, or one of {', '.join(BASELINES)}"
        )
    return path


def _fill(model: Classifier | Detector, tensors: dict[str, torch.Tensor], path: Path) -> None:
    """Load tensors, or say in one line which do not fit."""
    misfit = describe_misfit(model.state_dict(), tensors)
    if misfit:
        raise UserError(f"{path} does not fit the network it names ({misfit})")
    model.load_state_dict(tensors)
