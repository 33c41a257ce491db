"""Hugging Face ImageFolder: a folder a split with ``metadata.jsonl``, which ``datasets`` and the Hub read.

Every row has the same keys. ``label`` is the class that all faces of the image share, else null; ``objects``
lists the faces; boxes are x, y, width, height in pixels.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import ExitStack
from typing import IO, Any

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.formats.image_folder import classes_of_image
from fmld_synth.dataset.formats.names import name_in_split, split_of
from fmld_synth.dataset.label_schemes import LabelScheme

METADATA = "metadata.jsonl"


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
        "label": classes[0] if len(classes) == 1 else None,
        "width": image.width,
        "height": image.height,
        "identity": image.identity,
        "objects": objects(image, scheme),
    }


def objects(image: AnnotatedImage, scheme: LabelScheme) -> dict[str, list[Any]]:
    """All faces of an image, as lists of equal length; ``category`` is null without a label."""
    return {
        "bbox": [list(face.box) for face in image.faces],
        "category": [scheme.class_of(face) for face in image.faces],
        "wear_state": [face.wear_state for face in image.faces],
        "difficult": [face.difficult for face in image.faces],
        "mask_bbox": [list(face.mask_box) if face.mask_box else None for face in image.faces],
        "keypoints": [[list(point) for point in face.key_points] for face in image.faces],
    }
