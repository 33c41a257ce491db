"""Opening a set whatever its format: with its annotations, or as pictures alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedImage, Reader
from fmld_synth.dataset.readers import detect_format, find_reader
from fmld_synth.errors import UserError
from fmld_synth.generation.inputs import find_inputs

AUTOMATIC, PICTURES = "auto", "pictures"


def reader_for(folder: Path, format_name: str = AUTOMATIC) -> Reader:
    """What reads a folder.

    Args:
        folder: of a set.
        format_name: one of the readers' names; ``pictures`` for images without annotations; ``auto`` finds
            out, and takes a folder of no known format for pictures.

    Raises:
        UserError: there is no such format or folder.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder")
    if format_name == AUTOMATIC:
        try:
            return find_reader(detect_format(folder))
        except UserError:
            return read_pictures
    return read_pictures if format_name == PICTURES else find_reader(format_name)


def read_pictures(folder: Path) -> Iterator[AnnotatedImage]:
    """All images below a folder, without annotations; their width and height are left 0.

    Raises:
        UserError: there are none.
    """
    inputs = find_inputs(folder)
    for path in inputs.paths:
        yield AnnotatedImage(inputs.root / path, path, 0, 0, faces=())
