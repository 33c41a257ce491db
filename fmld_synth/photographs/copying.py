"""Which files can be handed on as they are: every program shows them as they are read here."""

from __future__ import annotations

import io
from collections.abc import Container

import numpy as np
from PIL import Image

from fmld_synth.photographs.opening import no_remarks, open_image, orientation_of
from fmld_synth.photographs.reading import Photograph
from fmld_synth.regular_files import read_regular_file

COPIED = {".jpg": "jpg", ".jpeg": "jpg", ".png": "png", ".webp": "webp"}
"""Extensions that files keep."""
FORMATS_COPIED = {"jpg": ("JPEG", "MPO"), "png": ("PNG",), "webp": ("WEBP",)}
PNG_BIT_DEPTH = 24
"""Place of a PNG file's bit depth."""


def stored_plainly(image: Image.Image, modes: Container[str]) -> bool:
    """Whether an opened picture is upright as it is stored, and of a mode on which programs agree.

    Args:
        image: as Pillow opened it.
        modes: Pillow's names of the modes that will do.
    """
    return image.mode in modes and orientation_of(image) == 1


def shown_alike(photograph: Photograph) -> bool:
    """Whether every program shows a file as it was read: in 8 bits of gray or RGB, upright, without transparency,
    animation or a color profile that changes anything, and of the format that its name says.
    """
    path = photograph.path
    extension = COPIED.get(path.suffix.lower())
    if extension is None:
        return False
    data = read_regular_file(path)
    with no_remarks(), open_image(io.BytesIO(data)) as image:
        usual = (
            image.format in FORMATS_COPIED[extension]
            and stored_plainly(image, ("L", "RGB"))
            and "transparency" not in image.info
            and not (image.format != "MPO" and getattr(image, "n_frames", 1) > 1)
            and not (image.format == "PNG" and data[PNG_BIT_DEPTH] != 8)
        )
        return usual and np.array_equal(np.asarray(image.convert("RGB")), photograph.image)
