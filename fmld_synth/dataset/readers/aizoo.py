"""AIZOO FaceMaskDetection: ``train`` and ``val`` with Pascal VOC files beside their images."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.readers.labels import CORRECT, NONE, Vocabulary
from fmld_synth.dataset.readers.pascal_voc import class_names_fit, read_voc_set
from fmld_synth.dataset.readers.reading import Reading

LABELS = Vocabulary({"face": NONE, "face_mask": CORRECT})


def read_aizoo(root: Path, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
    """Read AIZOO's set: ``face`` is a bare one, ``face_mask`` one with a mask."""
    return read_voc_set(root, LABELS, reading)


def recognizes(root: Path, reading: Reading | None = None) -> bool:
    """Whether the annotations use these class names and no others."""
    return class_names_fit(root, LABELS, reading)
