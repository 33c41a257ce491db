"""Opening a set whatever its format: the annotations where a reader knows them, else the pictures alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.inputs import find_inputs
from fmld_synth.dataset.output_folder import MANIFEST
from fmld_synth.dataset.readers.manifest import read_manifest


def open_set(folder: Path) -> Iterator[AnnotatedImage]:
    """The images of a set that ``generate`` made, or of any folder of pictures, in a fixed order.

    Raises:
        UserError: the folder holds no images, or its annotations are damaged.
    """
    if (folder / MANIFEST).exists():
        yield from read_manifest(folder)
        return
    inputs = find_inputs(folder)
    for path in inputs.paths:
        yield AnnotatedImage(inputs.root / path, path, *_size(inputs.root / path), faces=())


def _size(path: Path) -> tuple[int, int]:
    """Width and height from the file's head; 0 when it is no image."""
    try:
        with Image.open(path) as picture:
            return picture.width, picture.height
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return 0, 0
