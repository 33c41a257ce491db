"""Time of one picture through our AIZOO SSD and through the published Caffe file, on one thread.

    python benchmarks/benchmark_aizoo_ssd.py PEERS_FOLDER [--rounds 50]

PEERS_FOLDER holds face_mask_detection.prototxt and .caffemodel. Ours is folded, exported to ONNX and run by ONNX
Runtime; fresh weights do, as they cost what trained ones cost. The contestants take turns, so that whatever else the
machine does slows all alike; the ratio is of processor time. Exit code 1 when ours is slower.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor, nn

from fmld_synth.baselines.aizoo_ssd.network import AizooSSD, build

INPUT_SIDE = 260
CAFFE_OUTPUTS = ("loc_branch_concat", "cls_branch_concat")
OUTPUTS = ("offsets", "scores")


class Raw(nn.Module):
    """The network with a pair of outputs, the scores as probabilities, as the Caffe file gives them."""

    def __init__(self, model: AizooSSD) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        predictions = self.model(images)
        return predictions.offsets, self.model.probabilities(predictions.scores)


def runners(peers: Path, folder: Path) -> dict[str, Callable[[np.ndarray], object]]:
    """What is timed, by name."""
    model = build(("mask", "no_mask"), input_side=INPUT_SIDE).for_release()
    file = folder / "aizoo_ssd.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on the older exporter
        example = torch.rand(1, 3, INPUT_SIDE, INPUT_SIDE)
        torch.onnx.export(
            Raw(model).eval(),
            (example,),
            str(file),
            input_names=["images"],
            output_names=list(OUTPUTS),
            dynamo=False,
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    caffe = cv2.dnn.readNetFromCaffe(
        str(peers / "face_mask_detection.prototxt"), str(peers / "face_mask_detection.caffemodel")
    )
    ours = cv2.dnn.readNetFromONNX(str(file))

    def through_opencv(network: cv2.dnn.Net, outputs: tuple[str, str]) -> Callable[[np.ndarray], object]:
        def run(images: np.ndarray) -> object:
            network.setInput(images)
            return network.forward(outputs)

        return run

    def through_torch(images: np.ndarray) -> object:
        with torch.inference_mode():
            return model(torch.from_numpy(images))

    return {
        "published Caffe file, OpenCV DNN": through_opencv(caffe, CAFFE_OUTPUTS),
        "ours, ONNX Runtime": lambda images: session.run(OUTPUTS, {"images": images}),
        "ours, OpenCV DNN": through_opencv(ours, OUTPUTS),
        "ours, torch": through_torch,
    }


def main() -> int:
    """Time all; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("peers", type=Path, metavar="PEERS_FOLDER")
    parser.add_argument("--rounds", type=int, default=50)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)

    images = np.random.default_rng(0).random((1, 3, INPUT_SIDE, INPUT_SIDE), dtype=np.float32)
    with tempfile.TemporaryDirectory() as folder:
        contestants = runners(options.peers, Path(folder))
    milliseconds: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    for _ in range(options.rounds):
        for name, run in contestants.items():
            clock, processor = time.perf_counter(), time.process_time()
            run(images)
            milliseconds[name].append(
                ((time.perf_counter() - clock) * 1e3, (time.process_time() - processor) * 1e3)
            )

    caffe, ours, *_ = (statistics.median(cpu for _, cpu in times) for times in milliseconds.values())
    table = Table(title=f"One picture of {INPUT_SIDE} px, one thread, medians of {options.rounds}")
    for column in ("network", "ms on the clock", "ms of processor", "ratio"):
        table.add_column(column, justify="left" if column == "network" else "right")
    for name, times in milliseconds.items():
        clock, processor = (statistics.median(values) for values in zip(*times, strict=True))
        table.add_row(name, f"{clock:.1f}", f"{processor:.1f}", f"{processor / caffe:.2f}")
    Console().print(table)
    return 0 if ours <= caffe else 1


if __name__ == "__main__":
    sys.exit(main())
