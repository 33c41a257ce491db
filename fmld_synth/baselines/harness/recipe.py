"""Recipes: everything that decides how a baseline is trained, in one checked object, and its form as a TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fmld_synth.baselines.data.cutting import FACE_MARGIN, CheckedMargin
from fmld_synth.errors import UserError
from fmld_synth.files import read_toml

Choice = Literal["balanced_accuracy", "accuracy", "ap50", "loss"]
"""Figures of the validation split that can choose the best epoch."""

Precision = Literal["auto", "float32", "bfloat16", "float16"]
OPTIONS = {
    "label_scheme": "labels",
    "epochs": "epochs",
    "batch_size": "batch_size",
    "seed": "seed",
    "optimizer.learning_rate": "learning_rate",
}
"""Entries that are options of a training, too, and what they are called there."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Optimizer(_Table):
    """How weights follow gradients.

    Attributes:
        name: AdamW (Loshchilov and Hutter, Decoupled weight decay regularization, 2019) or stochastic gradient
            descent with Nesterov's momentum.
        learning_rate: the greatest of the schedule.
        weight_decay: of kernels and matrices; vectors (biases, norms, exponents) do not decay.
        momentum: of sgd; AdamW's first beta.
        multiples: parts of the network, by the name of the module, that learn this many times as fast.
    """

    name: Literal["adamw", "sgd"] = "adamw"
    learning_rate: Annotated[float, Field(gt=0)] = 1e-3
    weight_decay: Annotated[float, Field(ge=0)] = 1e-4
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.9
    multiples: dict[str, Annotated[float, Field(gt=0)]] = {}


class Schedule(_Table):
    """How the learning rate changes.

    Attributes:
        name: ``cosine`` falls along half a wave (Loshchilov and Hutter, SGDR, 2017), ``constant`` stays.
        warm_up: epochs in which it rises from nought, in a straight line; fractions are allowed.
        final: where the cosine ends, as a share of the greatest rate.
    """

    name: Literal["cosine", "constant"] = "cosine"
    warm_up: Annotated[float, Field(ge=0)] = 1.0
    final: Annotated[float, Field(ge=0, le=1)] = 0.01


class Recipe(_Table):
    """How a baseline is trained.

    Attributes:
        label_scheme: which classes it tells apart, see ``fmld_synth.dataset.label_schemes``.
        settings: of the network.
        epochs: passes over the training split, or over ``samples_per_epoch`` pictures of it.
        batch_size: pictures a step, over all processes.
        seed: of first weights, order, augmentation and dropout.
        samples_per_epoch: pictures an epoch; None for as many as the training split has.
        balanced: draw pictures so that the classes come equally often.
        optimizer, schedule: see there.
        label_smoothing: share of the target that goes to all classes alike; classifiers only.
        gradient_clip: greatest length of the gradient; None to leave it.
        weight_average: decay a step of the moving average of the weights that is validated and saved; None to
            take the weights themselves.
        precision: of the network's arithmetic on CUDA: ``auto`` takes bfloat16 where the card has it, else
            float16 with scaled gradients. On the CPU it is always float32.
        choose_by: the figure of the validation split that chooses the best epoch; None for the task's own:
            balanced accuracy of classifiers, AP50 of detectors.
        allow_missing_classes: train although a class does not occur in a split; for controlled experiments.
        crop_margin: room left around a face's box: on each side, as a share of its width; above and below, as shares
            of its height; classifiers only.
        cache_side: longest side in pixels at which pictures (crops or scenes) are kept in memory; None to let the
            network's input decide.
        augmentation: how training pictures are changed, see
            ``fmld_synth.baselines.data.augmentation.settings``; what is left out takes its default.
    """

    label_scheme: str = "three"
    settings: dict[str, Any] = {}
    epochs: Annotated[int, Field(ge=1)] = 30
    batch_size: Annotated[int, Field(ge=1)] = 64
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    samples_per_epoch: Annotated[int, Field(ge=1)] | None = None
    balanced: bool = True
    optimizer: Optimizer = Optimizer()
    schedule: Schedule = Schedule()
    label_smoothing: Annotated[float, Field(ge=0, lt=1)] = 0.0
    gradient_clip: Annotated[float, Field(gt=0)] | None = None
    weight_average: Annotated[float, Field(ge=0, lt=1)] | None = None
    precision: Precision = "auto"
    choose_by: Choice | None = None
    allow_missing_classes: bool = False
    crop_margin: CheckedMargin = FACE_MARGIN
    cache_side: Annotated[int, Field(ge=16)] | None = None
    augmentation: dict[str, Any] = {}

    def to_toml(self) -> str:
        """As TOML; reading it back gives an equal recipe."""
        return tomli_w.dumps(self.model_dump(mode="json", exclude_none=True))


def read_recipe(path: Path, options: Mapping[str, Any] | None = None) -> Recipe:
    """The recipe in a TOML file.

    Args:
        path: the file.
        options: entries that win over the file's, by name; ``optimizer.learning_rate`` is one in a table. None is
            not given.

    Raises:
        UserError: the file cannot be read, or an entry is unknown or wrong; one line that names it.
    """
    entries = read_toml(path)
    for name, value in (options or {}).items():
        if value is None:
            continue
        *tables, key = name.split(".")
        table = entries
        for part in tables:
            table = table.setdefault(part, {})
        table[key] = value
    try:
        return Recipe.model_validate(entries)
    except ValidationError as error:
        raise UserError(_first_fault(error, path, options or {})) from None


def _first_fault(error: ValidationError, path: Path, options: Mapping[str, Any]) -> str:
    fault = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in fault["loc"])
    where = f"`{OPTIONS[name]}`" if options.get(name) is not None and name in OPTIONS else f"{path}: {name}"
    if fault["type"] == "extra_forbidden":
        return f"{where}: there is no such entry; known: {', '.join(_known(fault['loc']))}"
    return f"{where}: {fault['msg'].removeprefix('Value error, ')}, not {fault['input']!r}"


def _known(location: tuple[int | str, ...]) -> list[str]:
    tables: dict[str, type[BaseModel]] = {"optimizer": Optimizer, "schedule": Schedule}
    return list(
        tables.get(str(location[0]), Recipe).model_fields if len(location) > 1 else Recipe.model_fields
    )
