"""COCO: ``annotations/SPLIT.json`` over ``images/``, with boxes, masks and key points.

One annotation a face: its box and class, the five key points, and as ``segmentation`` the mask that is worn
(not the face), as compressed run lengths. ``area`` is the box's: detectors are scored by the size of faces.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial
from typing import IO, Any

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.dataset.exporters.matte import Matte
from fmld_synth.dataset.exporters.names import name_in_split, split_of
from fmld_synth.dataset.exporters.segmentation import OPAQUE, RunLengths, read_matte, run_lengths
from fmld_synth.dataset.label_schemes import LabelScheme
from fmld_synth.execution.in_order import done_in_order

KEY_POINTS = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")
"""Left and right as seen in the image."""
NOT_LABELED, HIDDEN, VISIBLE = 0, 1, 2


def export_coco(images: Iterable[AnnotatedImage], scheme: LabelScheme, folder: ExportFolder) -> None:
    """Write a set as COCO.

    Raises:
        UserError: an image or matte is missing or damaged, or two images have one name.
    """
    with ExitStack() as stack:
        documents: dict[str, _Document] = {}
        annotation_number = 0
        described = done_in_order(partial(coco_annotations, scheme=scheme), images)
        for number, (image, annotations) in enumerate(described, start=1):
            name = f"{split_of(image)}/{name_in_split(image)}"
            folder.place(image, f"images/{name}")
            if split_of(image) not in documents:
                file = folder.open(f"annotations/{split_of(image)}.json")
                documents[split_of(image)] = stack.enter_context(_Document(file, scheme))
            document = documents[split_of(image)]
            size = {"width": image.width, "height": image.height}
            document.add_image({"id": number, "file_name": name, **size, "identity": image.identity})
            for annotation in annotations:
                annotation_number += 1
                document.add_annotation({"id": annotation_number, "image_id": number, **annotation})


def coco_categories(scheme: LabelScheme) -> list[dict[str, Any]]:
    """A scheme's classes; ids begin with 1, because some trainers keep 0 for the background."""
    return [
        {"id": place, "name": name, "supercategory": "face", "keypoints": list(KEY_POINTS), "skeleton": []}
        for place, name in enumerate(scheme.classes, start=1)
    ]


def coco_annotations(image: AnnotatedImage, scheme: LabelScheme) -> list[dict[str, Any]]:
    """The faces of one image that have a class, without ids.

    Raises:
        UserError: a matte is missing or damaged.
    """
    annotations = []
    for face in image.faces:
        number = scheme.number_of(face)
        if number is None:
            continue
        matte = read_matte(face, image)
        points = _key_points(face, image, matte)
        annotation: dict[str, Any] = {
            "category_id": number + 1,
            "bbox": list(face.box),
            "area": round(face.box.area, 4),
            "iscrowd": int(face.difficult),  # COCO's scorers ignore such faces: neither hit nor miss
            "keypoints": points,
            "num_keypoints": sum(visibility > NOT_LABELED for visibility in points[2::3]),
            "wear_state": face.wear_state,
            "attributes": dict(face.attributes),
        }
        mask = _segmentation(face, image, matte)
        if mask is not None:
            annotation["segmentation"] = mask
        annotations.append(annotation)
    return annotations


def _segmentation(face: AnnotatedFace, image: AnnotatedImage, matte: Matte | None) -> RunLengths | None:
    if matte is not None:
        return run_lengths(matte)
    if face.label == "none":
        return run_lengths(Matte.empty(image.width, image.height))
    return None


def _key_points(face: AnnotatedFace, image: AnnotatedImage, matte: Matte | None) -> list[float]:
    """x, y and visibility of the five points; those under the mask are labeled but hidden."""
    if not face.key_points:
        return [0] * (3 * len(KEY_POINTS))
    values: list[float] = []
    for x, y in face.key_points:
        if not (0 <= x < image.width and 0 <= y < image.height):
            values += [0, 0, NOT_LABELED]
            continue
        hidden = matte is not None and matte.at(x, y) >= OPAQUE
        values += [x, y, HIDDEN if hidden else VISIBLE]
    return values


class _Document:
    """One JSON file, written as a stream: annotations wait in a temporary file while images are listed."""

    def __init__(self, file: IO[str], scheme: LabelScheme) -> None:
        self._file = file
        self._waiting = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in __exit__
        self._images = self._annotations = 0
        self._file.write(f'{{"categories": {json.dumps(coco_categories(scheme))},\n"images": [')

    def __enter__(self) -> _Document:
        return self

    def add_image(self, entry: dict[str, Any]) -> None:
        self._file.write(",\n" if self._images else "\n")
        self._file.write(json.dumps(entry))
        self._images += 1

    def add_annotation(self, entry: dict[str, Any]) -> None:
        self._waiting.write(",\n" if self._annotations else "\n")
        self._waiting.write(json.dumps(entry))
        self._annotations += 1

    def __exit__(self, *_: object) -> None:
        with self._file, self._waiting:
            self._waiting.seek(0)
            self._file.write('],\n"annotations": [')
            shutil.copyfileobj(self._waiting, self._file)
            self._file.write("]}\n")
