"""Options that take one of several names: one type each.

The library checks names against these types; the command line reads help, shell completion and errors from them. What
other packages can add to is in registries, too (``fmld_synth/plugins.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from fmld_synth.names import known

Crop = Literal["none", "face", "tight", "varied"]
"""Which part of a photograph becomes the picture: all of it, the face with a square margin, the face alone, or that cut
by chance as closely as other people cut theirs."""

ImageFormat = Literal["jpeg", "png", "webp"]

Rendering = Literal["full", "flat"]
RenderingChoice = Literal[Rendering, "mixed"]
"""``flat`` is a plain 2D overlay, a control for experiments; ``mixed`` draws either for each picture."""

Family = Literal["surgical", "cup", "fold_flat", "cloth", "sports", "fashion", "bandana"]
"""Kinds of mask."""

StrapKind = Literal["ear_loops", "head_bands", "ties", "none"]

Preset = Literal["enhanced-fmld", "maskedface-net", "classifier", "detector"]
"""Options of ``generate`` under one name; ``fmld_synth/generation/presets.py`` says what they are."""

Executor = Literal["processes", "ray"]
"""Who does the work of a run."""

SharedStage = Literal["survey", "render"]
Stage = Literal[SharedStage, "merge"]
"""Of a run that several machines share: every shard surveys, then every shard renders, then one process merges."""

Labels = Literal["wear", "three", "two", "masked", "fmld", "maskedface-net", "face"]
"""Label schemes; ``fmld_synth/dataset/label_schemes.py`` says what their classes are."""

LabelsToEvaluate = Literal["auto", Labels]
"""``auto`` takes the model's, or the finest that model and dataset share."""

SetFormat = Literal[
    "manifest", "fmld", "kaggle_853", "aizoo", "moxa3k", "pascal_voc", "medical_mask", "coco", "yolo",
    "class_folders",
]  # fmt: skip
"""Bundled formats of datasets that are read; plug-ins add to them. A hyphen may stand for an underscore."""

ExportFormat = Literal[
    "coco", "yolo", "yolo-segmentation", "pascal-voc", "image-folder", "ultralytics-classify", "hugging-face",
    "webdataset", "parquet", "csv",
]  # fmt: skip
"""Bundled formats of datasets that are written; plug-ins add to them."""

Link = Literal["hard", "sym", "copy"]
"""How images get into an exported dataset."""

SplitToEvaluate = Literal["test", "val", "train", "all"]

FaceSource = Literal["boxes", "finder"]
"""Where a classifier's faces come from: the dataset's boxes, or a face finder."""

Device = Literal["auto", "cpu", "cuda"]

ModelFormat = Literal["onnx", "torchscript"]

PackageLayout = Literal["imagefolder", "webdataset"]
"""How a dataset lies on the Hugging Face Hub."""

LicenseName = Literal[
    "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "apache-2.0", "other"
]  # fmt: skip


BoxFormat = Literal["pascal_voc", "albumentations"]
"""Boxes in a training pipeline: corners in pixels, or as shares of the picture."""

_NOUNS: Mapping[Any, str] = {
    ImageFormat: "format",
    ModelFormat: "format",
    Labels: "label scheme",
    LabelsToEvaluate: "label scheme",
    Link: "way of linking",
}
"""What one of the names is called, where it is not called like its parameter."""


def names_of(choice: Any) -> tuple[str, ...]:
    """The names that a type of this module allows, in order."""
    return get_args(choice)


def checked(name: str, choice: Any, parameter: str) -> str:
    """The name, if a type of this module allows it.

    Args:
        name: what was given.
        choice: the type.
        parameter: that it was given for.

    Raises:
        UserError: it is not allowed; the message has the nearest and all that are.
    """
    noun = _NOUNS.get(choice, parameter.replace("_", " "))
    return known(name, names_of(choice), noun, where=f"`{parameter}`")
