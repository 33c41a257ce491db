"""Confusion matrices and the figures that follow from them.

Each figure takes int64 (..., classes, classes), rows the true and columns the predicted classes: one matrix, or many
at once as the bootstrap makes them; in another mixture of the classes (see ``mixture``) float64. Where a figure has no
meaning, as the recall of a class that does not occur, it is nan.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def confusion_matrix(labels: Counts, predicted: Counts, classes: int) -> Counts:
    """Count every pair of true and predicted class.

    Args:
        labels: int64 (faces,), from 0 to ``classes`` - 1.
        predicted: likewise.

    Returns:
        int64 (classes, classes).
    """
    return np.bincount(labels * classes + predicted, minlength=classes**2).reshape(classes, classes)


def confusion_by_group(labels: Counts, predicted: Counts, groups: Counts, classes: int) -> Counts:
    """One confusion matrix a group: int64 (groups, classes, classes).

    Args:
        labels, predicted: see :func:`confusion_matrix`.
        groups: int64 (faces,): number of each face's group, counted from 0.
    """
    number = int(groups.max(initial=-1)) + 1
    cells = (groups * classes + labels) * classes + predicted
    return np.bincount(cells, minlength=number * classes**2).reshape(number, classes, classes)


def recall(confusion: Counts | Floats) -> Floats:
    """float64 (..., classes): share of each class's faces that are recognized."""
    return _share(_right(confusion), confusion.sum(axis=-1))


def precision(confusion: Counts | Floats) -> Floats:
    """float64 (..., classes): share of the faces taken for each class that are of it."""
    return _share(_right(confusion), confusion.sum(axis=-2))


def f1_score(confusion: Counts | Floats) -> Floats:
    """float64 (..., classes): harmonic mean of precision and recall; nan for classes that do not occur."""
    true = confusion.sum(axis=-1)
    return np.where(true > 0, _share(2 * _right(confusion), true + confusion.sum(axis=-2)), np.nan)


def accuracy(confusion: Counts | Floats) -> Floats:
    """float64 (...): share of all faces that are recognized."""
    return _share(_right(confusion).sum(axis=-1), confusion.sum(axis=(-2, -1)))


def balanced_accuracy(confusion: Counts | Floats) -> Floats:
    """float64 (...): mean recall of the classes that occur (Brodersen et al., The balanced accuracy and its posterior
    distribution, ICPR 2010)."""
    recalls = recall(confusion)
    occurring = ~np.isnan(recalls)
    return _share(np.where(occurring, recalls, 0.0).sum(axis=-1), occurring.sum(axis=-1))


def _right(confusion: Counts | Floats) -> Floats:
    return np.asarray(np.diagonal(confusion, axis1=-2, axis2=-1), np.float64)


def _share(part: Floats, whole: Counts | Floats) -> Floats:
    """``part / whole``; nan where the whole is 0."""
    shares = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=shares, where=np.asarray(whole) > 0)
    return shares
