"""Pascal VOC: one XML file an image. What all sets annotated that way share, and a reader for any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.readers.image_files import (
    SPLITS,
    below,
    beside,
    box_inside,
    checked_names,
    files_with,
    find_image,
    image_size,
    nothing_found,
    split_in,
)
from fmld_synth.dataset.readers.labels import COMMON, Vocabulary
from fmld_synth.dataset.readers.voc_file import VocFile, read_voc
from fmld_synth.errors import UserError
from fmld_synth.regular_files import read_regular_file

SNIFFED_FILES = 200
"""Files whose class names tell which set it is."""


def annotated_image(
    voc: VocFile, root: Path, image: Path, known: Vocabulary, split: str | None
) -> AnnotatedImage:
    """A parsed file as an annotated image.

    Args:
        voc: as parsed.
        root: folder of the set.
        image: its image file.
        known: the class names of the set.
        split: the image's split.

    Raises:
        UserError: a class is unknown, a box lies outside the image, or the image has another size than the
            annotated one.
    """
    width, height = image_size(image, str(voc.path))
    if voc.size not in (None, (width, height)):
        raise UserError(
            f"{voc.path}: size: {voc.size} (width, height) is not that of {image}, {(width, height)}; "
            "use the image that was annotated, with nothing rotated or resized"
        )
    faces = []
    for number, found in enumerate(voc.objects, start=1):
        where = f"{voc.path}: object {number}"
        meaning = known.meaning_of(found.name, f"{where}, name")
        box = box_inside(found.box, width, height, f"{where}, bndbox")
        faces.append(
            AnnotatedFace(
                box, meaning.label, meaning.wear_state, difficult=found.difficult, attributes=found.attributes
            )
        )
    return AnnotatedImage(image, below(root, image), width, height, tuple(faces), split)


def read_voc_set(
    root: Path,
    known: Vocabulary,
    files: Iterable[Path] | None = None,
    locate: Callable[[VocFile], Iterable[Path]] | None = None,
) -> Iterator[AnnotatedImage]:
    """Read a folder of annotation files, sorted by path.

    Args:
        root: folder of the set.
        known: the class names of the set.
        files: the annotation files; None for every XML file below ``root``.
        locate: where the image of a file may lie; None looks beside it and in folders of images next to it.

    Raises:
        UserError: there are none, one is broken, or an image is missing or annotated twice.
    """
    paths = list(files if files is not None else files_with(root, ".xml"))
    if not paths:
        raise nothing_found(root, "annotation files (.xml)")
    listed = _listed_splits(root)
    return checked_names(_read(root, path, known, locate or _beside, listed) for path in paths)


def read_pascal_voc(root: Path) -> Iterator[AnnotatedImage]:
    """Read any set of Pascal VOC files whose class names are common ones."""
    return read_voc_set(root, COMMON)


def class_names(root: Path) -> set[str]:
    """Class names in the first annotation files below ``root``; files that cannot be parsed say nothing."""
    names: set[str] = set()
    for path in files_with(root, ".xml")[:SNIFFED_FILES]:
        try:
            names.update(found.name for found in read_voc(path).objects)
        except UserError:
            continue
    return names


def class_names_fit(root: Path, known: Vocabulary) -> bool:
    """Whether the first annotation files below ``root`` use class names of this set and no others."""
    names = class_names(root)
    return bool(names) and all(known.get(name) is not None for name in names)


def recognises(root: Path) -> bool:
    """Whether this is a folder of Pascal VOC files."""
    return bool(class_names(root))


def _read(
    root: Path,
    path: Path,
    known: Vocabulary,
    locate: Callable[[VocFile], Iterable[Path]],
    listed: Mapping[str, str],
) -> AnnotatedImage:
    voc = read_voc(path)
    image = find_image(root, locate(voc), str(path))
    split = split_in(path.relative_to(root)) or listed.get(path.stem)
    return annotated_image(voc, root, image, known, split)


def _listed_splits(root: Path) -> dict[str, str]:
    """Splits by the name of the annotation, from ``ImageSets/Main/train.txt`` and its like; empty without them."""
    splits: dict[str, str] = {}
    for path in files_with(root / "ImageSets" / "Main", ".txt"):
        split = SPLITS.get(path.stem.lower())
        if split is not None:
            names = _lines(path)
            splits.update((PurePosixPath(name.strip()).name, split) for name in names if name.strip())
    return splits


def _lines(path: Path) -> list[str]:
    try:
        return read_regular_file(path).decode("utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None


def _beside(voc: VocFile) -> Iterator[Path]:
    return beside(voc.path, voc.filename)
