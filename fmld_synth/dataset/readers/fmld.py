"""FMLD: Pascal VOC files in ``FMLD_annotations/train`` and ``test`` for images of MAFA and WIDER FACE.

The folder holds what FMLD's own programs expect::

    FMLD_annotations/{train,test}/*.xml
    MAFA/{train-images,test-images}/...
    WIDER/{WIDER_train,WIDER_val}/...

An annotation's ``source/database`` and ``path`` tell which image it belongs to. Faces that are ``difficult``
or ``invalid_face`` do not count in FMLD's own evaluation; gender, ethnicity and pose are kept as attributes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.readers.image_files import files_with
from fmld_synth.dataset.readers.labels import CORRECT, INCORRECT, NONE, UNKNOWN, Vocabulary
from fmld_synth.dataset.readers.locating import beside
from fmld_synth.dataset.readers.pascal_voc import class_names, read_voc_set
from fmld_synth.dataset.readers.reading import Reading
from fmld_synth.dataset.readers.voc_file import VocFile

ANNOTATIONS = "FMLD_annotations"
LABELS = Vocabulary(
    {
        "masked_face": CORRECT,
        "incorrectly_masked_face": INCORRECT,
        "unmasked_face": NONE,
        "invalid_face": UNKNOWN,
    }
)


def read_fmld(root: Path, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
    """Read FMLD, or its train or test part alone.

    Args:
        root: the folder with ``FMLD_annotations``, ``MAFA`` and ``WIDER``.
        reading: what class names mean, and where remarks go.
    """
    folder = root / ANNOTATIONS
    files = files_with(folder if folder.is_dir() else root, ".xml")
    return read_voc_set(root, LABELS, reading, files, lambda voc: _candidates(root, voc))


def recognizes(root: Path, _: Reading | None = None) -> bool:
    """Whether the folder is FMLD's, or its annotations use FMLD's class names."""
    if (root / ANNOTATIONS).is_dir():
        return True
    return any(LABELS.get(name) is not None for name in class_names(root))


def _candidates(root: Path, voc: VocFile) -> Iterator[Path]:
    """Below the folder of its source, below the set's folder, or beside the annotation."""
    for named in (voc.image_path, voc.filename):
        if named is None:
            continue
        path = PurePosixPath(named.replace("\\", "/"))
        if path.is_absolute():
            continue
        if voc.database:
            yield root / voc.database / path
        yield root / path
        yield root / "images" / voc.path.parent.name / path
    yield from beside(voc.path, voc.filename)
