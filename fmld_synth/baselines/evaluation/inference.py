"""Running a network over samples in memory, in batches and without gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from fmld_synth.baselines.data.inputs import stacked
from fmld_synth.baselines.data.samples import FaceSample, SceneSample
from fmld_synth.baselines.detection.decoding import Detections, decode
from fmld_synth.baselines.evaluation.confusion import Floats
from fmld_synth.baselines.harness.device import enough_memory, no_denormals
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.execution.threads import done_ahead
from fmld_synth.geometry import ByteArray

BATCHES_AHEAD = 2
"""Batches that are brought to the network's size ahead, for each core."""

Output = TypeVar("Output")


def classify(
    model: Classifier, samples: Sequence[FaceSample], *, device: torch.device, batch_size: int
) -> Floats:
    """Probabilities of the model's classes: float64 (samples, classes), each row sums to 1.

    Raises:
        UserError: memory ran out; the message suggests a batch size.
    """

    def probabilities(inputs: Tensor) -> list[list[float]]:
        rows: list[list[float]] = model(inputs).double().softmax(dim=1).tolist()
        return rows

    pictures = [sample.pixels for sample in samples]
    rows = _run(model, probabilities, pictures, device, batch_size)
    return np.array(list(rows), np.float64).reshape(-1, len(model.classes))


def detect(
    model: Detector,
    samples: Sequence[SceneSample],
    *,
    device: torch.device,
    batch_size: int,
    confidence: float,
    iou: float,
) -> list[Detections]:
    """The faces that a detector finds in each picture, by falling score.

    Args:
        model: in evaluation mode.
        samples: pictures; they are stretched to the network's size.
        device: where the model is.
        batch_size: pictures at a time.
        confidence, iou: see :func:`decode`.

    Raises:
        UserError: memory ran out; the message suggests a batch size.
    """

    def detections(inputs: Tensor) -> list[Detections]:
        return decode(model(inputs), model, confidence, iou)

    return list(_run(model, detections, [sample.pixels for sample in samples], device, batch_size))


def _run(
    model: Classifier | Detector,
    function: Callable[[Tensor], Sequence[Output]],
    pictures: Sequence[ByteArray],
    device: torch.device,
    batch_size: int,
) -> Iterator[Output]:
    """What ``function`` says of each picture; the next batches are resized meanwhile."""
    preprocessing = model.preprocessing
    resized = partial(stacked, preprocessing=preprocessing)
    batches = [pictures[start : start + batch_size] for start in range(0, len(pictures), batch_size)]
    with enough_memory(batch_size), no_denormals(), torch.inference_mode():
        for _, batch in done_ahead(resized, batches, ahead=BATCHES_AHEAD, at_once=1):
            yield from function(preprocessing(batch.to(device)))
