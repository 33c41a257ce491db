"""The bundled face finders for the page: their networks, and the numbers by which its scripts read them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

from fmld_synth.baselines.baseline import BUNDLED, FACE_FINDER
from fmld_synth.baselines.face_finding import bundled, confirming, face_maps, interface, taught
from fmld_synth.baselines.registry import find_baseline
from fmld_synth.baselines.sl_fmdet import scales
from fmld_synth.errors import UserError
from fmld_synth.faces import image_parts
from fmld_synth.faces.networks import detections, sampling
from fmld_synth.faces.networks.detector import DetectorModel
from fmld_synth.faces.networks.network import MODELS

FINDER_FILE = "finder.onnx"
MEDIAPIPE = "mediapipe"
"""Folder of the site with MediaPipe's detectors, and what goes with them."""
MEDIAPIPE_TEXTS = ("LICENSE", "NOTICE")
"""Web servers know by the ending that these can be read."""
MEDIAPIPE_TITLE = "MediaPipe's face detectors"

Numbers = dict[ModuleType, tuple[str, ...]]
"""Constants that the page needs, by module."""
OF_TAUGHT: Numbers = {
    taught: (
        "FIRST_SIDE", "CLOSE_SIDE", "LARGE_FACE", "LEAST_PIXELS", "MOST_PIXELS", "MOST_PIXELS_CLOSE", "CANDIDATES",
        "ALONE_SIDE", "ALONE_ZOOM", "ALONE_WEIGHT", "CERTAIN", "LEAST_CELLS", "SEEN", "UNSEEN", "EVEN", "OUTPUTS",
    ),
    interface: ("SURE",),
    face_maps: ("VALUES", "SAME_FACE", "INSIDE"),
    scales: ("STRIDES", "SIZES", "BGR_MEAN", "VARIANCES"),
}  # fmt: skip
"""``static/finder.js`` reads them."""
OF_CONFIRMING: Numbers = {
    confirming: ("DOUBTED", "AROUND", "LEAST", "SAME_FACE", "OWN_WEIGHT", "ITS_WEIGHT", "PRIOR"),
    scales: ("BGR_MEAN",),
    sampling: ("STEPS", "BLOCK"),
    detections: ("SAME_THING",),
}
"""``static/confirming.js`` reads them."""
OF_BUNDLED: Numbers = {
    bundled: (
        "LEAST_SCORE", "SAME_FACE", "PART_OF_FACE", "INSIDE", "SMALL_FACE", "SCENE_SIDE", "EYE_HEIGHT",
    ),
    interface: ("SURE",),
    image_parts: ("LONGEST_SIDE", "BORDER", "GRAY", "TILE"),
    sampling: ("STEPS", "BLOCK"),
    detections: ("SAME_THING",),
}  # fmt: skip
"""``static/mediapipe.js`` reads them."""


def finder_files(name: str) -> dict[str, bytes]:
    """What the site needs for a bundled finder, by name.

    Args:
        name: ``BUNDLED`` or ``FACE_FINDER``, which asks the other.

    Raises:
        UserError: this installation lacks a file.
    """
    files = {_file_of(model): MODELS / f"{model.network}.onnx" for model in bundled.DETECTORS}
    files |= {f"{MEDIAPIPE}/{text}.txt": MODELS / text for text in MEDIAPIPE_TEXTS}
    if name == FACE_FINDER:
        files[FINDER_FILE] = taught.NETWORK
    return {name: _content(path) for name, path in files.items()}


def finder_description(name: str) -> dict[str, Any]:
    """How a bundled finder looks at pictures; the names are those of the constants.

    Args:
        name: as of :func:`finder_files`. The description of ``FACE_FINDER`` holds that of the one it asks, ``second``.
    """
    if name == BUNDLED:
        detectors = [_detector(model) for model in bundled.DETECTORS]
        return {"kind": "mediapipe", "title": MEDIAPIPE_TITLE, "detectors": detectors, **_values(OF_BUNDLED)}
    return {
        "kind": "finder",
        "file": FINDER_FILE,
        "title": find_baseline(FACE_FINDER).title,
        "confirming": {"detector": _detector(confirming.DETECTOR), **_values(OF_CONFIRMING)},
        "second": finder_description(BUNDLED),
        **_values(OF_TAUGHT),
    }


def _values(numbers: Numbers) -> dict[str, Any]:
    return {name.lower(): getattr(module, name) for module, names in numbers.items() for name in names}


def _detector(model: DetectorModel) -> dict[str, Any]:
    """One of MediaPipe's; black becomes ``model.darkest`` and white 1 by ``mean`` and ``scale``."""
    scale = (1 - model.darkest) / 255
    return {
        "file": _file_of(model),
        "side": model.side,
        "grids": [grid._asdict() for grid in model.grids],
        "preprocessing": {"channels": "RGB", "mean": [-model.darkest / scale] * 3, "scale": scale},
    }


def _file_of(model: DetectorModel) -> str:
    return f"{MEDIAPIPE}/{model.network}.onnx"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read; install fmld-synth again") from error
