"""What networks cost: parameters, size, operations, and time a picture."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import torch
from pydantic import BaseModel
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from fmld_synth.baselines.comparison.entry_models import EntryModel
from fmld_synth.baselines.comparison.timing import interleaved_milliseconds, one_thread
from fmld_synth.baselines.cost import count_parameters
from fmld_synth.baselines.exporting.checking import soft_shapes
from fmld_synth.baselines.exporting.exporting import TRACED_BATCH
from fmld_synth.baselines.exporting.network import example_input, exported_form
from fmld_synth.baselines.exporting.onnx_file import USUAL_OPSET, write_onnx
from fmld_synth.baselines.exporting.runtimes import in_onnx_runtime, in_torch
from fmld_synth.baselines.harness.device import no_denormals
from fmld_synth.baselines.harness.model_file import save_model

TORCH, ONNX = "torch", "onnx"


class Cost(BaseModel):
    """What one network costs; a classifier's face finder is not counted.

    Attributes:
        parameters: that are trained.
        bytes: of the model file.
        gigaflops: floating point operations of one input in billions, a multiplication and an addition counting as
            two; of convolutions and matrix products alone, in the network for release.
        torch_ms, onnx_ms: median time of one input in ms, on one thread of the processor, of the network for release.
        input_side: of the input, in pixels.
    """

    parameters: int
    bytes: int
    gigaflops: float
    torch_ms: float
    onnx_ms: float
    input_side: int


def measure_costs(models: Mapping[str, EntryModel], rounds: int) -> dict[str, Cost]:
    """The costs of networks, measured in turns so that their times can be compared.

    Args:
        models: by name.
        rounds: measured inputs of each.

    Raises:
        UserError: a network cannot be exported.
    """
    runs: dict[tuple[str, str], Callable[[], object]] = {}
    flops, sizes = {}, {}
    with tempfile.TemporaryDirectory() as folder, one_thread(), no_denormals():
        for name, entry in models.items():
            network = exported_form(entry.model.for_release())
            flops[name] = count_flops(network, example_input(entry.model, 1))
            sizes[name] = _size_of(entry, Path(folder) / "model.safetensors")
            path = Path(folder) / f"{name}.onnx"
            write_onnx(
                network, example_input(entry.model, TRACED_BATCH), path, opset=USUAL_OPSET, metadata={}
            )
            inputs = soft_shapes(entry.model.preprocessing, 1)
            runs[name, TORCH] = partial(in_torch(network), inputs)
            runs[name, ONNX] = partial(in_onnx_runtime(path, threads=1), inputs)
        times = interleaved_milliseconds(runs, rounds)
    return {
        name: Cost(
            parameters=count_parameters(entry.model),
            bytes=sizes[name],
            gigaflops=flops[name] / 1e9,
            torch_ms=times[name, TORCH],
            onnx_ms=times[name, ONNX],
            input_side=entry.model.preprocessing.width,
        )
        for name, entry in models.items()
    }


def count_flops(network: nn.Module, inputs: torch.Tensor) -> int:
    """Floating point operations of a network's convolutions and matrix products, for these inputs."""
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        network(inputs)
    return int(counter.get_total_flops())


def _size_of(entry: EntryModel, scratch: Path) -> int:
    """Bytes of the model file; of fresh weights, of the one that training would write."""
    if entry.path is not None:
        return entry.path.stat().st_size
    save_model(entry.model, entry.description, scratch)
    return scratch.stat().st_size
