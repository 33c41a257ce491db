"""Which anchors are to find which faces."""

from __future__ import annotations

import torch
from torch import Tensor

from fmld_synth.baselines.detection.boxes import pairwise_iou

BACKGROUND, IGNORED = -1, -2
"""Marks of anchors that have no face: to be taught that there is none, and to be left alone."""


def match(faces: Tensor, anchors: Tensor, least_iou: float, ignored: Tensor | None = None) -> Tensor:
    """Give anchors to faces (Liu et al., SSD, ECCV 2016, section 2.2).

    Each face gets the anchor that overlaps it most, another for each face; a face that overlaps none gets none. Every
    further anchor goes to the face that it overlaps most, if by ``least_iou`` or more. The rest is background, except
    where it overlaps an ignored face by as much.

    Args:
        faces: (faces, 4) corners.
        anchors: (anchors, 4) corners, in the same unit.
        least_iou: above 0.
        ignored: (others, 4) corners of faces that count neither way.

    Returns:
        int64 (anchors,): the face's place, or ``BACKGROUND``, or ``IGNORED``.
    """
    matches = torch.full((len(anchors),), BACKGROUND, dtype=torch.int64, device=anchors.device)
    if ignored is not None and len(ignored):
        matches[pairwise_iou(ignored, anchors).amax(dim=0) >= least_iou] = IGNORED
    if not len(faces):
        return matches
    iou = pairwise_iou(faces, anchors)
    overlap, face = iou.max(dim=0)
    matches = torch.where(overlap >= least_iou, face, matches)
    best = best_anchors(iou)
    found = (best >= 0).nonzero().squeeze(1)
    matches[best[found]] = found
    return matches


def best_anchors(iou: Tensor) -> Tensor:
    """The best anchor of each face, another for each: the pair that overlaps most goes first, then the next.

    Args:
        iou: float (faces, anchors), 0 to 1.

    Returns:
        int64 (faces,): the anchor's place; -1 where all anchors that overlap the face are taken.
    """
    free = iou.clone()
    overlap, anchor = free.max(dim=1)
    chosen = torch.full_like(anchor, -1)
    for _ in range(len(iou)):
        face = overlap.argmax()
        if overlap[face] <= 0:
            break
        taken = anchor[face]
        chosen[face], overlap[face] = taken, -1
        free[:, taken] = 0
        contested = ((anchor == taken) & (overlap > 0)).nonzero().squeeze(1)
        if len(contested):
            overlap[contested], anchor[contested] = free[contested].max(dim=1)
    return chosen
