"""A whole training: from a set and a recipe to a run's folder with the best model."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from fmld_synth.baselines.baseline import Baseline
from fmld_synth.baselines.harness.checkpoints import Checkpoint, load_checkpoint, save_checkpoint
from fmld_synth.baselines.harness.classification import Classification
from fmld_synth.baselines.harness.detection import Detection
from fmld_synth.baselines.harness.device import enough_memory, prepare_arithmetic
from fmld_synth.baselines.harness.distributed import Group, joined_group
from fmld_synth.baselines.harness.history import Epoch, TensorBoard, best_epoch, write_history
from fmld_synth.baselines.harness.interruption import Interruption
from fmld_synth.baselines.harness.model_file import MODEL_FILE, ModelDescription, save_model
from fmld_synth.baselines.harness.randomness import generator_states, restore_generators, seed_generators
from fmld_synth.baselines.harness.recipe import Recipe
from fmld_synth.baselines.harness.run_folder import BEST_CHECKPOINT, LAST_CHECKPOINT, open_run
from fmld_synth.baselines.harness.tasks import Task
from fmld_synth.baselines.harness.training import (
    EpochSums,
    StepWatcher,
    Trainee,
    batches_in_epoch,
    train_one_epoch,
)
from fmld_synth.baselines.harness.training_set import FaceSupply
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.errors import UserError
from fmld_synth.execution.processes import available_cores
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.files import writing_failed
from fmld_synth.locking import locked


class Watcher(StepWatcher, Protocol):
    """Is told what a training does."""

    def begin(self, epochs: int, batches: int, done: int) -> None:
        """Training begins: so many epochs of so many batches, of which so many batches were done before."""

    def end_epoch(self, epoch: Epoch, best: bool) -> None:
        """An epoch is complete; ``best`` says whether none before was better."""


@dataclass(frozen=True)
class Outcome:
    """What a training gave.

    Attributes:
        history: all epochs.
        best: the one whose weights are in the model file.
        choice: the figure it was chosen by.
        train, val: samples in the splits.
        skipped: images that could not be read, and why.
    """

    history: Sequence[Epoch]
    best: Epoch
    choice: str
    train: int
    val: int
    skipped: Sequence[tuple[Path, str]]


@reproducible_kernels()
def train(
    baseline: Baseline,
    dataset: Path | FaceSupply,
    recipe: Recipe,
    output: Path,
    *,
    format_name: str = "auto",
    classes: Mapping[str, str] | None = None,
    device: str = "auto",
    workers: int | None = None,
    weights: Path | None = None,
    resume: bool = False,
    overwrite: bool = False,
    watcher: Watcher,
) -> Outcome:
    """Train a baseline. Equal recipes, sets and machines give equal weights, interrupted or not.

    Args:
        baseline: what is trained.
        dataset: folder of an annotated set, or what gives faces to a classifier.
        recipe: how.
        output: folder of the run, empty or new.
        format_name: of the set; ``auto`` finds it out.
        classes: what its class names mean, see :func:`~fmld_synth.dataset.readers.open_set.open_set`.
        device: ``auto``, ``cpu`` or ``cuda``.
        workers: threads that prepare batches; None for one a core, shared by the processes of this machine.
        weights: file with weights to start from, see the network's ``load_pretrained``.
        resume: go on with the run that lies in ``output``.
        overwrite: replace it.
        watcher: told of every step.

    Raises:
        UserError: a mistake in options, recipe or set, a loss that is not finite, a full disk or memory.
        KeyboardInterrupt: stopped by Ctrl-C; a checkpoint is saved.
    """
    with joined_group(device) as group, locked(output) if group.is_first else nullcontext():
        prepare_arithmetic(group.device)
        seed_generators(recipe.seed)
        description = ModelDescription.of(baseline, recipe)
        model = description.build()
        if weights is not None:
            model.load_pretrained(weights)
        if group.is_first:
            open_run(output, recipe, resume=resume, overwrite=overwrite)
        group.from_first(None)  # the others wait until the folder is open
        task = _task(model, recipe, dataset, format_name, classes)
        seed_generators(recipe.seed + group.rank)
        workers = max(available_cores() // group.local_size, 1) if workers is None else workers
        run = _Run(group, task, model, description, output, workers, watcher)
        if resume:
            run.go_on()
        with closing(run):
            return run.train()


def _task(
    model: Classifier | Detector,
    recipe: Recipe,
    dataset: Path | FaceSupply,
    format_name: str,
    classes: Mapping[str, str] | None,
) -> Task[Any, Any]:
    if isinstance(model, Classifier):
        return Classification(model, recipe, dataset, format_name, classes)
    if not isinstance(dataset, Path):
        raise UserError("a detector learns from whole scenes: give it the folder of a written set")
    return Detection(model, recipe, dataset, format_name, classes)


class _Run:
    """A training under way."""

    def __init__(
        self,
        group: Group,
        task: Task[Any, Any],
        model: Classifier | Detector,
        description: ModelDescription,
        output: Path,
        workers: int,
        watcher: Watcher,
    ) -> None:
        self._group, self._task, self._description = group, task, description
        self._output, self._workers, self._watcher = output, workers, watcher
        self._batches = batches_in_epoch(task, task.recipe, group)
        self._trainee = Trainee(model.to(group.device), task.recipe, self._batches, group)
        self._history: list[Epoch] = []
        self._sums = EpochSums()
        self._board: TensorBoard | None = None

    def close(self) -> None:
        if self._board is not None:
            self._board.close()

    def go_on(self) -> None:
        """Take the last checkpoint's state, where there is one."""
        path = self._output / LAST_CHECKPOINT
        if not self._group.from_first(path.is_file()):
            return
        checkpoint = load_checkpoint(path, self._description)
        if checkpoint.fingerprint != self._task.data.fingerprint:
            raise UserError(
                f"`resume`: {self._output} was begun with another set; give the same, or `overwrite=True` to start "
                "again"
            )
        if len(checkpoint.generators) != self._group.size:
            raise UserError(
                f"`resume`: {self._output} was begun by {len(checkpoint.generators)} processes, not "
                f"{self._group.size}; start as many"
            )
        self._trainee.load_state_dict(checkpoint.trainee)
        self._history = [Epoch(**epoch) for epoch in checkpoint.history]
        self._sums = EpochSums(**checkpoint.sums[self._group.rank])
        restore_generators(checkpoint.generators[self._group.rank])

    def train(self) -> Outcome:
        """Do the epochs that are left."""
        recipe, data, done = self._task.recipe, self._task.data, len(self._history)
        self._watcher.begin(recipe.epochs, self._batches, done * self._batches + self._sums.batches)
        with Interruption(patient=self._group.size > 1) as interruption, enough_memory(recipe.batch_size):
            for epoch in range(done, recipe.epochs):
                self._train_epoch(epoch, interruption)
                # All processes have to stop after the same step.
                if self._group.any(interruption.wanted) and epoch + 1 < recipe.epochs:
                    raise KeyboardInterrupt
        best = best_epoch(self._history, self._task.choice)
        return Outcome(self._history, best, self._task.choice, len(data.train), len(data.val), data.skipped)

    def _train_epoch(self, epoch: int, interruption: Interruption) -> None:
        began = time.monotonic()
        complete = train_one_epoch(
            self._trainee,
            self._task,
            epoch,
            self._sums,
            batches=self._batches,
            workers=self._workers,
            wants_to_stop=lambda: interruption.wanted,
            watcher=self._watcher,
        )
        if not complete:
            self._save_checkpoint(LAST_CHECKPOINT)
            raise KeyboardInterrupt
        trained = self._sums.means(self._group)
        figures: dict[str, float] = {}
        if self._group.is_first:
            figures = self._task.validate(self._trainee.released, self._group.device, self._workers)
        figures = self._group.from_first(figures)
        rate = float(self._trainee.schedule.get_last_lr()[0])
        self._history.append(Epoch(epoch + 1, rate, trained, figures, time.monotonic() - began))
        self._sums = EpochSums()
        self._save_epoch()

    def _save_epoch(self) -> None:
        """Write checkpoint and curves after an epoch, and the model when none was better."""
        last = self._history[-1]
        is_best = best_epoch(self._history, self._task.choice) is last
        self._save_checkpoint(LAST_CHECKPOINT, *([BEST_CHECKPOINT] if is_best else []))
        self._watcher.end_epoch(last, is_best)
        if not self._group.is_first:
            return
        if is_best:
            save_model(self._trainee.released, self._description, self._output / MODEL_FILE)
        write_history(self._history, self._output)
        try:
            self._board = self._board or TensorBoard(self._output, last.epoch)
            self._board.add(last)
        except OSError as error:
            raise writing_failed(self._output, error, resumable=True) from error

    def _save_checkpoint(self, *names: str) -> None:
        generators = self._group.gathered(generator_states())
        sums = self._group.gathered(vars(self._sums))
        if not self._group.is_first:
            return
        checkpoint = Checkpoint(
            description=self._description.model_dump(mode="json"),
            recipe=self._task.recipe.model_dump(mode="json"),
            fingerprint=self._task.data.fingerprint,
            epoch=len(self._history),
            sums=sums,
            trainee=self._trainee.state_dict(),
            generators=generators,
            history=[epoch.as_dict() for epoch in self._history],
        )
        save_checkpoint(checkpoint, *(self._output / name for name in names))
