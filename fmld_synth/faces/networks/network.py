"""One packed network, computed by OpenCV."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.geometry import FloatArray

MODELS = Path(__file__).resolve().parents[1] / "models"


class Network:
    """A network of ``fmld_synth/faces/models``, loaded when it is first needed.

    Equal inputs give equal bits with any number of OpenCV's threads. Calls from several threads wait for each other;
    several objects do not.

    Args:
        name: of the model's file, without its ending.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._one_at_a_time = threading.Lock()
        self._net: cv2.dnn.Net | None = None
        self._outputs: tuple[str, ...] = ()

    def run(self, tensor: FloatArray) -> dict[str, FloatArray]:
        """Compute the network.

        Args:
            tensor: its only input, float32 (1, channels, height, width).

        Returns:
            Its outputs by name, as ``build_data/convert_face_models/models.py`` lists them.
        """
        with self._one_at_a_time:
            if self._net is None:
                self._net = _load(self._name)
                self._outputs = tuple(self._net.getUnconnectedOutLayersNames())
            self._net.setInput(tensor)
            # OpenCV computes the next call's results in the memory of this one's.
            results = [np.array(result, np.float32) for result in self._net.forward(self._outputs)]
        return dict(zip(self._outputs, results, strict=True))


def _load(name: str) -> cv2.dnn.Net:
    path = MODELS / f"{name}.onnx"
    # OpenCV 5 has a second engine, which rounds otherwise and complains about some of these models.
    engine = {"engine": cv2.dnn.ENGINE_CLASSIC} if hasattr(cv2.dnn, "ENGINE_CLASSIC") else {}
    try:
        return cv2.dnn.readNetFromONNX(str(path), **engine)
    except cv2.error:
        # On Windows OpenCV cannot open every path. It takes the bytes instead, but then OpenCV 5.0 ignores the engine.
        return cv2.dnn.readNetFromONNX(np.frombuffer(path.read_bytes(), np.uint8), **engine)
