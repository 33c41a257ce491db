"""Parts of a photograph as face models need them: small, square or with a border."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.geometry import Box, ByteArray

LONGEST_SIDE = 1024
"""The models see at most 192 x 192 pixels: more than this only costs time and aliases."""
CROP_SIDE = 256
BORDER = 0.5
"""Width of the second try's gray border, as a share of the longest side."""
GRAY = 128
TILE = 0.6
"""Side of such a part, as a share of the photograph's."""


class ImagePart(NamedTuple):
    """What a model sees, uint8 (height, width, 3), and where that lies in the photograph, in its pixels."""

    pixels: ByteArray
    frame: Box


def tiles(image: ByteArray) -> list[ImagePart]:
    """Four quarters that overlap, so that a face on a seam is whole in one of them."""
    height, width = image.shape[:2]
    down, across = round(height * TILE), round(width * TILE)
    return [
        whole(image[top : top + down, left : left + across], left, top)
        for top in (0, height - down)
        for left in (0, width - across)
    ]


def whole(image: ByteArray, left: int = 0, top: int = 0) -> ImagePart:
    """The photograph, or a part of it from (left, top), reduced when it is larger than any model can use."""
    height, width = image.shape[:2]
    scale = min(LONGEST_SIDE / max(height, width), 1.0)
    return ImagePart(
        _resized(image, max(round(width * scale), 1), max(round(height * scale), 1)),
        Box(left, top, width, height),
    )


def bordered(view: ImagePart) -> ImagePart:
    """A view with a gray border, because the mesh's detector misses faces that fill their frame."""
    height, width = view.pixels.shape[:2]
    border = round(BORDER * max(height, width))
    pixels = _padded(view.pixels, border, border, border, border)
    across, down = border * view.frame.width / width, border * view.frame.height / height
    frame = Box(-across, -down, view.frame.width + 2 * across, view.frame.height + 2 * down)
    return ImagePart(pixels, frame)


def crop(image: ByteArray, box: Box) -> ImagePart:
    """A square crop about ``box``, gray where it leaves the photograph, brought to ``CROP_SIDE`` pixels."""
    side = max(round(max(box.width, box.height)), 1)
    left, top = (round(center - side / 2) for center in box.center)
    inside = image[max(top, 0) : max(top + side, 0), max(left, 0) : max(left + side, 0)]
    above, before = min(max(-top, 0), side), min(max(-left, 0), side)
    below, behind = side - above - inside.shape[0], side - before - inside.shape[1]
    square = _padded(inside, above, below, before, behind)
    return ImagePart(_resized(square, CROP_SIDE, CROP_SIDE), Box(left, top, side, side))


def _padded(image: ByteArray, above: int, below: int, before: int, behind: int) -> ByteArray:
    return np.pad(image, ((above, below), (before, behind), (0, 0)), constant_values=GRAY)


def _resized(image: ByteArray, width: int, height: int) -> ByteArray:
    """``image`` at another size; contiguous, as MediaPipe wants it."""
    if image.shape[:2] == (height, width):
        return np.ascontiguousarray(image)
    smaller = width * height < image.shape[0] * image.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=how), np.uint8)
