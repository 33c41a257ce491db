"""From the maps of our own face finder to faces: decoding and joining what many cells say of one face."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fmld_synth.baselines.sl_fmdet.scales import ANCHORS_PER_CELL, SIZES, STRIDES, VARIANCES
from fmld_synth.geometry import FloatArray

VALUES = 15
"""Of each anchor: its score, four offsets of the box, ten of the points."""
SAME_FACE = 0.4
"""Boxes that overlap by more are of one face."""
INSIDE = 0.7
"""Of two boxes that share more of the smaller one's area, only the surer is a face."""


class Candidates(NamedTuple):
    """What may be a face, in pixels.

    corners: float32 (n, 4): left, top, right, bottom.
    points: float32 (n, 5, 2): eyes, tip of the nose, corners of the mouth.
    scores: float32 (n,), 0 to 1.
    """

    corners: FloatArray
    points: FloatArray
    scores: FloatArray

    @classmethod
    def of(
        cls, corners: Sequence[FloatArray], points: Sequence[FloatArray], scores: Sequence[float]
    ) -> Candidates:
        """Of one row each; there may be none."""
        return cls(
            np.array(corners, np.float32).reshape(-1, 4),
            np.array(points, np.float32).reshape(-1, 5, 2),
            np.array(scores, np.float32),
        )

    def scaled(self, across: float, down: float) -> Candidates:
        """In a picture larger by these factors."""
        factors = np.array((across, down), np.float32)
        return Candidates(self.corners * np.tile(factors, 2), self.points * factors, self.scores)

    def moved(self, right: int, down: int) -> Candidates:
        """In a picture in which theirs begins so far to the right and down."""
        offset = np.array((right, down), np.float32)
        return Candidates(self.corners + np.tile(offset, 2), self.points + offset, self.scores)

    def first(self, number: int) -> Candidates:
        """At most so many of these."""
        return Candidates(*(values[:number] for values in self))

    def chosen(self, which: npt.NDArray[np.bool_]) -> Candidates:
        """Some of these: bool (n,)."""
        return Candidates(*(values[which] for values in self))

    def joined(self, others: Candidates) -> Candidates:
        """These and those."""
        return Candidates(*(np.concatenate(pair) for pair in zip(self, others, strict=True)))


def decoded(maps: Sequence[FloatArray], least_score: float) -> Candidates:
    """What the maps say of faces of at least this score, in pixels of the network's input.

    Args:
        maps: float32 (anchors a cell * 15, rows, columns) by level, see ``fmld_synth.baselines.sl_fmdet.maps``.
        least_score: above 0, below 1.
    """
    levels = [_of_level(*of_level, least_score) for of_level in zip(maps, STRIDES, SIZES, strict=True)]
    return Candidates(*(np.concatenate(parts) for parts in zip(*levels, strict=True)))


def _of_level(values: FloatArray, stride: int, sizes: tuple[int, ...], least_score: float) -> Candidates:
    rows, columns = values.shape[1:]
    by_anchor = values.reshape(ANCHORS_PER_CELL, VALUES, rows, columns)
    logit = math.log(least_score / (1 - least_score))
    anchor, row, column = np.nonzero(by_anchor[:, 0] >= logit)
    said = by_anchor[anchor, :, row, column]
    side = np.array(sizes, np.float32)[anchor][:, None]
    middle = ((np.stack([column, row], axis=1) + 0.5) * stride).astype(np.float32)
    center = middle + said[:, 1:3] * VARIANCES[0] * side
    half = side * np.exp(np.clip(said[:, 3:5] * VARIANCES[1], -5, 5)) / 2
    points = middle[:, None] + said[:, 5:].reshape(-1, 5, 2) * VARIANCES[0] * side[..., None]
    scores = np.asarray(1 / (1 + np.exp(-said[:, 0])), np.float32)
    return Candidates(np.concatenate([center - half, center + half], axis=1), points, scores)


def merged(candidates: Candidates) -> Candidates:
    """Each face once, the surest first: box and points of all that overlap it, averaged by their scores.

    What lies inside a surer face, or around it, is a part of it or a group, and left out.
    """
    waiting = np.argsort(-candidates.scores, kind="stable")
    faces = []
    while len(waiting):
        overlap = overlaps(candidates.corners[waiting[0]], candidates.corners[waiting])
        overlap[0] = 1
        same = waiting[overlap > SAME_FACE]
        weights = candidates.scores[same] / candidates.scores[same].sum()
        corners = (candidates.corners[same] * weights[:, None]).sum(axis=0)
        points = (candidates.points[same] * weights[:, None, None]).sum(axis=0)
        faces.append((corners, points, candidates.scores[waiting[0]]))
        inside = _shares_inside(corners, candidates.corners[waiting])
        waiting = waiting[(overlap <= SAME_FACE) & (inside <= INSIDE)]
    corners, points, scores = zip(*faces, strict=True) if faces else ((), (), ())
    return Candidates.of(corners, points, scores)


def _shares_inside(one: FloatArray, others: FloatArray) -> FloatArray:
    """What a box shares with each of others, over the area of the smaller of the two: float32 (n,), 0 to 1."""
    shared = np.minimum(one[2:], others[:, 2:]) - np.maximum(one[:2], others[:, :2])
    areas = np.minimum((others[:, 2:] - others[:, :2]).prod(axis=1), (one[2:] - one[:2]).prod())
    return np.asarray(np.maximum(shared, 0).prod(axis=1) / np.maximum(areas, 1e-6), np.float32)


def overlaps(one: FloatArray, others: FloatArray) -> FloatArray:
    """IoU of a box with others, each by its corners: float32 (n,)."""
    shared = np.minimum(one[2:], others[:, 2:]) - np.maximum(one[:2], others[:, :2])
    both = np.maximum(shared, 0).prod(axis=1)
    areas = (others[:, 2:] - others[:, :2]).prod(axis=1)
    return np.asarray(both / ((one[2:] - one[:2]).prod() + areas - both), np.float32)
