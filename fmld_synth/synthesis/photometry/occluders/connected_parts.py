"""Connected parts of masks."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]


def connected(mask: Mask, seeds: Mask, least: float) -> Mask:
    """The 4-connected parts of ``mask`` that hold at least ``least`` seeds.

    Args:
        mask: bool (height, width).
        seeds: bool (height, width).
        least: number of pixels of ``seeds``.
    """
    count, labels = cv2.connectedComponents(mask.view(np.uint8), connectivity=4)
    held = np.bincount(labels[seeds & mask], minlength=count)
    return np.asarray((held >= max(least, 1))[labels] & mask)
