"""Looks a picture up at any number of places."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

_MOST_COLUMNS = 30_000
"""OpenCV looks up no more of them at a time (its limit is that of 16-bit integers)."""


def look_up(
    picture: npt.NDArray[Any],
    maps: tuple[npt.NDArray[Any], npt.NDArray[Any]],
    border: int = cv2.BORDER_CONSTANT,
) -> npt.NDArray[Any]:
    """A picture at places, bilinearly interpolated.

    Args:
        picture: (height, width) or (height, width, channels), uint8 or float32.
        maps: x and y in its pixels, float32 (rows, n), where (0, 0) is the middle of the first pixel; or what
            ``cv2.convertMaps`` made of them.
        border: what is beside it, as OpenCV numbers it; usually 0.

    Returns:
        (rows, n) or (rows, n, channels), of the type of the picture.
    """
    first, second = maps
    parts = [
        cv2.remap(
            picture,
            first[:, start : start + _MOST_COLUMNS],
            second[:, start : start + _MOST_COLUMNS],
            cv2.INTER_LINEAR,
            borderMode=border,
        )
        for start in range(0, first.shape[1], _MOST_COLUMNS)
    ]
    return np.concatenate(parts, axis=1)
