"""From a detector's numbers to boxes and points: anchors, decoding, and one detection for each thing detected."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fmld_synth.faces.networks.sampling import Region
from fmld_synth.geometry import Box, FloatArray

SAME_THING = 0.3
"""Boxes with a higher IoU than this are averaged into one."""


class Grid(NamedTuple):
    """Places at which a detector looks: one every ``stride`` pixels, with ``anchors`` candidates at each."""

    stride: int
    anchors: int


class Detection(NamedTuple):
    """What a detector found, in pixels of the image.

    Attributes:
        box: around it.
        points: float32 (n, 2), the detector's own points.
        score: 0 to 1.
    """

    box: Box
    points: FloatArray
    score: float


class Candidates(NamedTuple):
    """What is above the threshold, relative to what the detector sees: (0, 0) is its top left, (1, 1) its other corner.

    Attributes:
        corners: float32 (n, 4): left, top, right and bottom.
        points: float32 (n, points, 2).
        scores: float32 (n,), 0 to 1.
    """

    corners: FloatArray
    points: FloatArray
    scores: FloatArray


def anchor_centers(side: int, grids: Sequence[Grid]) -> FloatArray:
    """Where the candidates lie, in the order of a detector's outputs.

    Args:
        side: of the square that the detector sees, in pixels.
        grids: from fine to coarse.

    Returns:
        float32 (candidates, 2), x and y, 0 to 1.
    """
    centers = []
    for grid in grids:
        count = side // grid.stride
        line = (np.arange(count, dtype=np.float32) + np.float32(0.5)) / np.float32(count)
        x, y = np.meshgrid(line, line)
        centers.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), grid.anchors, axis=0))
    return np.concatenate(centers)


def decode(
    boxes: FloatArray, scores: FloatArray, centers: FloatArray, side: int, least_score: float
) -> Candidates:
    """Candidates with at least ``least_score``.

    Args:
        boxes: float32 (candidates, 4 + 2 points): center, width and height, then points, in pixels from the anchor.
        scores: float32 (candidates,), before the logistic function.
        centers: of the anchors, as from :func:`anchor_centers`.
        side: of what the detector sees, in pixels.
        least_score: 0 to 1.
    """
    logit = math.log(least_score / (1 - least_score))
    kept = np.flatnonzero(scores >= np.float32(logit))
    # Python's exponential, because numpy's rounds by CPU.
    certain = [1 / (1 + math.exp(-min(max(float(score), -100.0), 100.0))) for score in scores[kept]]
    relative = boxes[kept] / np.float32(side)
    places = centers[kept]
    middles, half = relative[:, :2] + places, relative[:, 2:4] / np.float32(2)
    points = relative[:, 4:].reshape(len(kept), boxes.shape[1] // 2 - 2, 2) + places[:, None]
    return Candidates(
        np.concatenate([middles - half, middles + half], axis=1), points, np.array(certain, np.float32)
    )


def merged(candidates: Candidates) -> Candidates:
    """Each thing once, the likeliest first: candidates that overlap it, averaged by their scores.

    That is the weighted non-maximum suppression of BlazeFace (Bazarevsky et al. 2019, section 3.3).
    """
    rest = np.argsort(-candidates.scores, kind="stable")
    found: list[tuple[FloatArray, FloatArray, np.float32]] = []
    while len(rest):
        best = rest[0]
        same = _overlaps(candidates.corners[best], candidates.corners[rest]) > SAME_THING
        same[0] = True
        group = rest[same]
        weights = candidates.scores[group]
        # Accumulated one by one: numpy's sums add in an order that depends on the CPU.
        total = np.cumsum(weights)[-1]
        corners = np.cumsum(candidates.corners[group] * weights[:, None], axis=0)[-1] / total
        points = np.cumsum(candidates.points[group] * weights[:, None, None], axis=0)[-1] / total
        found.append((corners, points, candidates.scores[best]))
        rest = rest[~same]
    return Candidates(
        np.array([corners for corners, _, _ in found], np.float32).reshape(-1, 4),
        np.array([points for _, points, _ in found], np.float32).reshape(-1, *candidates.points.shape[1:]),
        np.array([score for _, _, score in found], np.float32),
    )


def in_image(candidates: Candidates, region: Region) -> list[Detection]:
    """Candidates in pixels of the image.

    Args:
        candidates: relative to what the detector saw.
        region: what it saw of the image; it must not be turned.
    """
    offset = np.array([region.center_x - region.width / 2, region.center_y - region.height / 2])
    size = np.array([region.width, region.height])
    detections = []
    for corners, points, score in zip(*candidates, strict=True):
        (left, top), (right, bottom) = corners.reshape(2, 2) * size + offset
        box = Box(float(left), float(top), float(right - left), float(bottom - top))
        detections.append(Detection(box, (points * size + offset).astype(np.float32), float(score)))
    return detections


def _overlaps(corners: FloatArray, others: FloatArray) -> FloatArray:
    """IoU of one box with others, each given by its corners; float32 (n,)."""
    shared_size = np.minimum(corners[2:], others[:, 2:]) - np.maximum(corners[:2], others[:, :2])
    shared = np.maximum(shared_size, 0).prod(axis=1)
    area = (corners[2:] - corners[:2]).prod()
    united = area + (others[:, 2:] - others[:, :2]).prod(axis=1) - shared
    return np.asarray(np.where(united > 0, shared / np.where(united > 0, united, 1), 0), np.float32)
