from __future__ import annotations

import warnings
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pytest
import torch
from torch import Tensor, nn

from fmld_synth.baselines.aizoo_ssd.network import LEAST_SIDE, AizooSSD
from tests.baselines.aizoo_ssd.released_network import trained_network

OUTPUTS = ("scores", "offsets")


class Raw(nn.Module):
    """The network with a pair of outputs."""

    def __init__(self, model: AizooSSD) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        predictions = self.model(images)
        return predictions.scores, predictions.offsets


@pytest.fixture(scope="module")
def model() -> AizooSSD:
    return trained_network().for_release()


@pytest.fixture(scope="module")
def file(model: AizooSSD, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "model.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on the older exporter
        torch.onnx.export(
            Raw(model).eval(),
            (torch.rand(2, 3, LEAST_SIDE, LEAST_SIDE),),
            str(path),
            input_names=["images"],
            output_names=list(OUTPUTS),
            dynamic_axes={name: {0: "batch"} for name in ("images", *OUTPUTS)},
            opset_version=17,
            dynamo=False,
        )
    return path


def images(batch: int) -> Tensor:
    return torch.rand(batch, 3, LEAST_SIDE, LEAST_SIDE, generator=torch.Generator().manual_seed(batch))


@torch.no_grad()
def assert_equals_torch(outputs: list[np.ndarray], model: AizooSSD, given: Tensor) -> None:
    for output, wanted in zip(outputs, model(given)[:2], strict=True):
        np.testing.assert_allclose(output, wanted.numpy(), atol=1e-4)


@pytest.mark.parametrize("batch", [1, 3])
def test_onnx_runtime_says_the_same(file: Path, model: AizooSSD, batch: int) -> None:
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    given = images(batch)
    assert_equals_torch(session.run(list(OUTPUTS), {"images": given.numpy()}), model, given)


@pytest.mark.parametrize("batch", [1, 3])
def test_opencv_says_the_same(file: Path, model: AizooSSD, batch: int) -> None:
    network = cv2.dnn.readNetFromONNX(str(file))
    given = images(batch)
    network.setInput(given.numpy())
    assert_equals_torch(list(network.forward(OUTPUTS)), model, given)
