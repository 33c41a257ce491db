from __future__ import annotations

import torch
from hypothesis import given, settings
from torch import Tensor

from fmld_synth.baselines.detection.boxes import pairwise_iou
from fmld_synth.baselines.detection.matching import BACKGROUND, IGNORED, best_anchors, match
from tests.baselines.detection.box_strategies import boxes

LEAST_IOU = 0.35


def slow_best_anchors(iou: Tensor) -> list[float]:
    """The overlaps of the pairs that are chosen: again and again the greatest of all that are left."""
    left, chosen = iou.clone(), []
    while left.numel() and left.max() > 0:
        face, anchor = divmod(int(left.argmax()), left.shape[1])
        chosen.append(float(left[face, anchor]))
        left[face], left[:, anchor] = 0, 0
    return chosen


@settings(deadline=None)
@given(boxes(least=1, most=6), boxes(least=1, most=6))
def test_the_pair_that_overlaps_most_goes_first(faces: Tensor, anchors: Tensor) -> None:
    # Perturbed, so that no two pairs overlap equally and the choice is unique.
    noise = torch.rand(len(faces), len(anchors), generator=torch.Generator().manual_seed(0)) * 1e-3
    iou = pairwise_iou(faces, anchors)
    iou = torch.where(iou > 0, iou + noise, iou)
    chosen = best_anchors(iou)
    found = [(face, int(anchor)) for face, anchor in enumerate(chosen) if anchor >= 0]
    assert sorted((float(iou[pair]) for pair in found), reverse=True) == slow_best_anchors(iou)
    assert len({anchor for _, anchor in found}) == len(found)


@settings(deadline=None)
@given(boxes(most=5), boxes(least=1, most=10), boxes(most=3))
def test_every_anchor_has_the_face_or_mark_that_the_rules_give_it(
    faces: Tensor, anchors: Tensor, ignored: Tensor
) -> None:
    matches = match(faces, anchors, LEAST_IOU, ignored)
    iou, ignored_iou = pairwise_iou(faces, anchors), pairwise_iou(ignored, anchors)
    forced = (
        {int(anchor): face for face, anchor in enumerate(best_anchors(iou)) if anchor >= 0}
        if len(faces)
        else {}
    )
    for anchor, found in enumerate(matches.tolist()):
        if anchor in forced:
            assert found == forced[anchor]
        elif len(faces) and iou[:, anchor].max() >= LEAST_IOU:
            assert iou[found, anchor] == iou[:, anchor].max()
        elif len(ignored) and ignored_iou[:, anchor].max() >= LEAST_IOU:
            assert found == IGNORED
        else:
            assert found == BACKGROUND


def test_faces_that_share_their_best_anchor_get_one_each() -> None:
    anchors = torch.tensor([[0.0, 0.0, 0.4, 0.4], [0.1, 0.1, 0.6, 0.6], [0.7, 0.7, 1.0, 1.0]])
    faces = torch.tensor([[0.0, 0.0, 0.3, 0.3], [0.02, 0.02, 0.4, 0.4]])
    assert pairwise_iou(faces, anchors).argmax(dim=1).tolist() == [0, 0]
    assert match(faces, anchors, 0.9).tolist() == [1, 0, BACKGROUND]


def test_an_empty_face_is_nobodys_target() -> None:
    anchors = torch.tensor([[0.0, 0.0, 0.5, 0.5], [0.5, 0.5, 1.0, 1.0]])
    assert match(torch.tensor([[0.2, 0.2, 0.2, 0.4]]), anchors, LEAST_IOU).tolist() == [BACKGROUND] * 2


def test_without_faces_all_is_background() -> None:
    anchors = torch.tensor([[0.0, 0.0, 0.5, 0.5]])
    assert match(torch.zeros(0, 4), anchors, LEAST_IOU).tolist() == [BACKGROUND]
