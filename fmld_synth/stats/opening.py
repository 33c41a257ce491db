"""Opening a set whatever its format: with its annotations, or as pictures alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedImage, Reader
from fmld_synth.dataset.readers import AUTO
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.dataset.readers.other_formats import signs_of_annotations
from fmld_synth.dataset.readers.reading import Reading
from fmld_synth.errors import UserError
from fmld_synth.generation.inputs import find_inputs

PICTURES = "pictures"


def reader_for(folder: Path, format_name: str = AUTO, classes: Mapping[str, str] | None = None) -> Reader:
    """What reads a folder.

    Args:
        folder: of a set.
        format_name: one of the readers' names; ``pictures`` for images without annotations; ``auto`` finds
            out, and takes a folder of no known format for pictures.
        classes: what its class names mean, see :func:`~fmld_synth.dataset.readers.open_set.open_set`.

    Raises:
        UserError: there is no such format or folder.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder")
    if format_name == PICTURES:
        return read_pictures
    try:
        return open_set(folder, format_name, classes)
    except UserError:
        if format_name != AUTO or classes:
            raise
    sign = signs_of_annotations(folder)
    if sign is not None:
        Reading().remark(f"{folder}: {sign.text}, which is not read; its pictures count without annotations")
    return read_pictures


def read_pictures(folder: Path) -> Iterator[AnnotatedImage]:
    """All images below a folder, without annotations; their width and height are left 0.

    Raises:
        UserError: there are none.
    """
    inputs = find_inputs(folder)
    for path in inputs.paths:
        yield AnnotatedImage(inputs.root / path, path, 0, 0, faces=())
