"""A window on a picture: a part of it, or a larger canvas with the picture on it (zoom-out)."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from fmld_synth.baselines.data.augmentation.face_boxes import mirrored_boxes, moved_boxes
from fmld_synth.baselines.data.augmentation.scene_parameters import View
from fmld_synth.baselines.data.cutting import resized
from fmld_synth.baselines.data.samples import SceneSample
from fmld_synth.geometry import ByteArray

SCENERY_CELLS = 6
"""Columns and rows a picture is averaged to, before it becomes scenery: no face can be seen in it any more."""


def viewed(samples: Sequence[SceneSample], view: View, width: int, height: int) -> SceneSample:
    """What a window shows, at another size. Boxes follow the pixels; they may reach beyond the border.

    Args:
        samples: all pictures.
        view: which one, and the window.
        width, height: of the result, in pixels.
    """
    scene = samples[view.picture]
    rows, columns = scene.pixels.shape[:2]
    left, across, x = _along(view.left, view.width, columns, width)
    top, down, y = _along(view.top, view.height, rows, height)
    part = resized(scene.pixels[top : top + down, left : left + across], x[1] - x[0], y[1] - y[0])
    scale = (x[1] - x[0]) / across, (y[1] - y[0]) / down
    shown = moved_boxes(scene, scale, (x[0] - left * scale[0], y[0] - top * scale[1]))
    if part.shape[:2] == (height, width):
        picture = part
    else:
        picture = _canvas(samples, view, width, height)
        picture[y[0] : y[1], x[0] : x[1]] = part
    if view.mirrored:
        picture, shown = np.asarray(cv2.flip(picture, 1), np.uint8), mirrored_boxes(shown, width)
    return shown._replace(pixels=picture)


def _along(start: float, length: float, pixels: int, wanted: int) -> tuple[int, int, tuple[int, int]]:
    """One axis: first pixel of the picture in the window, how many there are, and from where to where they go."""
    first = min(max(round(start * pixels), 0), pixels - 1)
    end = min(max(round((start + length) * pixels), first + 1), pixels)
    scale = wanted / (length * pixels)
    to_first = min(max(round((first - start * pixels) * scale), 0), wanted - 1)
    to_end = min(max(round((end - start * pixels) * scale), to_first + 1), wanted)
    return first, end - first, (to_first, to_end)


def _canvas(samples: Sequence[SceneSample], view: View, width: int, height: int) -> ByteArray:
    """What lies around a picture: another one, blurred, or its own mean colour."""
    if view.scenery is None:
        mean = np.array(cv2.mean(samples[view.picture].pixels)[:3])
        return np.full((height, width, 3), mean.round(), np.uint8)
    cells = resized(samples[view.scenery].pixels, SCENERY_CELLS, SCENERY_CELLS)
    return np.array(cv2.resize(cells, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
