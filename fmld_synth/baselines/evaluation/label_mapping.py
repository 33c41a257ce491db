"""Comparing a model with a set whose labels are coarser: which classes of the model make up one of the set's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fmld_synth.baselines.evaluation.confusion import Counts, Floats
from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.label_schemes import LabelScheme, label_schemes
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.wear import WEAR_STATES

COARSER = ("three", "masked")
"""Schemes to try, the finer first, when a set cannot tell the model's classes apart."""


@dataclass(frozen=True)
class LabelMapping:
    """From a model's classes to those of the scheme it is judged by.

    Attributes:
        scheme: gives the set's faces their classes.
        classes: names that are told apart, some or all of the scheme's, in its order.
        places: int64 (classes of the model,): what each of them counts as, a place in ``classes``.
    """

    scheme: LabelScheme
    classes: tuple[str, ...]
    places: Counts

    def collapse(self, probabilities: Floats) -> Floats:
        """Probabilities of ``classes``, float64 (faces, classes): sums over the model's classes.

        Args:
            probabilities: float64 (faces, classes of the model).
        """
        collapsed = np.zeros((len(probabilities), len(self.classes)))
        np.add.at(collapsed.T, self.places, probabilities.T)
        return collapsed


def map_labels(model_scheme: LabelScheme, model_classes: Sequence[str], scheme: LabelScheme) -> LabelMapping:
    """Judge a model by a scheme.

    Args:
        model_scheme: the one the model was trained with.
        model_classes: names of its outputs.
        scheme: the one to judge by.

    Raises:
        UserError: the scheme tells apart what the model does not.
    """
    meant = {name: _classes_within(model_scheme, name, scheme) for name in model_classes}
    for name, wanted in meant.items():
        if len(wanted) != 1:
            raise UserError(
                f"`labels` {scheme.name} tells apart {', '.join(wanted) or 'other classes'}, but the model only knows "
                f"{name}; use `labels={model_scheme.name!r}`"
            )
    classes = tuple(name for name in scheme.classes if [name] in meant.values())
    return LabelMapping(
        scheme, classes, np.array([classes.index(meant[name][0]) for name in model_classes], np.int64)
    )


def choose_mapping(
    model_scheme: LabelScheme, model_classes: Sequence[str], images: Sequence[AnnotatedImage]
) -> LabelMapping:
    """Judge by the model's own labels where the set tells them, else by the finest that it tells.

    Raises:
        UserError: the set knows nothing that the model tells apart.
    """
    names = (model_scheme.name, *(name for name in COARSER if name != model_scheme.name))
    for scheme in (label_schemes()[name] for name in names):
        if _tells(images, scheme):
            try:
                return map_labels(model_scheme, model_classes, scheme)
            except UserError:
                continue
    raise UserError(
        f"the set's labels say nothing about the model's classes ({', '.join(model_classes)}); name what to judge by "
        "with `labels`"
    )


def _classes_within(model_scheme: LabelScheme, model_class: str, scheme: LabelScheme) -> list[str]:
    """The scheme's classes that faces of a model's class belong to."""
    nowhere = Box(0.0, 0.0, 1.0, 1.0)
    faces = [AnnotatedFace(nowhere, state.label, state.name) for state in WEAR_STATES.values()]
    names = [scheme.class_of(face) for face in faces if model_scheme.class_of(face) == model_class]
    return list(dict.fromkeys(name for name in names if name is not None))


def _tells(images: Sequence[AnnotatedImage], scheme: LabelScheme) -> bool:
    """Whether every labeled face has a class in the scheme."""
    try:
        for image in images:
            for face in image.faces:
                scheme.class_of(face)
    except UserError:
        return False
    return True
