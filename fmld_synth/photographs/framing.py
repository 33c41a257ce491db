"""Framing: which part of a photograph becomes the picture, and at what size. Rendering happens afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import cv2
import numpy as np

from fmld_synth.choices import Crop
from fmld_synth.faces.face import Face
from fmld_synth.geometry import Box, ByteArray

Framing = Literal[Crop, "along"]
"""How a frame is laid: as a user asks for it, or exactly along a box that somebody annotated."""

FACE_MARGIN = 0.45
"""Room left on each side of the face's longer side by ``crop="face"``: hair, ears and the neck are seen."""
Margin = tuple[float, float, float]
"""Room left around a face's box: on each side, as a share of its width; above and below, as shares of its height."""
TIGHT_MARGIN: Margin = (0.12, 0.14, 0.35)
"""Room left by ``crop="tight"``. Of 518 generated masks under a chin half end 0.23 of the face's height below it, 84 %
at most 0.35; real ones, looked at, hang less. Beside the cheek there are ear loops, and masks that hang from an
ear. Above there is as much as real detector crops have, where ``benchmarks/measure_real_masks.py`` measures them."""
CLOSEST_MARGIN: Margin = (-0.08, -0.12, -0.06)
"""What ``crop="varied"`` leaves at least; below 0 the frame cuts into the face. Seen on real sets of faces that others
cut: many end at the chin, some above it, and cheeks and brows are cut off."""
NATIVE_SCALE = 0.9
"""Below this scale the grain that compression left in a photograph has been averaged away."""


class Frame(NamedTuple):
    """A part of a photograph, in whole pixels of the photograph, and its size as a picture."""

    left: int
    top: int
    width: int
    height: int
    picture_width: int
    picture_height: int

    @property
    def scale(self) -> float:
        """Pixels of the picture per pixel of the photograph, at most 1."""
        return max(self.picture_width, self.picture_height) / max(self.width, self.height)


def frame_around(
    width: int, height: int, face_box: Box, framing: Framing, size: int | None, seed: int = 0
) -> Frame:
    """The frame of one face.

    Args:
        width: of the photograph, in pixels.
        height: of the photograph, in pixels.
        face_box: the face in pixels of the photograph.
        framing: ``none`` keeps the whole photograph; ``face`` is a square with a margin round the face;
            ``tight`` what :func:`part_around` gives, as classifiers are shown faces; ``varied`` that or less, each
            side drawn evenly between :data:`CLOSEST_MARGIN` and :data:`TIGHT_MARGIN`. Near the border a square moves
            inward; in a small photograph its margin shrinks, and it is only cut to an oblong where the face itself
            is larger than the photograph. ``along`` is the annotated box itself, as FMLD's own program cuts it:
            whole pixels, rounded down.
        size: longest side of the picture in pixels; a smaller photograph is not enlarged. None keeps every
            pixel.
        seed: what ``varied`` is drawn from.
    """
    if framing == "none":
        left, top, frame_width, frame_height = 0, 0, width, height
    elif framing == "along":
        left, top = min(max(int(face_box.x), 0), width - 1), min(max(int(face_box.y), 0), height - 1)
        frame_width = max(min(int(face_box.x + face_box.width), width) - left, 1)
        frame_height = max(min(int(face_box.y + face_box.height), height) - top, 1)
    elif framing in ("tight", "varied"):
        closeness = np.random.default_rng(seed).random(4) if framing == "varied" else np.zeros(4)
        left, top, right, bottom = _between_margins(width, height, face_box, closeness.tolist())
        frame_width, frame_height = right - left, bottom - top
    else:
        wanted = _side_of_square(width, height, face_box)
        frame_width, frame_height = max(min(wanted, width), 1), max(min(wanted, height), 1)
        across, down = face_box.center
        left = min(max(round(across - frame_width / 2), 0), width - frame_width)
        top = min(max(round(down - frame_height / 2), 0), height - frame_height)
    scale = min(size / max(frame_width, frame_height), 1.0) if size else 1.0
    return Frame(
        left,
        top,
        frame_width,
        frame_height,
        max(round(frame_width * scale), 1),
        max(round(frame_height * scale), 1),
    )


def part_around(width: int, height: int, face_box: Box, margin: Margin) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the part of a picture that shows a face with some room, in whole pixels.

    Args:
        width, height: of the picture, in pixels.
        face_box: the face in pixels of the picture.
        margin: what lies outside the picture is left out; at least one pixel stays.
    """
    beside, above, below = (
        face_box.width * margin[0],
        face_box.height * margin[1],
        face_box.height * margin[2],
    )
    left = min(max(round(face_box.x - beside), 0), width - 1)
    top = min(max(round(face_box.y - above), 0), height - 1)
    right = max(min(round(face_box.x + face_box.width + beside), width), left + 1)
    bottom = max(min(round(face_box.y + face_box.height + below), height), top + 1)
    return left, top, right, bottom


def _between_margins(
    width: int, height: int, face_box: Box, closeness: Sequence[float]
) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a frame: at each of 0 the tight margin is left, at 1 the closest one."""
    loose = part_around(width, height, face_box, TIGHT_MARGIN)
    close = part_around(width, height, face_box, CLOSEST_MARGIN)
    left, top, right, bottom = (
        round(far + share * (near - far)) for far, near, share in zip(loose, close, closeness, strict=True)
    )
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _side_of_square(width: int, height: int, face_box: Box) -> int:
    """Side in pixels of the frame for ``face``, before the photograph limits it."""
    face_side = max(face_box.width, face_box.height)
    # A square with less margin is better than an oblong, as long as the face is in it.
    return round(min(face_side * (1 + 2 * FACE_MARGIN), max(face_side, min(width, height))))


def cut_out(image: ByteArray, frame: Frame) -> ByteArray:
    """The picture a frame shows: uint8 (picture_height, picture_width, 3), shrunk by averaging areas."""
    part = image[frame.top : frame.top + frame.height, frame.left : frame.left + frame.width]
    if (frame.picture_width, frame.picture_height) == (frame.width, frame.height):
        return np.ascontiguousarray(part)
    shrunk = cv2.resize(part, (frame.picture_width, frame.picture_height), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, np.uint8)


def face_in_frame(face: Face, frame: Frame) -> Face:
    """The face in pixels of the picture instead of the photograph."""
    return face.moved(frame.scale, (-frame.left * frame.scale, -frame.top * frame.scale))


def compression_in_frame(compression: int | None, frame: Frame) -> int | None:
    """The JPEG quality whose grain the picture still shows; None when it shows none."""
    return compression if frame.scale >= NATIVE_SCALE else None
