"""Whole pictures turned, so that heads lean and lie; and eyes covered, as by a mask that was pushed up."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.baselines.data.samples import SceneSample
from fmld_synth.geometry import ByteArray, FloatArray


class Blindfold(NamedTuple):
    """A band of plain color over the eyes of every face of a picture.

    length, width: in distances between the eyes.
    lower: of its middle below the eyes, likewise.
    color: RGB.
    """

    length: float
    width: float
    lower: float
    color: tuple[int, int, int]


def turned(scene: SceneSample, degrees: float) -> SceneSample:
    """The scene turned clockwise about its middle, the mean color where nothing is left of it.

    A face is taken for an ellipse in its box, and so is a mask; boxes may reach beyond the picture then.
    """
    if not degrees:
        return scene
    height, width = scene.pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1.0).astype(np.float32)
    mean = [float(value) for value in cv2.mean(scene.pixels)[:3]]
    pixels = cv2.warpAffine(scene.pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=mean)
    return scene._replace(
        pixels=np.asarray(pixels, np.uint8),
        boxes=_turned_boxes(scene.boxes, matrix),
        mask_boxes=_turned_boxes(scene.mask_boxes, matrix),
        ignored=_turned_boxes(scene.ignored, matrix),
        points=_turned_points(scene.points, matrix),
    )


def _turned_points(points: FloatArray, matrix: FloatArray) -> FloatArray:
    # The matrix is for pixels with whole numbers at their centers.
    x, y = points[..., :1] - np.float32(0.5), points[..., 1:] - np.float32(0.5)
    return np.asarray(x * matrix[:, 0] + y * matrix[:, 1] + matrix[:, 2] + np.float32(0.5), np.float32)


def _turned_boxes(boxes: FloatArray, matrix: FloatArray) -> FloatArray:
    middles = _turned_points(np.asarray((boxes[:, :2] + boxes[:, 2:]) / 2, np.float32), matrix)
    halves = (boxes[:, 2:] - boxes[:, :2]) / 2
    reach = np.sqrt(halves**2 @ (matrix[:, :2] ** 2).T)
    return np.concatenate([middles - reach, middles + reach], axis=1).astype(np.float32)


def blindfolded(scene: SceneSample, blindfold: Blindfold | None) -> SceneSample:
    """The scene with the eyes of all faces covered whose points are known."""
    if blindfold is None:
        return scene
    pixels: ByteArray = scene.pixels.copy()
    for eyes in scene.points[:, :2]:
        if np.isfinite(eyes).all():
            cv2.fillConvexPoly(pixels, _band(eyes, blindfold), blindfold.color, cv2.LINE_AA)
    return scene._replace(pixels=pixels)


def _band(eyes: FloatArray, blindfold: Blindfold) -> np.ndarray:
    """The four corners of the band, int32 (4, 2)."""
    along = eyes[1] - eyes[0]
    down = np.array((-along[1], along[0]), np.float32)
    middle = eyes.mean(axis=0) + blindfold.lower * down
    right, below = along * blindfold.length / 2, down * blindfold.width / 2
    corners = [middle - right - below, middle + right - below, middle + right + below, middle - right + below]
    return np.round(corners).astype(np.int32)
