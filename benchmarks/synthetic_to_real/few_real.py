"""Halves of a real set by person, one to train on and one to test on, and a set of generated and real pictures.

This is the one place where real photographs are trained on, to see what generated pictures are worth to someone who has
a few hundred real ones. Such weights are never passed on.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.readers.open_set import open_set

VAL_SHARE = 0.15
"""Of the people to train on, to choose the epoch by."""
LABELED = ("correct", "incorrect", "none")


def split_by_person(real: Path, folder: Path) -> tuple[Path, Path]:
    """Copy the two halves of a set into a folder, as COCO: to train on (with a validation part), and to test on.

    Who is in which half depends on nothing but the person's name, so that every seed and every run has the same.
    """
    training, testing = folder / "training", folder / "testing"
    if not (testing / "test.json").is_file():
        parts: dict[tuple[Path, str], list[AnnotatedImage]] = {}
        for image in open_set(real)(real):
            place = place_of(image.identity or image.name)
            part = (testing, "test")
            if place < 0.5:
                part = (training, "val" if place < 0.5 * VAL_SHARE else "train")
            parts.setdefault(part, []).append(image)
        for (half, split), images in sorted(parts.items(), reverse=True):
            _write(images, half, split)
    return training, testing


def merged(folder: Path, generated_coco: Path, training: Path) -> Path:
    """A set of both: generated pictures, exported as COCO, beside the real half."""
    for name, source in (("generated", generated_coco), ("real", training)):
        if not (folder / name).is_dir():
            part = folder / f".{name}"
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(source, part)
            part.rename(folder / name)
    return folder


def place_of(person: str) -> float:
    """Where a person falls between 0 and 1."""
    return int.from_bytes(hashlib.sha256(f"half {person}".encode()).digest()[:8], "big") / 2**64


def _write(images: Sequence[AnnotatedImage], folder: Path, split: str) -> None:
    """Pictures in a folder of the split's name, and a COCO file of that name."""
    (folder / split).mkdir(parents=True, exist_ok=True)
    for number, image in enumerate(images):
        shutil.copyfile(image.path, folder / split / _name(number, image))
    content = {
        "images": [
            {"id": number, "file_name": f"{split}/{_name(number, image)}", "identity": image.identity}
            | {"width": image.width, "height": image.height}
            for number, image in enumerate(images)
        ],
        "annotations": list(_annotations(images)),
        "categories": [{"id": number, "name": name} for number, name in enumerate(("unlabeled", *LABELED))],
    }
    (folder / f"{split}.json").write_text(json.dumps(content), encoding="utf-8")


def _annotations(images: Sequence[AnnotatedImage]) -> Iterable[dict[str, object]]:
    number = 0
    for place, image in enumerate(images):
        for face in image.faces:
            told = {"wear_state": face.wear_state, "person": face.person}
            yield {
                "id": number,
                "image_id": place,
                "category_id": 0 if face.label is None else 1 + LABELED.index(face.label),
                "bbox": list(face.box),
                "iscrowd": int(face.difficult),
                "attributes": {name: value for name, value in told.items() if value},
            }
            number += 1


def _name(number: int, image: AnnotatedImage) -> str:
    return f"{number:05}{image.path.suffix}"
