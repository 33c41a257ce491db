"""Training a detector of faces in scenes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from fmld_synth.baselines.data.augmentation.settings import SceneAugmentation
from fmld_synth.baselines.data.loading import Batches, SceneBatch, detector_batches
from fmld_synth.baselines.data.samples import SceneSample
from fmld_synth.baselines.detection.decoding import Detections, decode
from fmld_synth.baselines.harness.average_precision import average_precisions
from fmld_synth.baselines.harness.recipe import Recipe
from fmld_synth.baselines.harness.tasks import Task, augmentation_settings
from fmld_synth.baselines.harness.training_set import read_scenes
from fmld_synth.baselines.networks import Detector, Targets

CACHE_SHARE = 2.0
"""Longest side of a scene in memory over the network's side: parts of it are looked at closely."""
CONFIDENCE = 0.1
"""Less sure detections change average precision little and cost much time."""


class Detection(Task[SceneSample, SceneBatch]):
    """Finding faces in scenes, and telling how they wear their masks."""

    choices = ("ap50", "loss")

    def __init__(
        self,
        model: Detector,
        recipe: Recipe,
        folder: Path,
        format_name: str,
        classes: Mapping[str, str] | None = None,
    ) -> None:
        augmentation = augmentation_settings(recipe, SceneAugmentation)
        size = model.preprocessing
        side = recipe.cache_side or round(CACHE_SHARE * max(size.height, size.width))
        super().__init__(
            model,
            recipe,
            read_scenes(folder, format_name, recipe, classes=classes, longest_side=side),
            augmentation,
        )

    @property
    def make_batches(self) -> Callable[..., Batches[SceneBatch]]:
        """See :class:`Task`."""
        return detector_batches

    def losses(
        self, model: Detector, network: nn.Module, batch: SceneBatch, device: torch.device
    ) -> dict[str, Tensor]:
        """See :class:`Task`."""
        predictions = network(model.preprocessing(batch.pictures.to(device, non_blocking=True)))
        return model.losses(predictions, [_moved(targets, device) for targets in batch.targets])

    @torch.no_grad()
    def validate(self, model: Detector, device: torch.device, workers: int) -> dict[str, float]:
        """Loss, mean average precision at an overlap of 0.5, and that of each class that occurs."""
        loss = 0.0
        found: list[Detections] = []
        true: list[Targets] = []
        for batch in self.validation_batches(workers):
            predictions = model(model.preprocessing(batch.pictures.to(device)))
            terms = model.losses(predictions, [_moved(targets, device) for targets in batch.targets])
            loss += sum(float(term) for term in terms.values()) * len(batch.indices)
            found += decode(predictions, model, CONFIDENCE)
            true += batch.targets
        by_class = dict(zip(self.classes, average_precisions(found, true, len(self.classes)), strict=True))
        return {
            "loss": loss / len(self.data.val),
            "ap50": float(np.nanmean(list(by_class.values()))),
            **{f"ap50_{name}": value for name, value in by_class.items() if not np.isnan(value)},
        }


def _moved(targets: Targets, device: torch.device) -> Targets:
    def move(one: Tensor) -> Tensor:
        return one.to(device, non_blocking=True)

    return Targets(
        move(targets.boxes),
        move(targets.labels),
        move(targets.mask_boxes),
        None if targets.ignored is None else move(targets.ignored),
        None if targets.points is None else move(targets.points),
    )
