"""The networks of a page: which files it gets, and how each of them is fed and read."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx

from fmld_synth.baselines.baseline import BUNDLED, FACE_FINDER
from fmld_synth.baselines.detection.decoding import CANDIDATES, IOU
from fmld_synth.baselines.exporting.exporting import export_model
from fmld_synth.baselines.exporting.small_kernels import with_small_kernels
from fmld_synth.baselines.face_finding import detector
from fmld_synth.baselines.face_finding.gamma import correct_gamma
from fmld_synth.baselines.page.description import described_classes
from fmld_synth.baselines.page.face_finders import FINDER_FILE, finder_description, finder_files
from fmld_synth.baselines.registry import find_baseline
from fmld_synth.errors import UserError

CLASSIFIER_FILE = "classifier.onnx"


class PageNetworks(NamedTuple):
    """What a page runs.

    files: content of ONNX files, and of licenses that go with them, by name.
    description: for ``models.json``; see ``static/predictor.js``, which reads it.
    """

    files: dict[str, bytes]
    description: dict[str, Any]


class _Exported(NamedTuple):
    """An exported model, and what it says of itself."""

    content: bytes
    metadata: dict[str, str]

    @property
    def preprocessing(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.metadata["preprocessing"])
        return said


def page_networks(model: str, finder: str | None = None) -> PageNetworks:
    """Export a model for the page, with a face finder if it is a classifier.

    Args:
        model: see ``load_model``.
        finder: a bundled face finder's name or a detector's model; None for that of the classifier's baseline.

    Raises:
        UserError: a model cannot be loaded, or the finder is none or not needed.
    """
    exported = _exported(model)
    said = exported.metadata
    title = find_baseline(said["baseline"]).title
    classes = described_classes(json.loads(said["classes"]), said["label_scheme"])
    description: dict[str, Any] = {"title": title, "classes": classes, "gamma": None, "classifier": None}
    if said["task"] == "detection":
        if finder is not None:
            raise UserError(f"`finder`: {model} is a detector, which finds faces itself; leave it out")
        suppression = json.loads(said["outputs"])["suppression"]
        files, description["finder"] = _detector(exported, suppression["iou"])
        return PageNetworks(files, description | {"confidence": suppression["confidence"]})
    usual = find_baseline(said["baseline"]).face_finding
    files, description["finder"] = _finder(finder or usual.finder)
    preprocessing = exported.preprocessing
    description["classifier"] = {
        "file": CLASSIFIER_FILE,
        "preprocessing": preprocessing,
        "margin": preprocessing["margin"],
    }
    if usual.gamma != 1:
        description["gamma"] = gamma_table(usual.gamma)
    description["confidence"] = usual.confidence
    return PageNetworks(files | {CLASSIFIER_FILE: exported.content}, description)


def gamma_table(gamma: float) -> list[int]:
    """What each value of a picture becomes before faces are looked for: 256 values from 0 to 255."""
    every = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    return [int(value) for value in correct_gamma(every, gamma)[0, :, 0]]


def _finder(reference: str) -> tuple[dict[str, bytes], dict[str, Any]]:
    if reference in (BUNDLED, FACE_FINDER):
        return finder_files(reference), finder_description(reference)
    exported = _exported(reference)
    if exported.metadata["task"] != "detection":
        raise UserError(f"`finder`: {reference} is a classifier, which finds no faces; give a detector")
    return _detector(exported, IOU)


def _detector(exported: _Exported, iou: float) -> tuple[dict[str, bytes], dict[str, Any]]:
    """A detector's file, and how the page reads it."""
    description = {
        "kind": "detector",
        "file": FINDER_FILE,
        "title": find_baseline(exported.metadata["baseline"]).title,
        "preprocessing": exported.preprocessing,
        "most": CANDIDATES,
        "iou": iou,
        "least_score": detector.LEAST_SCORE,
    }
    return {FINDER_FILE: exported.content}, description


def _exported(reference: str) -> _Exported:
    """A model as ONNX, compared with torch, as small as it gets without loss: visitors load it."""
    with tempfile.TemporaryDirectory() as folder:
        exported = onnx.load(str(export_model(reference, "onnx", Path(folder) / "model.onnx").path))
    content = with_small_kernels(exported).SerializeToString()
    return _Exported(content, {entry.key: entry.value for entry in exported.metadata_props})
