"""The picture at the head of a published set."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.dataset.records import Record
from fmld_synth.generation.contact_sheet import face_picture, sample_pictures
from fmld_synth.geometry import ByteArray

WIDTH, HEIGHT = 560, 280
"""Kaggle's client cuts a cover image to these pixels, and its middle square is the thumbnail."""
_SIDE = 140


def make_cover_image(folder: Path, records: Iterable[Record]) -> ByteArray:
    """Eight faces in two rows, their wear states mixed: uint8 (280, 560, 3), RGB.

    Args:
        folder: of the set.
        records: of the set, at least one.
    """
    columns, rows = WIDTH // _SIDE, HEIGHT // _SIDE
    chosen = sample_pictures(records, columns * rows)
    page = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for place in range(columns * rows):
        # Column by column: neighbors in the list share a wear state and stand one above the other.
        column, row = divmod(place, rows)
        tile = _square(face_picture(folder, chosen[place % len(chosen)]))
        page[row * _SIDE : (row + 1) * _SIDE, column * _SIDE : (column + 1) * _SIDE] = tile
    return page


def _square(picture: ByteArray) -> ByteArray:
    """The middle square of a picture, at the size of a tile."""
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    middle = picture[top : top + side, left : left + side]
    shrinks = side > _SIDE
    sized = cv2.resize(middle, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return np.asarray(sized, np.uint8)
