"""Training a classifier of face crops."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation
from fmld_synth.baselines.data.cutting import CACHE_SHARE
from fmld_synth.baselines.data.loading import Batch, Batches, classifier_batches
from fmld_synth.baselines.data.samples import FaceSample
from fmld_synth.baselines.harness.recipe import Recipe
from fmld_synth.baselines.harness.tasks import Task, augmentation_settings
from fmld_synth.baselines.harness.training_set import FaceSupply, read_faces
from fmld_synth.baselines.networks import Classifier


class Classification(Task[FaceSample, Batch]):
    """Telling how the faces of crops wear their masks."""

    choices = ("balanced_accuracy", "accuracy", "loss")

    def __init__(
        self,
        model: Classifier,
        recipe: Recipe,
        source: Path | FaceSupply,
        format_name: str,
        classes: Mapping[str, str] | None = None,
    ) -> None:
        augmentation = augmentation_settings(recipe, CameraAugmentation)
        size = model.preprocessing
        side = recipe.cache_side or math.ceil(CACHE_SHARE * max(size.height, size.width))
        data = (
            read_faces(source, format_name, recipe, classes=classes, cache_side=side)
            if isinstance(source, Path)
            else source(recipe, side)
        )
        super().__init__(model, recipe, data, augmentation)

    @property
    def make_batches(self) -> Callable[..., Batches[Batch]]:
        """See :class:`Task`."""
        return classifier_batches

    def losses(
        self, model: Classifier, network: nn.Module, batch: Batch, device: torch.device
    ) -> dict[str, Tensor]:
        """See :class:`Task`."""
        scores = network(model.preprocessing(batch.pictures.to(device, non_blocking=True)))
        labels = batch.labels.to(device, non_blocking=True)
        return {"loss": model.loss(scores, labels, self.recipe.label_smoothing)}

    @torch.no_grad()
    def validate(self, model: Classifier, device: torch.device, workers: int) -> dict[str, float]:
        """Loss (without smoothing), accuracy, balanced accuracy (mean recall of the classes that occur), recalls."""
        loss = 0.0
        confusion = np.zeros((len(self.classes),) * 2, np.int64)  # rows are true
        for batch in self.validation_batches(workers):
            scores = model(model.preprocessing(batch.pictures.to(device))).float()
            loss += float(model.loss(scores, batch.labels.to(device))) * len(batch.labels)
            np.add.at(confusion, (batch.labels.numpy(), scores.argmax(dim=1).cpu().numpy()), 1)
        true, right = confusion.sum(axis=1), confusion.diagonal()
        recalls = {
            name: float(right[place] / true[place]) for place, name in enumerate(self.classes) if true[place]
        }
        return {
            "loss": loss / len(self.data.val),
            "accuracy": float(right.sum() / true.sum()),
            "balanced_accuracy": float(np.mean(list(recalls.values()))),
            **{f"recall_{name}": recall for name, recall in recalls.items()},
        }
