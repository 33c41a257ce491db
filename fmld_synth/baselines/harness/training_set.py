"""An annotated set as training needs it: samples of the training and validation splits, every class in both."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from fmld_synth.baselines.data.samples import (
    FaceSample,
    Sample,
    SampleSet,
    SceneSample,
    face_samples,
    scene_samples,
)
from fmld_synth.baselines.data.splits import splits_of
from fmld_synth.baselines.harness.recipe import Recipe
from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.label_schemes import LabelScheme, label_scheme
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.errors import UserError

TRAIN, VAL = "train", "val"


@dataclass(frozen=True)
class TrainingSet(Generic[Sample]):
    """What a network learns from.

    Attributes:
        train, val: samples; those of one person are all in one of them.
        skipped: images that could not be read, and why.
        fingerprint: SHA-256 of names and labels; equal ones are the same set.
    """

    train: Sequence[Sample]
    val: Sequence[Sample]
    skipped: list[tuple[Path, str]]
    fingerprint: str

    def in_epoch(self, epoch: int) -> Sequence[Sample]:
        """The training samples as one epoch (from 0) shows them: those of a written set are the same in all."""
        return self.train


FaceSupply = Callable[[Recipe, int], TrainingSet[FaceSample]]
"""Gives the faces that a classifier learns from: by its recipe, and the longest side in pixels that it needs."""


def read_faces(
    folder: Path,
    format_name: str,
    recipe: Recipe,
    *,
    cache_side: int,
    classes: Mapping[str, str] | None = None,
) -> TrainingSet[FaceSample]:
    """The faces of a set, for a classifier.

    Args:
        folder: of the set.
        format_name: of the set; ``auto`` finds it out.
        recipe: names label scheme and margin.
        cache_side: longest side of a face in memory, in pixels.
        classes: what its class names mean, see :func:`~fmld_synth.dataset.readers.open_set.open_set`.

    Raises:
        UserError: the set cannot be read, has no such labels, or lacks a split or a class.
    """
    scheme, splits = _splits(folder, format_name, classes, recipe)
    train, val = (
        face_samples(splits[part], scheme, scheme.classes, margin=recipe.crop_margin, cache_side=cache_side)
        for part in (TRAIN, VAL)
    )
    return _checked(train, val, folder, scheme, recipe)


def read_scenes(
    folder: Path,
    format_name: str,
    recipe: Recipe,
    *,
    longest_side: int,
    classes: Mapping[str, str] | None = None,
) -> TrainingSet[SceneSample]:
    """The pictures of a set, for a detector; see :func:`read_faces`."""
    scheme, splits = _splits(folder, format_name, classes, recipe)
    train, val = (
        scene_samples(splits[part], scheme, scheme.classes, longest_side=longest_side)
        for part in (TRAIN, VAL)
    )
    return _checked(train, val, folder, scheme, recipe)


def _splits(
    folder: Path, format_name: str, classes: Mapping[str, str] | None, recipe: Recipe
) -> tuple[LabelScheme, dict[str, list[AnnotatedImage]]]:
    scheme = label_scheme(recipe.label_scheme)
    return scheme, splits_of(open_set(folder, format_name, classes)(folder))


def _checked(
    train: SampleSet[Sample], val: SampleSet[Sample], folder: Path, scheme: LabelScheme, recipe: Recipe
) -> TrainingSet[Sample]:
    skipped = train.skipped + val.skipped
    for name, part in ((TRAIN, train), (VAL, val)):
        if not part.samples:
            reason = f" ({len(part.skipped)} images cannot be read)" if part.skipped else ""
            raise UserError(
                f"{folder} has nothing to learn from in its {name} split{reason}: add images, of several people"
            )
        check_classes(Counter(_labels(part.samples)), scheme, f"the {name} split of {folder}", recipe)
    return TrainingSet(train.samples, val.samples, skipped, _fingerprint(train.samples, val.samples))


def check_classes(counts: Counter[int], scheme: LabelScheme, where: str, recipe: Recipe) -> None:
    """Make sure that there is something to tell apart.

    Args:
        counts: faces of each class, by its number.
        scheme: names the classes.
        where: to call it in messages.
        recipe: may allow classes to be missing.

    Raises:
        UserError: a class is missing and the recipe does not allow it, or all faces are of one class.
    """
    missing = [name for number, name in enumerate(scheme.classes) if not counts[number]]
    if not missing:
        return
    present = [name for name in scheme.classes if name not in missing]
    if len(present) < 2:
        raise UserError(
            f"{where} holds {f'only faces of class {present[0]}' if present else 'no labeled face'}, and there "
            f"is nothing to tell apart: add {', '.join(missing)}, or choose other `labels`"
        )
    if not recipe.allow_missing_classes:
        raise UserError(
            f"{where} holds no face of class {', '.join(missing)}: add some, choose other `labels`, or set "
            "allow_missing_classes = true in the recipe"
        )


def _labels(samples: Sequence[FaceSample] | Sequence[SceneSample]) -> Iterator[int]:
    for sample in samples:
        if isinstance(sample, FaceSample):
            yield sample.label
        else:
            yield from sample.labels.tolist()


def _fingerprint(*parts: Sequence[FaceSample] | Sequence[SceneSample]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}\n".encode())
        for sample in part:
            labels = sample.label if isinstance(sample, FaceSample) else sample.labels.tolist()
            digest.update(f"{sample.name}\t{labels}\n".encode())
    return digest.hexdigest()
