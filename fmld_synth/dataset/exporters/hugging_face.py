"""Hugging Face ImageFolder: a folder a split with ``metadata.jsonl``, which ``datasets`` and the Hub read.

Readers guess the type of each column from the first rows of each split, so nothing is null and numbers of a
kind are written alike: ``label`` is the class that all faces of the image share, or ``mixed`` or
``unlabeled``; a missing box is four zeros. Boxes are x, y, width, height in pixels.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from typing import IO, Any

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.coco import KEY_POINTS
from fmld_synth.dataset.exporters.image_folder import classes_of_image
from fmld_synth.dataset.exporters.names import name_in_split, split_of
from fmld_synth.dataset.label_schemes import LabelScheme
from fmld_synth.geometry import Box

METADATA = "metadata.jsonl"
MIXED, UNLABELED = "mixed", "unlabeled"
NOWHERE = Box(0, 0, 0, 0)


def export_hugging_face(images: Iterable[AnnotatedImage], scheme: LabelScheme, folder: ExportFolder) -> None:
    """Write a set as Hugging Face ImageFolder.

    Raises:
        UserError: an image is missing or altered, or two images have one name.
    """
    with ExitStack() as stack:
        tables: dict[str, IO[str]] = {}
        for image in images:
            split = split_of(image)
            folder.place(image, f"{split}/{name_in_split(image)}")
            if split not in tables:
                tables[split] = stack.enter_context(folder.open(f"{split}/{METADATA}"))
            tables[split].write(json.dumps(metadata_row(image, scheme), ensure_ascii=False) + "\n")


def metadata_row(image: AnnotatedImage, scheme: LabelScheme) -> dict[str, Any]:
    """One line of ``metadata.jsonl``."""
    classes = classes_of_image(image, scheme)
    return {
        "file_name": name_in_split(image),
        "label": classes[0] if len(classes) == 1 else MIXED if classes else UNLABELED,
        "width": image.width,
        "height": image.height,
        "identity": image.identity or "",
        "objects": objects(image, scheme),
    }


def objects(image: AnnotatedImage, scheme: LabelScheme) -> dict[str, list[Any]]:
    """All faces of an image, as lists of equal length; five key points, all zero where they are unknown."""
    return {
        "bbox": [_numbers(face.box) for face in image.faces],
        "category": [scheme.class_of(face) or UNLABELED for face in image.faces],
        "wear_state": [face.wear_state or "" for face in image.faces],
        "difficult": [face.difficult for face in image.faces],
        "mask_bbox": [_numbers(face.mask_box or NOWHERE) for face in image.faces],
        "keypoints": [
            [_numbers(point) for point in face.key_points or [(0, 0)] * len(KEY_POINTS)]
            for face in image.faces
        ],
    }


def _numbers(values: Iterable[float]) -> list[float]:
    return [float(value) for value in values]
