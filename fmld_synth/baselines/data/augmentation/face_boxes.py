"""Boxes and points of faces when a picture is scaled, moved, mirrored and cut.

Boxes are (n, 4): left, top, right, bottom; points (n, 5, 2): x and y.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fmld_synth.baselines.data.samples import SceneSample
from fmld_synth.geometry import FloatArray

ROUNDING = 1e-3
"""Slack of comparisons: a face that is just seen enough must be so at every scale."""
MIRRORED_POINTS = [1, 0, 2, 4, 3]
"""Which point of a face each of its five becomes in a mirror: eyes and corners of the mouth change places."""


def moved_boxes(scene: SceneSample, scale: tuple[float, float], offset: tuple[float, float]) -> SceneSample:
    """The scene with its boxes and points scaled across and down, then moved to the right and down; its pixels stay."""
    factors, shift = np.array(scale * 2, np.float32), np.array(offset * 2, np.float32)
    return scene._replace(
        boxes=scene.boxes * factors + shift,
        mask_boxes=scene.mask_boxes * factors + shift,
        ignored=scene.ignored * factors + shift,
        points=scene.points * factors[:2] + shift[:2],
    )


def mirrored_boxes(scene: SceneSample, width: int) -> SceneSample:
    """The scene with all its boxes and points mirrored in a picture ``width`` pixels wide; its pixels stay."""
    return scene._replace(
        boxes=_mirrored(scene.boxes, width),
        mask_boxes=_mirrored(scene.mask_boxes, width),
        ignored=_mirrored(scene.ignored, width),
        points=_mirrored_points(scene.points, width),
    )


def cut_boxes(
    scene: SceneSample, width: int, height: int, *, least_visible: float, least_face: float
) -> SceneSample:
    """The scene with all its boxes cut at the border of a picture of this size; its pixels stay, and so do points.

    Faces that are too small or of which too little is left, or too little of their mask to see how it is worn, are
    ignored from then on.

    Args:
        scene: its boxes may reach beyond the picture.
        width, height: of the picture.
        least_visible: share of the area of face and mask that has to be left, beside the face's center.
        least_face: longer side that it has to have then, in pixels.
    """
    window = np.array([0, 0, width, height], np.float32)
    boxes, mask_boxes = _inside(scene.boxes, window), _inside(scene.mask_boxes, window)
    stays = still_faces(scene, window, least_visible) & (_sides(boxes).max(axis=1) >= least_face)
    ignored = np.concatenate([_inside(scene.ignored, window), boxes[~stays]])
    return scene._replace(
        boxes=boxes[stays],
        labels=scene.labels[stays],
        mask_boxes=mask_boxes[stays],
        points=scene.points[stays],
        ignored=ignored[(_sides(ignored) > ROUNDING).all(axis=1)],
    )


def without_faces(scene: SceneSample) -> SceneSample:
    """The scene with no face in it; its pixels stay."""
    return scene._replace(
        boxes=scene.boxes[:0],
        labels=scene.labels[:0],
        mask_boxes=scene.mask_boxes[:0],
        ignored=scene.ignored[:0],
        points=scene.points[:0],
    )


def still_faces(
    scene: SceneSample, window: npt.NDArray[np.floating[Any]], least_visible: float
) -> npt.NDArray[np.bool_]:
    """Which faces of a scene a window (left, top, right, bottom) still shows: bool (faces,).

    Their center is inside, and the share ``least_visible`` of their area and of their mask's, where it is known.
    """
    boxes, masks = scene.boxes, scene.mask_boxes
    centers = (boxes[:, :2] + boxes[:, 2:]) / 2
    inside = ((centers >= window[:2] - ROUNDING) & (centers <= window[2:] + ROUNDING)).all(axis=1)
    least = least_visible * (1 - ROUNDING)
    face_seen = _areas(_inside(boxes, window)) >= least * _areas(boxes)
    mask_lost = _areas(_inside(masks, window)) < least * _areas(masks)  # never so for an unknown box
    return np.asarray(inside & face_seen & ~mask_lost, np.bool_)


def shares_inside_window(boxes: FloatArray, window: npt.NDArray[np.floating[Any]]) -> FloatArray:
    """Share of each box's area in a window (left, top, right, bottom): float32 (n,), 0 to 1."""
    shares = _areas(_inside(boxes, window)) / np.maximum(_areas(boxes), np.finfo(np.float32).tiny)
    return np.asarray(shares, np.float32)


def _mirrored(boxes: FloatArray, width: int) -> FloatArray:
    return np.column_stack([width - boxes[:, 2], boxes[:, 1], width - boxes[:, 0], boxes[:, 3]])


def _mirrored_points(points: FloatArray, width: int) -> FloatArray:
    mirrored = points[:, MIRRORED_POINTS]
    mirrored[..., 0] = width - mirrored[..., 0]
    return mirrored


def _inside(boxes: FloatArray, window: npt.NDArray[np.floating[Any]]) -> FloatArray:
    left_top, right_bottom = window[[0, 1, 0, 1]], window[[2, 3, 2, 3]]
    return np.asarray(np.minimum(np.maximum(boxes, left_top), right_bottom), np.float32)


def _sides(boxes: FloatArray) -> FloatArray:
    return boxes[:, 2:] - boxes[:, :2]


def _areas(boxes: FloatArray) -> FloatArray:
    return np.asarray(_sides(boxes).prod(axis=1))
