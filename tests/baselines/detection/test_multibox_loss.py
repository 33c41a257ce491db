from __future__ import annotations

import math
from typing import Literal

import pytest
import torch
from torch import Tensor

from fmld_synth.baselines.detection.boxes import encode, pairwise_iou, to_corners
from fmld_synth.baselines.detection.multibox_loss import MultiboxLoss
from fmld_synth.baselines.networks import Predictions, Targets

VARIANCES = (0.1, 0.2)
CLASSES = 2
MATCH_IOU, PER_POSITIVE, LEAST = 0.35, 3, 4
Classification = Literal["sigmoid", "softmax"]
BOTH: tuple[Classification, ...] = ("sigmoid", "softmax")


def grid_anchors() -> Tensor:
    """(72, 4): two sizes on six by six cells."""
    middles = (torch.arange(6) + 0.5) / 6
    y, x = torch.meshgrid(middles, middles, indexing="ij")
    cells = torch.stack((x, y), dim=-1).reshape(-1, 1, 2).expand(-1, 2, -1)
    sizes = torch.tensor([[0.2, 0.2], [0.35, 0.35]]).expand(36, -1, -1)
    return torch.cat((cells, sizes), dim=-1).reshape(-1, 4)


def targets(
    *faces: tuple[float, float, float, float], labels: list[int], ignored: Tensor | None = None
) -> Targets:
    boxes = torch.tensor(faces).reshape(-1, 4)
    return Targets(boxes, torch.tensor(labels, dtype=torch.int64), torch.full_like(boxes, math.nan), ignored)


BATCH = [
    targets((0.1, 0.1, 0.32, 0.3), (0.55, 0.5, 0.9, 0.86), labels=[0, 1]),
    targets((0.3, 0.6, 0.5, 0.8), labels=[1], ignored=torch.tensor([[0.6, 0.1, 0.8, 0.3]])),
    targets(labels=[]),
]


def random_predictions(classification: Classification, seed: int = 0) -> Predictions:
    generator = torch.Generator().manual_seed(seed)
    outputs = CLASSES + (classification == "softmax")
    anchors = len(grid_anchors())
    return Predictions(
        torch.randn(len(BATCH), anchors, outputs, generator=generator).requires_grad_(),
        torch.randn(len(BATCH), anchors, 4, generator=generator).requires_grad_(),
    )


def slow_class_error(scores: Tensor, label: int, classification: Classification) -> Tensor:
    """Of one anchor; label -1 is background."""
    if classification == "softmax":
        return -scores.log_softmax(dim=0)[label + 1]
    return -sum(
        (scores[c].sigmoid() if c == label else 1 - scores[c].sigmoid()).log() for c in range(CLASSES)
    )  # type: ignore[return-value]


def slow_losses(predictions: Predictions, classification: Classification) -> tuple[float, float]:
    """Anchor by anchor."""
    anchors = grid_anchors()
    corners = to_corners(anchors)
    class_sum, box_sum, count = 0.0, 0.0, 0
    for scores, offsets, target in zip(predictions.scores, predictions.offsets, BATCH, strict=True):
        iou = pairwise_iou(target.boxes, corners)
        wanted = {}
        for a in range(len(anchors)):
            if len(target.boxes) and iou[:, a].max() >= MATCH_IOU:
                wanted[a] = int(iou[:, a].argmax())
        for face in range(len(target.boxes)):  # no two of these faces share their best anchor
            wanted[int(iou[face].argmax())] = face
        negatives = []
        for a in range(len(anchors)):
            if a in wanted:
                face = wanted[a]
                class_sum += slow_class_error(scores[a], int(target.labels[face]), classification).item()
                for value in (offsets[a] - encode(target.boxes[face], anchors[a], VARIANCES)).abs().tolist():
                    box_sum += 0.5 * value * value if value < 1 else value - 0.5
            elif target.ignored is None or pairwise_iou(target.ignored, corners[a : a + 1]).max() < MATCH_IOU:
                negatives.append(slow_class_error(scores[a], -1, classification).item())
        class_sum += sum(sorted(negatives, reverse=True)[: max(PER_POSITIVE * len(wanted), LEAST)])
        count += len(wanted)
    return class_sum / count, box_sum / count


def multibox(classification: Classification, box_weight: float = 1.0) -> MultiboxLoss:
    return MultiboxLoss(classification, MATCH_IOU, PER_POSITIVE, least_negatives=LEAST, box_weight=box_weight)


@pytest.mark.parametrize("classification", BOTH)
@pytest.mark.parametrize("seed", range(3))
def test_equals_the_loss_anchor_by_anchor(classification: Classification, seed: int) -> None:
    predictions = random_predictions(classification, seed)
    losses = multibox(classification, box_weight=2.0)(predictions, BATCH, grid_anchors(), VARIANCES)
    class_loss, box_loss = slow_losses(predictions, classification)
    assert losses["classes"].item() == pytest.approx(class_loss, rel=1e-5)
    assert losses["boxes"].item() == pytest.approx(2 * box_loss, rel=1e-5)


@pytest.mark.parametrize("classification", BOTH)
def test_only_positives_and_the_hardest_negatives_teach(classification: Classification) -> None:
    predictions = random_predictions(classification)
    losses = multibox(classification)(predictions, BATCH, grid_anchors(), VARIANCES)
    sum(losses.values()).backward()  # type: ignore[union-attr]
    assert predictions.scores.grad is not None and predictions.offsets.grad is not None
    taught = predictions.scores.grad.abs().sum(dim=2) > 0
    positive = predictions.offsets.grad.abs().sum(dim=2) > 0
    assert taught[positive].all()
    assert (taught & ~positive).sum(dim=1).tolist() == [
        max(PER_POSITIVE * int(positives), LEAST) for positives in positive.sum(dim=1)
    ]
    ignored = BATCH[1].ignored
    assert ignored is not None
    left_alone = pairwise_iou(ignored, to_corners(grid_anchors()))[0] >= MATCH_IOU
    assert left_alone.any() and not taught[1, left_alone].any()


@pytest.mark.parametrize("classification", BOTH)
def test_a_batch_without_faces_has_a_finite_loss(classification: Classification) -> None:
    predictions = random_predictions(classification)
    losses = multibox(classification)(predictions, [targets(labels=[])] * 3, grid_anchors(), VARIANCES)
    assert losses["boxes"].item() == 0
    assert 0 < losses["classes"].item() < math.inf


def test_half_precision_is_summed_in_float32() -> None:
    predictions = random_predictions("sigmoid")
    half = Predictions(predictions.scores.half(), predictions.offsets.half())
    losses = multibox("sigmoid")(half, BATCH, grid_anchors(), VARIANCES)
    exact = multibox("sigmoid")(predictions, BATCH, grid_anchors(), VARIANCES)
    for name, value in losses.items():
        assert value.dtype == torch.float32
        assert value.item() == pytest.approx(exact[name].item(), rel=1e-2)
