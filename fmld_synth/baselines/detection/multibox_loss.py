"""The loss of single-shot detectors: where faces are, what they are, and hard negative mining.

Liu et al., SSD: Single Shot MultiBox Detector, ECCV 2016, sections 2.2 and 2.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

from fmld_synth.baselines.detection.boxes import encode, encode_points, to_corners
from fmld_synth.baselines.detection.matching import BACKGROUND, match
from fmld_synth.baselines.networks import Predictions, Targets

POINT_VALUES = 10
"""Of the five points of a face: x and y each."""


@dataclass(frozen=True)
class MultiboxLoss:
    """Multibox loss.

    Attributes:
        classification: ``sigmoid``: one output a class, each face or not on its own; ``softmax``: output 0 is the
            background, the classes follow.
        match_iou: an anchor that overlaps a face by as much is to find it.
        negatives_per_positive: how many background anchors count for each anchor with a face, in each picture: those
            that are most wrong.
        least_negatives: background anchors that count in a picture with few faces or none.
        box_weight: of the boxes' term.
        point_weight: of the term of the five points, of networks that say where they are.
    """

    classification: Literal["sigmoid", "softmax"]
    match_iou: float
    negatives_per_positive: int
    least_negatives: int = 10
    box_weight: float = 1.0
    point_weight: float = 1.0

    def __call__(
        self,
        predictions: Predictions,
        targets: list[Targets],
        anchors: Tensor,
        variances: tuple[float, float],
    ) -> dict[str, Tensor]:
        """The terms, scalars ``classes``, ``boxes`` and, where the network says any, ``points``: sums over the batch
        over its number of anchors with a face; a face whose points are unknown adds nothing to theirs.

        Args:
            predictions: of a batch; half precision is taken to float32.
            targets: one for each of its pictures.
            anchors: (anchors, 4) by center and size.
            variances: of the offsets.
        """
        labels, offsets, points = self._wanted(targets, anchors, variances)
        positive = labels >= 0
        count = positive.sum().clamp(min=1)
        boxes = functional.smooth_l1_loss(
            predictions.offsets.float()[positive], offsets[positive], reduction="sum"
        )
        errors = self._class_errors(predictions.scores.float(), labels)
        hardest = self._hardest_negatives(errors, labels)
        terms = {
            "classes": (errors[positive].sum() + hardest) / count,
            "boxes": self.box_weight * boxes / count,
        }
        if predictions.points is not None:
            known = points.isfinite()
            error = functional.smooth_l1_loss(
                predictions.points.float()[known], points[known], reduction="sum"
            )
            terms["points"] = self.point_weight * error / count
        return terms

    def _wanted(
        self, targets: list[Targets], anchors: Tensor, variances: tuple[float, float]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """What the network should have said.

        Returns:
            int64 (batch, anchors): labels, or the marks of ``matching``; float32 (batch, anchors, 4): offsets, 0 where
            there is no face; float32 (batch, anchors, 10): those of the points, nan where there is no face or its
            points are unknown.
        """
        corners = to_corners(anchors)
        labels = torch.empty((len(targets), len(anchors)), dtype=torch.int64, device=anchors.device)
        offsets = torch.zeros((len(targets), len(anchors), 4), device=anchors.device)
        points = torch.full((len(targets), len(anchors), POINT_VALUES), torch.nan, device=anchors.device)
        for i, target in enumerate(targets):
            labels[i] = matches = match(target.boxes, corners, self.match_iou, target.ignored)
            positive = matches >= 0
            faces = matches[positive]
            labels[i, positive] = target.labels[faces]
            offsets[i, positive] = encode(target.boxes[faces], anchors[positive], variances)
            if target.points is not None:
                points[i, positive] = encode_points(target.points[faces], anchors[positive], variances[0])
        return labels, offsets, points

    def _class_errors(self, scores: Tensor, labels: Tensor) -> Tensor:
        """float (batch, anchors): cross entropy of each anchor; of ignored ones, too."""
        if self.classification == "softmax":
            return functional.cross_entropy(
                scores.transpose(1, 2), labels.clamp(min=-1) + 1, reduction="none"
            )
        wanted = torch.arange(scores.shape[2], device=scores.device) == labels[..., None]
        return functional.binary_cross_entropy_with_logits(
            scores, wanted.to(scores.dtype), reduction="none"
        ).sum(dim=2)

    def _hardest_negatives(self, errors: Tensor, labels: Tensor) -> Tensor:
        """Sum of the greatest errors on background, as many in each picture as its positives allow."""
        allowed = (self.negatives_per_positive * (labels >= 0).sum(dim=1)).clamp(min=self.least_negatives)
        ranked = errors.masked_fill(labels != BACKGROUND, 0).sort(dim=1, descending=True).values
        rank = torch.arange(errors.shape[1], device=errors.device)
        return ranked[rank < allowed[:, None]].sum()
