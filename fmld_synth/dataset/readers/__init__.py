"""Readers of annotated sets, one file a format; each turns a folder into a stream of annotated images."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from fmld_synth import plugins
from fmld_synth.dataset.annotations import AnnotatedImage
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
from fmld_synth.dataset.readers.other_formats import signs_of_annotations
from fmld_synth.dataset.readers.plugged_in import PluggedInReader, accept_reader
from fmld_synth.dataset.readers.reading import Reading
from fmld_synth.errors import UserError
from fmld_synth.names import unknown
from fmld_synth.plugins import Registry

AUTO = "auto"
"""The format that is to be found out."""


class SetReader(Protocol):
    """Reads a set from its folder, in a fixed order; raises ``UserError`` that names file and field."""

    def __call__(self, root: Path, /, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
        """Read ``root``; ``reading`` has the user's own class names and gets remarks."""
        ...


BUNDLED_READERS: Mapping[str, SetReader] = {
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

READERS: Registry[SetReader] = Registry(plugins.READERS, BUNDLED_READERS, accept_reader)
"""Every format that can be read, by its name, with those of plug-ins."""

_RECOGNIZERS: Mapping[str, Callable[[Path, Reading | None], bool]] = {
    "manifest": manifest.recognizes,
    "yolo": yolo.recognizes,
    "fmld": fmld.recognizes,
    "kaggle_853": kaggle_853.recognizes,
    "aizoo": aizoo.recognizes,
    "moxa3k": moxa3k.recognizes,
    "pascal_voc": pascal_voc.recognizes,
    "medical_mask": medical_mask.recognizes,
    "coco": coco.recognizes,
    "class_folders": class_folders.recognizes,
}
"""Cheap and certain signs first; the general formats after the sets that use them. None raises anything."""


def find_reader(name: str) -> SetReader:
    """The reader of a format; ``-`` in a name counts as ``_``.

    Raises:
        UserError: there is none of that name; the message lists the names.
    """
    return READERS[format_called(name)]


def format_called(name: str) -> str:
    """The format's name as ``READERS`` has it; ``-`` counts as ``_``.

    Raises:
        UserError: there is none of that name; the message lists the names.
    """
    key = name.lower().replace("-", "_")
    if key not in READERS:
        raise unknown(name, [AUTO, *READERS], "format")
    return key


def detect_format(folder: Path, reading: Reading | None = None) -> str:
    """The name of the format that a folder holds.

    Args:
        folder: of the set.
        reading: knows the user's own names of classes.

    Raises:
        UserError: the folder does not exist or holds none that is known; the message lists the formats.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder")
    for name, recognizes in _RECOGNIZERS.items():
        if recognizes(folder, reading):
            return name
    for name, reader in READERS.plugged_in.items():
        if isinstance(reader, PluggedInReader) and reader.recognizes(folder):
            return name
    if yolo.is_described(folder):
        return "yolo"  # without labels: reading it says so
    sign = signs_of_annotations(folder)
    if sign is not None:
        raise UserError(f"{folder}: holds no annotated set of a known format: {sign.text}; {sign.remedy}")
    raise UserError(
        f"{folder}: holds no annotated set of a known format; valid: {', '.join(READERS)}. Check the folder, name the "
        "format, or say what its classes are called with `classes`"
    )
