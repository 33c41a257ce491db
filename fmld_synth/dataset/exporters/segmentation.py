"""A mask's matte as training formats want it: run lengths (COCO) or one polygon (YOLO)."""

from __future__ import annotations

from math import ceil
from typing import TypedDict

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.export_folder import unaltered_matte
from fmld_synth.dataset.exporters.gray_png import decode_gray_png
from fmld_synth.dataset.exporters.matte import Matte
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.photographs.decoding import decode_image

OPAQUE = 128
"""From this value of the matte on a pixel counts as mask."""
TOLERANCE = 0.75
"""Distance in pixels that a polygon may keep from the mask's outline: saves nine of ten points."""
_SHIFTS = np.arange(0, 40, 5)  # enough for 2^34 pixels


class RunLengths(TypedDict):
    """COCO's compressed run-length encoding: ``size`` is [height, width]."""

    size: list[int]
    counts: str


def read_matte(face: AnnotatedFace, image: AnnotatedImage) -> Matte | None:
    """The mask's matte, down to the end of the mask's box where that is known; None when the face has none.

    Raises:
        UserError: the file is missing, altered, damaged or not of the image's size.
    """
    content = unaltered_matte(face, image)
    if content is None:
        return None
    known = decode_gray_png(content, image.width, image.height, _rows_with_mask(face.mask_box))
    if known is not None:
        return known
    matte = decode_image(content, cv2.IMREAD_GRAYSCALE)
    if matte is None:
        raise UserError(f"{face.matte} is damaged: it cannot be decoded; restore the matte of {image.name}")
    if matte.shape != (image.height, image.width):
        raise UserError(
            f"{face.matte} is {matte.shape[1]} x {matte.shape[0]} px, its image {image.name} "
            f"{image.width} x {image.height} px; restore the matte"
        )
    return Matte.of(np.asarray(matte, np.uint8))


def _rows_with_mask(box: Box | None) -> int | None:
    """Rows down to the mask's lower end, and one to spare, for boxes may be a pixel off; None when unknown."""
    return None if box is None else ceil(box.y + box.height) + 1


def run_lengths(matte: Matte) -> RunLengths:
    """Encode a matte, which may be empty, as COCO's tools do."""
    height, width = matte.height, matte.width
    mask = matte.pixels >= OPAQUE
    down, across = mask.shape
    # Runs go down the columns; of each column its part in the bounding box is looked at, and a pixel below.
    columns = np.zeros(across * (down + 1) + 1, np.bool_)
    columns[1:].reshape(across, down + 1)[:, :down] = mask.T
    column, row = np.divmod(np.flatnonzero(columns[1:] != columns[:-1]), down + 1)
    edges = (matte.left + column) * height + matte.top + row
    if down == height:  # runs that reach the bottom go on at the top of the next column
        meeting = np.flatnonzero(edges[1:] == edges[:-1])
        edges = np.delete(edges, np.concatenate([meeting, meeting + 1]))
    ends = edges if edges.size and edges[-1] == height * width else np.append(edges, height * width)
    return {"size": [height, width], "counts": _compressed(np.diff(ends, prepend=0))}


def _compressed(counts: npt.NDArray[np.int64]) -> str:
    """Differences to the last but one count, in groups of five bits, the lowest first, as printable text."""
    values = counts.copy()
    values[3:] -= counts[1:-2]
    groups = values[:, None] >> _SHIFTS
    digits, rests = groups[:, :-1] & 31, groups[:, 1:]
    ends = np.where(digits & 16, rests == -1, rests == 0)  # the sign is that of a value's last digit
    ended = np.logical_or.accumulate(ends, axis=1)
    characters = digits + 48 + 32 * ~ended
    used = np.ones_like(ended)
    used[:, 1:] = ~ended[:, :-1]
    text: bytes = characters[used].astype(np.uint8).tobytes()
    return text.decode("ascii")


def outline(matte: Matte) -> npt.NDArray[np.int32]:
    """The mask's outline as one polygon, int32 (n, 2): x and y of pixels on its border, none without a mask.

    A mask that hair or fingers cut in pieces stays one polygon: bridges without width join the pieces.
    """
    if not matte.pixels.size:
        return np.zeros((0, 2), np.int32)
    mask = (matte.pixels >= OPAQUE).view(np.uint8)
    contours, _ = cv2.findContours(
        mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE, offset=(matte.left, matte.top)
    )
    pieces = [cv2.approxPolyDP(contour, TOLERANCE, True)[:, 0] for contour in contours]
    pieces = sorted((piece for piece in pieces if len(piece) > 2), key=cv2.contourArea, reverse=True)
    joined = np.zeros((0, 2), np.int32)
    for piece in pieces:
        joined = _bridged(joined, np.asarray(piece, np.int32)) if len(joined) else np.asarray(piece, np.int32)
    return joined


def _bridged(polygon: npt.NDArray[np.int32], piece: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Go over to the piece where it is nearest, round it, and back the same way."""
    apart = ((polygon[:, None] - piece[None]) ** 2).sum(axis=2)
    leave, arrive = np.unravel_index(int(apart.argmin()), apart.shape)
    there = np.roll(piece, -int(arrive), axis=0)
    return np.concatenate([polygon[: leave + 1], there, there[:1], polygon[leave:]])
