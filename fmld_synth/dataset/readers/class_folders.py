"""Folders named by class: Kaggle-12K, MaskedFace-Net, FMLD's cut out faces, sets of one folder a wear state.

Such pictures show one face each and have no boxes: the whole picture is its box.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.readers.image_files import (
    below,
    checked_names,
    image_files,
    image_size,
    nothing_found,
    split_in,
)
from fmld_synth.dataset.readers.labels import (
    COMMON,
    CORRECT,
    INCORRECT,
    STATES,
    Meaning,
    Vocabulary,
)
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box

PARTS = Vocabulary({"CMFD": CORRECT, "IMFD": INCORRECT})
"""The two parts of MaskedFace-Net."""
COVERED = {
    "_Mask": STATES["correct"],
    "_Mask_Mouth_Chin": STATES["nose_exposed"],
    "_Mask_Nose_Mouth": STATES["chin_exposed"],
    "_Mask_Chin": STATES["mouth_exposed"],
}
"""MaskedFace-Net's file names end with what the mask covers."""


def read_class_folders(root: Path) -> Iterator[AnnotatedImage]:
    """Read pictures by the folder they lie in; splits are folders too (``Train``, ``Validation``, ``Test``).

    Raises:
        UserError: there are no pictures, or one lies in no folder with the name of a class.
    """
    images = image_files(root)
    if not images:
        raise nothing_found(root, "pictures")
    return checked_names(_read(root, image) for image in images)


def recognises(root: Path) -> bool:
    """Whether the first picture lies in a folder with the name of a class."""
    return any(_meaning(path.relative_to(root)) is not None for path in image_files(root)[:1])


def _read(root: Path, image: Path) -> AnnotatedImage:
    relative = image.relative_to(root)
    meaning = _meaning(relative)
    if meaning is None:
        raise UserError(
            f"{image}: none of its folders has the name of a class, such as with_mask, without_mask, "
            "correct, incorrect or a wear state; move it into one"
        )
    width, height = image_size(image, str(image))
    face = AnnotatedFace(Box(0.0, 0.0, float(width), float(height)), meaning.label, meaning.wear_state)
    return AnnotatedImage(image, below(root, image), width, height, (face,), split_in(relative))


def _meaning(relative: PurePosixPath | Path) -> Meaning | None:
    """What the innermost folder that names a class says, or the file's name where that says more."""
    for part in reversed(relative.parts[:-1]):
        meaning = COMMON.get(part) or PARTS.get(part.rstrip("0123456789"))
        if meaning is not None:
            return _finer(relative.stem, meaning)
    return None


def _finer(stem: str, meaning: Meaning) -> Meaning:
    at = stem.find("_Mask")
    finer = COVERED.get(stem[at:]) if at > 0 else None
    return finer if finer is not None and finer.label == meaning.label else meaning
