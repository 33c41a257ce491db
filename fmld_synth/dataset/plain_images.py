"""Images as every program shows them: upright, 8 bits, RGB or gray. Others are encoded again for an export."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image

from fmld_synth.errors import Rejected, UserError
from fmld_synth.photographs.copying import stored_plainly
from fmld_synth.photographs.opening import DECODER_ERRORS, FORMATS
from fmld_synth.photographs.reading import read_photograph

PLAIN_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA"})
"""Pillow's names of what programs agree on; they show 16 bits white, and CMYK in colors of their own."""
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95, "subsampling": 0},
    "PNG": {},
    "WEBP": {"quality": 95},
    "TIFF": {"compression": "tiff_lzw"},
    "BMP": {},
}
"""How each format is written; GIF can be neither turned nor of another mode."""


def plain_content(path: Path) -> bytes | None:
    """An image as it is read here, in the format of its file, if other programs would show the file otherwise.

    Args:
        path: of the image file.

    Returns:
        The bytes of a new file without metadata; None when the file itself will do.

    Raises:
        UserError: the image would have to be encoded again, and cannot be read.
    """
    try:
        with Image.open(path, formats=FORMATS) as image:
            image_format = "JPEG" if image.format == "MPO" else image.format
            plain = stored_plainly(image, PLAIN_MODES)
    except (*DECODER_ERRORS, Image.DecompressionBombError):
        return None  # who places the file says what is wrong with it
    if image_format not in OPTIONS or plain:
        return None
    try:
        pixels = read_photograph(path).image
    except Rejected as rejected:
        raise UserError(
            f"{path}: is turned or not 8-bit RGB, and cannot be encoded again ({rejected.reason}); replace it"
        ) from None
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, image_format, **OPTIONS[image_format])
    return buffer.getvalue()
