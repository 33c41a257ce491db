"""Boxes as tensors: their two forms, their overlap, and how a network writes them relative to anchors.

Corners are left, top, right, bottom; centers are center x, center y, width, height. Both are float (..., 4) in the
same unit, as a rule fractions of the input's width and height.
"""

from __future__ import annotations

import torch
from torch import Tensor


def to_corners(centers: Tensor) -> Tensor:
    """Corners of boxes given by center and size."""
    middle, half = centers[..., :2], centers[..., 2:] / 2
    return torch.cat((middle - half, middle + half), dim=-1)


def to_centers(corners: Tensor) -> Tensor:
    """Center and size of boxes given by corners."""
    first, last = corners[..., :2], corners[..., 2:]
    return torch.cat(((first + last) / 2, last - first), dim=-1)


def areas(corners: Tensor) -> Tensor:
    """float (...): areas; boxes that are turned inside out have none."""
    return (corners[..., 2:] - corners[..., :2]).clamp(min=0).prod(dim=-1)


def pairwise_iou(these: Tensor, those: Tensor) -> Tensor:
    """Intersection over union of every pair.

    Args:
        these: (n, 4) corners.
        those: (m, 4) corners.

    Returns:
        float (n, m), 0 to 1; 0 where both boxes are empty.
    """
    intersection = _intersections(these, those)
    union = areas(these)[:, None] + areas(those)[None, :] - intersection
    return intersection / union.clamp(min=torch.finfo(union.dtype).tiny)


def shares_inside(these: Tensor, those: Tensor) -> Tensor:
    """Share of each box's area that lies in each of those: float (n, m), 0 to 1; 0 of an empty box."""
    own = areas(these)[:, None]
    return _intersections(these, those) / own.clamp(min=torch.finfo(own.dtype).tiny)


def _intersections(these: Tensor, those: Tensor) -> Tensor:
    first = torch.maximum(these[:, None, :2], those[None, :, :2])
    last = torch.minimum(these[:, None, 2:], those[None, :, 2:])
    return (last - first).clamp(min=0).prod(dim=-1)


def encode(corners: Tensor, anchors: Tensor, variances: tuple[float, float]) -> Tensor:
    """What a network should say to get a box from an anchor (Liu et al., SSD, ECCV 2016, equation 2).

    Args:
        corners: (..., 4) boxes of positive width and height.
        anchors: (..., 4) by center and size.
        variances: scales of the offsets of center and of size.

    Returns:
        float (..., 4): offsets of the center, in anchor sizes, and logarithms of the sizes' ratio, each over its
        variance.
    """
    centers = to_centers(corners)
    shift = (centers[..., :2] - anchors[..., :2]) / anchors[..., 2:] / variances[0]
    growth = (centers[..., 2:] / anchors[..., 2:]).log() / variances[1]
    return torch.cat((shift, growth), dim=-1)


def decode(offsets: Tensor, anchors: Tensor, variances: tuple[float, float]) -> Tensor:
    """The inverse of ``encode``: (..., 4) corners."""
    middle = anchors[..., :2] + offsets[..., :2] * variances[0] * anchors[..., 2:]
    size = anchors[..., 2:] * (offsets[..., 2:] * variances[1]).exp()
    return to_corners(torch.cat((middle, size), dim=-1))


def encode_points(points: Tensor, anchors: Tensor, variance: float) -> Tensor:
    """What a network should say to get a face's points from an anchor, as RetinaFace (Deng et al., CVPR 2020).

    Args:
        points: (..., points, 2): x and y.
        anchors: (..., 4) by center and size.
        variance: scale of the offsets.

    Returns:
        float (..., 2 points): offsets from the anchor's center in anchor sizes, over the variance.
    """
    return torch.flatten((points - anchors[..., None, :2]) / anchors[..., None, 2:] / variance, -2)


def decode_points(offsets: Tensor, anchors: Tensor, variance: float) -> Tensor:
    """The inverse of ``encode_points``: (..., points, 2)."""
    pairs: Tensor = offsets.unflatten(-1, (-1, 2))
    return anchors[..., None, :2] + pairs * variance * anchors[..., None, 2:]
