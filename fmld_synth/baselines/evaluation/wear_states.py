"""Recall by wear state: which ways of wearing a mask a classifier knows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel

from fmld_synth.baselines.evaluation.bootstrap import group_numbers
from fmld_synth.baselines.evaluation.confusion import Counts, Floats
from fmld_synth.baselines.evaluation.figures import Figure, Figures

NOT_TOLD = "not told"
"""Faces of which the set only knows the class."""


class StateFigures(BaseModel):
    """Faces that wear a mask in one way.

    Attributes:
        name: of the wear state.
        label: the class that is right for them.
        faces: how many.
        recall: share that gets this class.
        taken_for: of the others, how many get which class.
    """

    name: str
    label: str
    faces: int
    recall: Figure
    taken_for: dict[str, int]


def measure_states(
    states: Sequence[str | None],
    labels: Counts,
    predicted: Counts,
    identities: Sequence[str],
    classes: Sequence[str],
    *,
    seed: int = 0,
) -> list[StateFigures]:
    """Recall of each wear state, by class and the more frequent first; empty when no class has several.

    Args:
        states: of each face; None where the set does not say.
        labels, predicted: int64 (faces,).
        identities: see :func:`~fmld_synth.baselines.evaluation.classification.measure_classifier`.
        classes: names.
        seed: of the resampling.
    """
    kinds = [(int(label), state or NOT_TOLD) for label, state in zip(labels, states, strict=True)]
    number_of = {kind: kinds.count(kind) for kind in set(kinds)}
    if len(number_of) == len({label for label, _ in number_of}):
        return []
    order = sorted(number_of, key=lambda kind: (kind[0], -number_of[kind], kind[1]))
    places = np.array([order.index(kind) for kind in kinds], np.int64)
    groups = group_numbers(identities)
    counts = np.zeros((int(groups.max()) + 1, len(order), len(classes)), np.int64)
    np.add.at(counts, (groups, places, predicted), 1)
    right = np.array([label for label, _ in order], np.int64)

    def recalls(by_state: Counts) -> Floats:
        faces = by_state.sum(axis=-1)
        hits = np.take_along_axis(by_state, np.broadcast_to(right, faces.shape)[..., np.newaxis], -1)[..., 0]
        return np.asarray(np.where(faces > 0, hits / np.maximum(faces, 1), np.nan), np.float64)

    figures = Figures(counts, seed).of(recalls)
    return [
        StateFigures(
            name=state,
            label=classes[label],
            faces=number_of[label, state],
            recall=one,
            taken_for={
                name: int(count)
                for place, (name, count) in enumerate(zip(classes, row, strict=True))
                if place != label and count
            },
        )
        for (label, state), one, row in zip(order, figures, counts.sum(axis=0), strict=True)
    ]
