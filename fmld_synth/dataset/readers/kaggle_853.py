"""Kaggle's face mask detection set of 853 images: ``images`` and ``annotations`` (Pascal VOC)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.readers.labels import CORRECT, INCORRECT, NONE, Vocabulary
from fmld_synth.dataset.readers.pascal_voc import class_names_fit, read_voc_set
from fmld_synth.dataset.readers.reading import Reading

LABELS = Vocabulary({"with_mask": CORRECT, "without_mask": NONE, "mask_weared_incorrect": INCORRECT})


def read_kaggle_853(root: Path, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
    """Read the set of 853 images, whose third class is spelt ``mask_weared_incorrect``."""
    return read_voc_set(root, LABELS, reading)


def recognizes(root: Path, reading: Reading | None = None) -> bool:
    """Whether the annotations use these class names and no others."""
    return class_names_fit(root, LABELS, reading)
