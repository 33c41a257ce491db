"""Moxa3K: 3,000 images with Pascal VOC files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.readers.labels import CORRECT, NONE, Vocabulary
from fmld_synth.dataset.readers.pascal_voc import class_names_fit, read_voc_set
from fmld_synth.dataset.readers.reading import Reading

LABELS = Vocabulary(
    {"mask": CORRECT, "nomask": NONE, "no_mask": NONE, "face": NONE, "face_mask": CORRECT},
)
"""Copies of the set are in circulation with either pair of names."""


def read_moxa3k(root: Path, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
    """Read Moxa3K, with the class names of any of its copies."""
    return read_voc_set(root, LABELS, reading)


def recognizes(root: Path, reading: Reading | None = None) -> bool:
    """Whether the annotations use these class names and no others."""
    return class_names_fit(root, LABELS, reading)
