"""How strongly a photograph's file is compressed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

UNKNOWN_LOSSY_QUALITY = 80
"""Taken for lossy files that do not tell their quality (WebP, AVIF, JPEG inside TIFF): what most programs write."""

# The luminance table of ITU-T T.81, annex K, which nearly all encoders scale by their quality.
STANDARD_QUANTIZATION = np.array(
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ]
)  # fmt: skip


def estimated_quality(image: Image.Image, data: bytes) -> int | None:
    """JPEG quality of an opened file, or None when it is lossless.

    Args:
        image: as Pillow opened it.
        data: the file's bytes.

    Returns:
        1 to 100: the quality whose standard quantization table is nearest to the file's.
    """
    tables = getattr(image, "quantization", None)
    if tables:
        return int(np.abs(_table_sums() - sum(tables[min(tables)])).argmin()) + 1
    lossy_webp = image.format == "WEBP" and b"VP8 " in data[:4096]
    lossy_tiff = image.format == "TIFF" and image.info.get("compression") in ("jpeg", "webp")
    lossy = lossy_webp or lossy_tiff or image.format in ("AVIF", "HEIF")
    return UNKNOWN_LOSSY_QUALITY if lossy else None


@lru_cache(maxsize=1)
def _table_sums() -> npt.NDArray[np.int64]:
    """Sum of the quantization table at each quality from 1 to 100, by the Independent JPEG Group's rule."""
    quality = np.arange(1, 101)
    percent = np.where(quality < 50, 5000 // quality, 200 - 2 * quality)
    tables = np.clip((STANDARD_QUANTIZATION * percent[:, None] + 50) // 100, 1, 255)
    return np.asarray(tables.sum(axis=1), np.int64)
