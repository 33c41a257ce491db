"""Decoding the pictures and mattes of a set, which may come from anybody, within bounds."""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from fmld_synth.errors import Rejected
from fmld_synth.photographs.jpeg_scans import has_too_many_scans
from fmld_synth.photographs.opening import DECODER_ERRORS, MOST_PIXELS, open_image

FORMATS_OF_SETS = ("JPEG", "MPO", "PNG", "WEBP")
"""What sets are written in, and what photographs are copied into them."""


def decode_image(content: bytes, flags: int, most_pixels: int = MOST_PIXELS) -> npt.NDArray[Any] | None:
    """Decode a JPEG, PNG or WebP file.

    Args:
        content: of the file.
        flags: OpenCV's, such as ``cv2.IMREAD_COLOR``.
        most_pixels: it may have.

    Returns:
        As OpenCV gives it; None when the file is damaged, of another kind, or takes too much to decode.
    """
    try:
        with open_image(io.BytesIO(content)) as image:
            if image.format not in FORMATS_OF_SETS or image.width * image.height > min(
                most_pixels, MOST_PIXELS
            ):
                return None
        if has_too_many_scans(content):
            return None
        decoded: npt.NDArray[Any] | None = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    except (Rejected, Image.DecompressionBombError, cv2.error, *DECODER_ERRORS):
        return None
    return decoded
