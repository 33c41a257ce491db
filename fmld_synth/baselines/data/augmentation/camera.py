"""A drawn record made into a picture, in the order in which light passes through a camera."""

from __future__ import annotations

import math

import cv2
import numpy as np

from fmld_synth.baselines.data.augmentation.blur import moved, out_of_focus
from fmld_synth.baselines.data.augmentation.color import colored
from fmld_synth.baselines.data.augmentation.compression import compressed
from fmld_synth.baselines.data.augmentation.geometry import warped, within
from fmld_synth.baselines.data.augmentation.noise import noisy
from fmld_synth.baselines.data.augmentation.occlusion import occluded
from fmld_synth.baselines.data.augmentation.parameters import Effects, Shot
from fmld_synth.baselines.data.cutting import resized
from fmld_synth.geometry import ByteArray


def photographed(pixels: ByteArray, shot: Shot, width: int, height: int) -> ByteArray:
    """One photograph of a face, at a network's size.

    Everything up to compression happens at the size of the photograph, which is enlarged last: so noise and blocks of
    small faces grow with them, and small pictures cost little.

    Args:
        pixels: uint8 (rows, columns, 3), RGB.
        shot: what was drawn.
        width, height: of the result, in pixels.
    """
    pixels = within(pixels, shot.border)
    size = _size_when_taken(pixels, shot.side, width, height)
    picture = warped(pixels, shot.geometry, *size)
    if shot.patch is not None:
        picture = occluded(picture, shot.patch)
    return _to_size(with_effects(picture, shot.effects), width, height, shot.smooth)


def _size_when_taken(pixels: ByteArray, side: int | None, width: int, height: int) -> tuple[int, int]:
    """Width and height before enlarging: the face's own shape and at most its size, or else the network's."""
    rows, columns = pixels.shape[:2]
    scale = min((side or math.inf) / max(rows, columns), 1.0)
    taken = max(round(columns * scale), 1), max(round(rows * scale), 1)
    return taken if taken[0] <= width and taken[1] <= height else (width, height)


def with_effects(pixels: ByteArray, effects: Effects) -> ByteArray:
    """The picture, uint8 (height, width, 3) RGB, as the camera records it: light, blur, noise, compression."""
    longest = max(pixels.shape[:2])
    picture = pixels if effects.color is None else colored(pixels, effects.color)
    picture = out_of_focus(picture, effects.blur * longest)
    picture = moved(picture, effects.motion * longest, effects.motion_angle)
    picture = noisy(picture, effects.noise, effects.noise_place)
    return picture if effects.jpeg is None else compressed(picture, effects.jpeg)


def _to_size(picture: ByteArray, width: int, height: int, smooth: bool) -> ByteArray:
    rows, columns = picture.shape[:2]
    if smooth and rows < height and columns < width:
        return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    return resized(picture, width, height)
