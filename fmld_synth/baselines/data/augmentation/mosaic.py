"""Four pictures in one (Bochkovskiy et al., YOLOv4, 2020)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fmld_synth.baselines.data.augmentation.face_boxes import moved_boxes
from fmld_synth.baselines.data.samples import SceneSample


def mosaic(tiles: Sequence[SceneSample]) -> SceneSample:
    """Four pictures side by side, with the faces of all.

    Args:
        tiles: top left, top right, bottom left, bottom right; their sizes fit together. What names a sample is taken
            from the first.
    """
    height, width = tiles[0].pixels.shape[:2]
    corners = ((0, 0), (width, 0), (0, height), (width, height))
    placed = [moved_boxes(tile, (1.0, 1.0), corner) for tile, corner in zip(tiles, corners, strict=True)]
    rows = [np.concatenate([tile.pixels for tile in tiles[first : first + 2]], axis=1) for first in (0, 2)]
    return tiles[0]._replace(
        pixels=np.concatenate(rows),
        boxes=np.concatenate([tile.boxes for tile in placed]),
        labels=np.concatenate([tile.labels for tile in placed]),
        mask_boxes=np.concatenate([tile.mask_boxes for tile in placed]),
        ignored=np.concatenate([tile.ignored for tile in placed]),
    )
