"""What training classifiers and training detectors do differently: data, loss, figures of the validation split."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
import torch
from pydantic import BaseModel, ValidationError
from torch import Tensor, nn

from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation
from fmld_synth.baselines.data.cutting import CACHE_SHARE
from fmld_synth.baselines.data.loading import Batch, Batches, classifier_batches
from fmld_synth.baselines.data.samples import FaceSample, Sample
from fmld_synth.baselines.harness.recipe import Choice, Recipe
from fmld_synth.baselines.harness.training_set import TrainingSet, read_faces
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.errors import UserError

Settings = TypeVar("Settings", bound=BaseModel)
BatchType = TypeVar("BatchType", bound=Batch)


class Task(ABC, Generic[Sample, BatchType]):
    """A network's task on a set.

    Args:
        model: the network.
        recipe: how it is trained.
        data: what it is trained and validated on.

    Attributes:
        choices: figures that can choose the best epoch; the first does unless the recipe names another.
        choice: the one that does.
    """

    choices: ClassVar[tuple[Choice, ...]]

    def __init__(self, model: Classifier | Detector, recipe: Recipe, data: TrainingSet[Sample]) -> None:
        self.recipe, self.data = recipe, data
        self.classes, self.preprocessing = model.classes, model.preprocessing
        self.choice = recipe.choose_by or self.choices[0]
        if self.choice not in self.choices:
            raise UserError(
                f"recipe: choose_by: {self.choice} is no figure of this task; valid: {', '.join(self.choices)}"
            )

    @abstractmethod
    def training_batches(
        self, epoch: int, batch_size: int, workers: int, rank: int, world_size: int
    ) -> Batches[BatchType]:
        """The batches of one epoch (from 0); they depend on nothing but recipe, data and arguments."""

    @abstractmethod
    def losses(
        self, model: Any, network: nn.Module, batch: BatchType, device: torch.device
    ) -> dict[str, Tensor]:
        """The terms of the loss; their sum is minimised.

        Args:
            model: the network itself, which knows its loss.
            network: what computes its outputs: itself, or itself in a wrapper that averages gradients.
            batch: as ``training_batches`` gives them.
            device: where the network is.
        """

    @abstractmethod
    def validate(self, model: Any, device: torch.device, workers: int) -> dict[str, float]:
        """Figures of a network in evaluation mode on the validation split; those in ``choices`` are among them."""

    def files(self, batch: BatchType) -> list[Path]:
        """The pictures of a batch of training, each once."""
        return list(dict.fromkeys(self.data.train[index].path for index in batch.indices.tolist()))


class Classification(Task[FaceSample, Batch]):
    """Telling how the faces of crops wear their masks."""

    choices = ("balanced_accuracy", "accuracy", "loss")

    def __init__(self, model: Classifier, recipe: Recipe, data: TrainingSet[FaceSample]) -> None:
        super().__init__(model, recipe, data)
        self._augmentation = augmentation_settings(recipe, CameraAugmentation)

    def training_batches(
        self, epoch: int, batch_size: int, workers: int, rank: int, world_size: int
    ) -> Batches[Batch]:
        """See :class:`Task`."""
        return classifier_batches(
            self.data.train,
            self.preprocessing,
            self._augmentation,
            batch_size=batch_size,
            seed=self.recipe.seed,
            epoch=epoch,
            balanced=self.recipe.balanced,
            workers=workers,
            rank=rank,
            world_size=world_size,
        )

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
        batches = classifier_batches(
            self.data.val,
            self.preprocessing,
            None,
            batch_size=self.recipe.batch_size,
            seed=0,
            epoch=0,
            balanced=False,
            workers=workers,
        )
        loss = 0.0
        confusion = np.zeros((len(self.classes),) * 2, np.int64)  # rows are true
        for batch in batches:
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


def augmentation_settings(recipe: Recipe, kind: type[Settings]) -> Settings:
    """The recipe's ``[augmentation]``.

    Raises:
        UserError: an entry is unknown or wrong; one line that names it.
    """
    try:
        return kind.model_validate(recipe.augmentation)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in fault["loc"])
        message = f"{fault['msg'].removeprefix('Value error, ')}, not {fault['input']!r}"
        if fault["type"] == "extra_forbidden":
            message = f"there is no such entry; known: {', '.join(kind.model_fields)}"
        raise UserError(f"recipe: augmentation.{name}: {message}") from None


def make_task(model: Classifier | Detector, recipe: Recipe, folder: Path, format_name: str) -> Task[Any, Any]:
    """Read a set for a network.

    Raises:
        UserError: the set cannot be read, has no such labels, or lacks a split or a class.
    """
    assert isinstance(model, Classifier)
    side = recipe.cache_side or math.ceil(
        CACHE_SHARE * max(model.preprocessing.height, model.preprocessing.width)
    )
    return Classification(model, recipe, read_faces(folder, format_name, recipe, cache_side=side))
