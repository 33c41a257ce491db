"""Which detection is which face, for figures; ``matching`` does the same for anchors, in training."""

from __future__ import annotations

import torch
from torch import Tensor

NOTHING = -1


def pair_up(overlaps: Tensor, least: float) -> Tensor:
    """Give each detection, the surest first, the face that overlaps most of those that none was given before.

    Args:
        overlaps: float (detections, faces): intersection over union; detections are by falling score.
        least: overlap with which a detection is still that face, above 0.

    Returns:
        int64 (detections,): number of the face, or :data:`NOTHING`.
    """
    faces = overlaps.shape[1]
    paired = torch.full((len(overlaps),), NOTHING)
    free = torch.ones(faces, dtype=torch.bool)
    for row in range(len(overlaps) if faces else 0):
        best, place = (overlaps[row] * free).max(dim=0)
        if best >= least:
            paired[row], free[place] = place, False
    return paired
