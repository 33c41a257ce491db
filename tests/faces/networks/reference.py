"""What the networks are fed to compare them with the TFLite interpreter, and which of their outputs are stored."""

from __future__ import annotations

import numpy as np

from fmld_synth.faces.networks.sampling import as_tensor, sample, whole_region
from fmld_synth.geometry import FloatArray
from tests.faces.portraits import astronaut

INPUTS = {
    "face_detection_short_range": (128, 128, -1.0),
    "face_detection_full_range": (192, 192, -1.0),
    "palm_detection": (192, 192, 0.0),
    "hand_landmarks": (224, 224, 0.0),
    "person_segmentation": (256, 144, 0.0),
}
"""Width and height of what each network sees in pixels, and what black is to it."""
MOST_STORED = 4000


def network_input(name: str) -> FloatArray:
    """The astronaut's head as a network sees it, float32 (1, 3, height, width)."""
    width, height, darkest = INPUTS[name]
    head = astronaut()[:300, 60:360]
    return as_tensor(sample(head, whole_region(head), width, height), darkest, 1.0)


def thinned(output: FloatArray) -> FloatArray:
    """At most ``MOST_STORED`` values, evenly taken from an output whatever its shape."""
    values = output.reshape(-1)
    return values[:: -(-len(values) // MOST_STORED)] if len(values) > MOST_STORED else np.array(values)
