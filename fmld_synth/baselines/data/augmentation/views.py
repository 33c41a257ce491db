"""A window on a picture: a part of it, or a larger canvas with the picture on it (zoom-out)."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from fmld_synth.baselines.data.augmentation.face_boxes import mirrored_boxes, moved_boxes, without_faces
from fmld_synth.baselines.data.augmentation.scene_parameters import View
from fmld_synth.baselines.data.augmentation.textures import texture
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
    if view.blank:
        return without_faces(scene)._replace(pixels=_canvas(samples, view, width, height))
    rows, columns = scene.pixels.shape[:2]
    left, top, right, bottom = view.window(columns, rows)
    (first_column, end_column), x = _along(left, right, columns, width)
    (first_row, end_row), y = _along(top, bottom, rows, height)
    part = resized(scene.pixels[first_row:end_row, first_column:end_column], x[1] - x[0], y[1] - y[0])
    scale = (x[1] - x[0]) / (end_column - first_column), (y[1] - y[0]) / (end_row - first_row)
    shown = moved_boxes(scene, scale, (x[0] - first_column * scale[0], y[0] - first_row * scale[1]))
    if part.shape[:2] == (height, width):
        picture = part
    else:
        picture = _canvas(samples, view, width, height)
        picture[y[0] : y[1], x[0] : x[1]] = part
    if view.mirrored:
        picture, shown = np.asarray(cv2.flip(picture, 1), np.uint8), mirrored_boxes(shown, width)
    return shown._replace(pixels=picture)


def _along(start: int, end: int, pixels: int, wanted: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """One axis: which pixels of the picture are in the window, and which of the result they become."""
    first, last = max(start, 0), min(end, pixels)
    scale = wanted / (end - start)
    to_first = min(round((first - start) * scale), wanted - 1)
    return (first, last), (to_first, max(round((last - start) * scale), to_first + 1))


def _canvas(samples: Sequence[SceneSample], view: View, width: int, height: int) -> ByteArray:
    """What lies around a picture: a drawn surface, another picture, blurred, or its own mean color."""
    if view.texture is not None:
        return texture(view.texture, width, height)
    if view.scenery is None:
        mean = np.array(cv2.mean(samples[view.picture].pixels)[:3])
        return np.full((height, width, 3), mean.round(), np.uint8)
    cells = resized(samples[view.scenery].pixels, SCENERY_CELLS, SCENERY_CELLS)
    return np.array(cv2.resize(cells, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
