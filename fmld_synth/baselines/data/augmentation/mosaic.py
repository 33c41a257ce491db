"""Several pictures in one (Bochkovskiy et al., YOLOv4, 2020)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from fmld_synth.baselines.data.augmentation.face_boxes import moved_boxes
from fmld_synth.baselines.data.samples import SceneSample


def mosaic(tiles: Sequence[SceneSample], columns: int) -> SceneSample:
    """Pictures side by side, with the faces of all.

    Args:
        tiles: row by row; their sizes fit together. What names a sample is taken from the first.
        columns: of the mosaic.
    """
    rows = [tiles[first : first + columns] for first in range(0, len(tiles), columns)]
    tops = accumulate((row[0].pixels.shape[0] for row in rows[:-1]), initial=0)
    lefts = list(accumulate((tile.pixels.shape[1] for tile in rows[0][:-1]), initial=0))
    placed = [
        moved_boxes(tile, (1.0, 1.0), (left, top))
        for top, row in zip(tops, rows, strict=True)
        for left, tile in zip(lefts, row, strict=True)
    ]
    return tiles[0]._replace(
        pixels=np.concatenate([np.concatenate([tile.pixels for tile in row], axis=1) for row in rows]),
        boxes=np.concatenate([tile.boxes for tile in placed]),
        labels=np.concatenate([tile.labels for tile in placed]),
        mask_boxes=np.concatenate([tile.mask_boxes for tile in placed]),
        ignored=np.concatenate([tile.ignored for tile in placed]),
        points=np.concatenate([tile.points for tile in placed]),
    )
