"""What training a classifier and training a detector do differently: data, loss, figures of the validation split."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

import torch
from pydantic import BaseModel, ValidationError
from torch import Tensor, nn

from fmld_synth.baselines.data.loading import Batch, Batches, SceneBatch
from fmld_synth.baselines.data.samples import Sample
from fmld_synth.baselines.harness.recipe import Choice, Recipe
from fmld_synth.baselines.harness.training_set import TrainingSet
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.errors import UserError

Settings = TypeVar("Settings", bound=BaseModel)
BatchType = TypeVar("BatchType", Batch, SceneBatch)


class Task(ABC, Generic[Sample, BatchType]):
    """A network's task on a set.

    Args:
        model: the network.
        recipe: how it is trained.
        data: what it is trained and validated on.
        augmentation: how its training pictures are changed.

    Attributes:
        choices: figures that can choose the best epoch; the first does unless the recipe names another.
        choice: the one that does.
    """

    choices: ClassVar[tuple[Choice, ...]]

    def __init__(
        self, model: Classifier | Detector, recipe: Recipe, data: TrainingSet[Sample], augmentation: BaseModel
    ) -> None:
        self.recipe, self._augmentation = recipe, augmentation
        self.data: TrainingSet[Sample] = data
        self.classes, self.preprocessing = model.classes, model.preprocessing
        self.choice = recipe.choose_by or self.choices[0]
        if self.choice not in self.choices:
            raise UserError(
                f"recipe: choose_by: {self.choice} is no figure of this task; valid: {', '.join(self.choices)}"
            )

    @property
    @abstractmethod
    def make_batches(self) -> Callable[..., Batches[BatchType]]:
        """``classifier_batches`` or ``detector_batches``."""

    def training_batches(
        self, epoch: int, batch_size: int, workers: int, rank: int, world_size: int
    ) -> Batches[BatchType]:
        """The batches of one epoch (from 0); they depend on nothing but recipe, data and arguments."""
        return self.make_batches(
            self.data.in_epoch(epoch),
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

    def validation_batches(self, workers: int) -> Batches[BatchType]:
        """The validation split, once and in order."""
        return self.make_batches(
            self.data.val,
            self.preprocessing,
            None,
            batch_size=self.recipe.batch_size,
            seed=0,
            epoch=0,
            balanced=False,
            workers=workers,
        )

    @abstractmethod
    def losses(
        self, model: Any, network: nn.Module, batch: BatchType, device: torch.device
    ) -> dict[str, Tensor]:
        """The terms of the loss; their sum is minimized.

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
