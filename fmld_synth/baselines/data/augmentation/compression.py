"""JPEG compression."""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray


def compressed(pixels: ByteArray, quality: int) -> ByteArray:
    """The picture, uint8 (height, width, 3) RGB, after JPEG compression with a quality of 1 to 100."""
    # OpenCV takes channels for blue, green, red, and JPEG treats them differently.
    _, data = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return np.asarray(cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), np.uint8)
