"""Folders named by class: Kaggle-12K, MaskedFace-Net, FMLD's cut out faces, sets of one folder a wear state.

Such pictures show one face each and have no boxes: the whole picture is its box. The innermost folder that says
something decides; folders such as ``train`` and ``images`` say nothing of a class.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.readers.image_files import (
    below,
    checked_names,
    image_files,
    image_size,
    nothing_found,
)
from fmld_synth.dataset.readers.labels import COMMON, CORRECT, INCORRECT, STATES, Meaning, Vocabulary
from fmld_synth.dataset.readers.other_formats import signs_of_annotations
from fmld_synth.dataset.readers.reading import Reading, counted
from fmld_synth.dataset.readers.splits import split_in, telling_words
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.photographs.finding import counted_endings, find_photographs

PARTS = Vocabulary({"CMFD": CORRECT, "IMFD": INCORRECT})
"""The two parts of MaskedFace-Net."""
COVERED = {
    "_Mask": STATES["correct"],
    "_Mask_Mouth_Chin": STATES["nose_exposed"],
    "_Mask_Nose_Mouth": STATES["chin_exposed"],
    "_Mask_Chin": STATES["mouth_exposed"],
}
"""MaskedFace-Net's file names end with what the mask covers."""
WHATEVER_IT_WEARS = frozenset({"face", "faces"})
"""Inside a folder named by class these say only what its pictures show."""
MOST_CLASSES = 10
"""More unknown folders inside those of classes are people, not classes."""
NAMES_SHOWN = 3


def read_class_folders(root: Path, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
    """Read pictures by the folder they lie in; splits are folders too (``Train``, ``Validation``, ``Test``).

    Raises:
        UserError: there are no pictures, one lies in no folder with the name of a class, or a folder inside one has a
            name that is not known.
    """
    reading = reading or Reading()
    images = image_files(root)
    if not images:
        raise nothing_found(root, "pictures")
    sign = signs_of_annotations(root)
    if sign is not None:
        reading.remark(f"{root}: {sign.text}; it is not used, and each picture counts as one face")
    _tell_of_others(root, images, reading)
    classes = _classes_of_folders(root, images, reading)
    return checked_names(
        image for path in images if (image := _read(root, path, classes[path.parent], reading)) is not None
    )


def _tell_of_others(root: Path, images: Sequence[Path], reading: Reading) -> None:
    """Say which files beside the pictures are not looked at: no annotation says that they belong to the set."""
    found = find_photographs(root)
    if found.passed_over:
        reading.remark(f"{root}: not taken for pictures: {counted_endings(found.passed_over)}")
    taken = set(images)
    lost = [path for path in found.photographs if path not in taken and not path.exists()]
    lost += [path for path, _ in found.unreadable]
    if lost:
        what = counted(len(lost), "link that leads nowhere or folder", "links that lead nowhere or folders")
        reading.remark(f"{root}: {what} without permission passed over, such as {below(root, min(lost))}")


def recognizes(root: Path, reading: Reading | None = None) -> bool:
    """Whether pictures lie in a folder with the name of a class, and no annotations of another format with them."""
    reading = reading or Reading()
    folders = {path.parent for path in image_files(root)}
    named = any(_known(part, reading) for folder in folders for part in _telling(root, folder))
    return named and signs_of_annotations(root) is None


def _read(root: Path, path: Path, name: str, reading: Reading) -> AnnotatedImage | None:
    """A picture, given its class; None when that is left out."""
    meaning = reading.meaning_of(name, PARTS if PARTS.get(_without_number(name)) else COMMON, str(path))
    if meaning is None:
        return None
    width, height = image_size(path, str(path))
    if name not in reading.classes:
        meaning = _finer(path.stem, meaning)
    face = AnnotatedFace(Box(0.0, 0.0, float(width), float(height)), meaning.label, meaning.wear_state)
    return AnnotatedImage(path, below(root, path), width, height, (face,), split_in(path.relative_to(root)))


def _classes_of_folders(root: Path, images: Sequence[Path], reading: Reading) -> dict[Path, str]:
    """The class name of each folder with pictures.

    Raises:
        UserError: a folder has none, or one of its names is unknown.
    """
    first: dict[Path, Path] = {}
    for path in images:
        first.setdefault(path.parent, path)
    names: dict[Path, str] = {}
    unknown: dict[Path, str] = {}
    for folder, path in first.items():
        parts = _telling(root, folder)
        place = next((place for place in reversed(range(len(parts))) if _known(parts[place], reading)), None)
        if place is None:
            raise UserError(
                f"{path}: none of its folders has the name of a class, such as with_mask, without_mask, correct, "
                "incorrect or a wear state; move it into one, or say what one means, as in `classes='good=correct'`"
            )
        names[folder] = (
            _without_number(parts[place]) if PARTS.get(_without_number(parts[place])) else parts[place]
        )
        if place < len(parts) - 1:
            unknown[folder] = parts[place + 1]
    _check_inner_folders(root, names, unknown, reading)
    _check_outer_folders(root, first, names)
    return names


def _check_inner_folders(
    root: Path, names: dict[Path, str], unknown: dict[Path, str], reading: Reading
) -> None:
    """Tell people and parts, whose folders lie in those of several classes, from classes of an unknown name.

    Raises:
        UserError: they seem to be classes.
    """
    if not unknown:
        return
    inside = {names[folder] for folder in unknown}
    listed = sorted(set(unknown.values()))
    several = len({COMMON.get(name) or PARTS.get(name) for name in inside}) > 1
    siblings = {folder.parent for folder in names if folder not in unknown}
    mixed = any(folder.parent in siblings for folder in unknown)
    parts = all(PARTS.get(name) is not None for name in inside)
    numbered = all(any(sign.isdigit() for sign in name) for name in listed)
    shown = ", ".join(listed[:NAMES_SHOWN]) + (
        f" and {len(listed) - NAMES_SHOWN} more" if listed[NAMES_SHOWN:] else ""
    )
    if mixed or not (parts or (several and (numbered or len(listed) > MOST_CLASSES))):
        folder, name = min(unknown.items(), key=lambda item: (item[1], item[0]))
        raise UserError(
            f"{folder}: inside a folder named {names[folder]}, these names of folders are not known classes: {shown}. "
            f"Say what they mean, as in `classes='{name}=incorrect'`, or leave their pictures out: `classes='{name}='`"
        )
    if not parts:
        reading.remark(
            f"{root}: the folders inside those named by class ({shown}) are taken for people or parts of the set"
        )


def _check_outer_folders(root: Path, first: dict[Path, Path], names: dict[Path, str]) -> None:
    """Make sure that no pictures lie beside folders of classes, in a folder whose name only sounds like one.

    Raises:
        UserError: some do.
    """
    for folder, path in first.items():
        for other in names:
            inner = (
                other.relative_to(folder).parts if other != folder and other.is_relative_to(folder) else ()
            )
            if COMMON.get(names[other]) != COMMON.get(names[folder]) and names[other] in inner:
                raise UserError(
                    f"{path}: lies beside {below(root, other)}, so {folder.name} seems to name the set, not a class; "
                    "move the picture into a folder named by class"
                )


def _telling(root: Path, folder: Path) -> list[str]:
    """The names of folders between the set and its pictures that may tell a class."""
    parts = [part for part in folder.relative_to(root).parts if _may_tell(part)]
    plain = [part for part in parts if part.lower() not in WHATEVER_IT_WEARS]
    return plain or parts


def _may_tell(part: str) -> bool:
    words = telling_words([part])
    return bool(words) and split_in(Path(part, "a")) is None


def _known(part: str, reading: Reading) -> bool:
    return (
        part in reading.classes
        or COMMON.get(part) is not None
        or PARTS.get(_without_number(part)) is not None
    )


def _without_number(part: str) -> str:
    """``CMFD1`` is a part of ``CMFD``."""
    return part.rstrip("0123456789")


def _finer(stem: str, meaning: Meaning) -> Meaning:
    at = stem.find("_Mask")
    finer = COVERED.get(stem[at:]) if at > 0 else None
    return finer if finer is not None and finer.label == meaning.label else meaning
