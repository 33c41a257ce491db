"""Small sets in FMLD's layout, for the fast engine, which finds a face in the middle of what it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from tests.dataset.readers.layouts import fmld_fields, voc_object, write_voc

SIDE = 90
"""Width of a face's box; faces stand next to each other with as much room on either side."""
TALL = 117
"""Height of it."""
ATTRIBUTES = "<gender>male</gender><ethnicity>white</ethnicity><pose>front</pose>"
BARE, MASKED, WRONG, INVALID = "unmasked_face", "masked_face", "incorrectly_masked_face", "invalid_face"


def write_scene(
    root: Path, split: str, seed: int, names: Sequence[str], difficult: Sequence[int] = (), gap: int = SIDE
) -> Path:
    """One photograph with a row of faces, and its annotation."""
    width, height = gap + len(names) * (SIDE + gap), 3 * TALL
    coarse = np.random.default_rng(seed).integers(30, 255, (8, 8, 3)).astype(np.uint8)
    path = f"{split}-images/images/{split}_{seed:04d}.jpg"
    (root / "MAFA" / path).parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(root / "MAFA" / path), cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))
    objects = []
    for place, name in enumerate(names):
        left = gap + place * (SIDE + gap)
        box = (left + 0.5, TALL, left + SIDE, 2 * TALL + 0.25)
        objects.append(voc_object(name, box, ATTRIBUTES, difficult=int(place in difficult)))
    annotation = root / "FMLD_annotations" / split / f"{split}_{seed:04d}.xml"
    write_voc(annotation, *objects, size=(width, height), fields=fmld_fields(split, "MAFA", path))
    return root / "MAFA" / path


def write_fmld(root: Path) -> Path:
    """Ten train and three test photographs: 9 bare, 8 masked and 1 wrongly masked faces to train on."""
    train = [
        (BARE, BARE, MASKED),
        (BARE, MASKED),
        (BARE, BARE),
        (BARE,),
        (BARE,),
        (BARE, BARE, INVALID),
        (MASKED, MASKED),
        (MASKED, MASKED, WRONG),
        (MASKED,),
        (MASKED,),
    ]
    for seed, names in enumerate(train):
        write_scene(root, "train", seed, names)
    write_scene(root, "test", 100, (BARE, MASKED))
    write_scene(root, "test", 101, (BARE, BARE, INVALID), difficult=(1, 2))
    write_scene(root, "test", 102, (WRONG,))
    return root
