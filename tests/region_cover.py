"""How much of a region a matte covers, computed in a second way that the engine's own is compared with."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fmld_synth.faces.regions import pixels_around, region_mask
from fmld_synth.geometry import FloatArray


def covered_share(
    polygon: FloatArray, alpha: npt.NDArray[np.uint8] | FloatArray, weight: FloatArray | None = None
) -> float:
    """Share of a region's part inside the frame that a matte covers, 0 to 1; 0 when nothing of it is inside.

    Args:
        polygon: (n, 2) in pixels.
        alpha: (height, width), uint8 with 255 opaque or float with 1 opaque.
        weight: float (height, width), how much each pixel counts; 0 leaves it out (something hides it). None
            counts all alike.
    """
    height, width = alpha.shape
    left, top, right, bottom = pixels_around(polygon)
    left, top, right, bottom = pixels = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    counted = region_mask(polygon, pixels).astype(np.float64)
    if counted.size == 0:
        return 0.0
    if weight is not None:
        counted *= weight[top:bottom, left:right]
    total = float(counted.sum())
    if total <= 0:
        return 0.0
    opaque = 255.0 if alpha.dtype == np.uint8 else 1.0
    return min(float((counted * alpha[top:bottom, left:right]).sum() / (total * opaque)), 1.0)
