"""Readers of annotated sets, one file a format; each turns a folder into a stream of annotated images."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from fmld_synth.dataset.annotations import Reader
from fmld_synth.dataset.readers import (
    aizoo,
    class_folders,
    coco,
    fmld,
    kaggle_853,
    manifest,
    medical_mask,
    moxa3k,
    pascal_voc,
    yolo,
)
from fmld_synth.errors import UserError
from fmld_synth.names import unknown

READERS: Mapping[str, Reader] = {
    "manifest": manifest.read_manifest,
    "fmld": fmld.read_fmld,
    "kaggle_853": kaggle_853.read_kaggle_853,
    "aizoo": aizoo.read_aizoo,
    "moxa3k": moxa3k.read_moxa3k,
    "pascal_voc": pascal_voc.read_pascal_voc,
    "medical_mask": medical_mask.read_medical_mask,
    "coco": coco.read_coco,
    "yolo": yolo.read_yolo,
    "class_folders": class_folders.read_class_folders,
}
"""Every format that can be read, by its name."""

_RECOGNISERS: Mapping[str, Callable[[Path], bool]] = {
    "manifest": manifest.recognises,
    "yolo": yolo.recognises,
    "fmld": fmld.recognises,
    "kaggle_853": kaggle_853.recognises,
    "aizoo": aizoo.recognises,
    "moxa3k": moxa3k.recognises,
    "pascal_voc": pascal_voc.recognises,
    "medical_mask": medical_mask.recognises,
    "coco": coco.recognises,
    "class_folders": class_folders.recognises,
}
"""Cheap and certain signs first; the general formats after the sets that use them."""


def find_reader(name: str) -> Reader:
    """The reader of a format; ``-`` in a name counts as ``_``.

    Raises:
        UserError: there is none of that name; the message lists the names.
    """
    key = name.lower().replace("-", "_")
    if key not in READERS:
        raise unknown(name, ["auto", *READERS], "format")
    return READERS[key]


def reader_called(folder: Path, name: str) -> Reader:
    """The reader of a format, or with ``auto`` of the format that a folder holds.

    Raises:
        UserError: the format is unknown, or the folder holds none that is known.
    """
    return find_reader(detect_format(folder) if name == "auto" else name)


def detect_format(folder: Path) -> str:
    """The name of the format that a folder holds.

    Raises:
        UserError: the folder does not exist or holds none that is known; the message lists the formats.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder")
    for name, recognises in _RECOGNISERS.items():
        if recognises(folder):
            return name
    raise UserError(
        f"{folder}: holds no annotated set of a known format; valid: {', '.join(READERS)}. Check the "
        "folder, or name the format"
    )
