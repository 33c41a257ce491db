"""Pascal VOC: one XML file an image. What all sets annotated that way share, and a reader for any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.readers.image_files import (
    below,
    box_inside,
    checked_names,
    files_with,
    image_size,
    nothing_found,
)
from fmld_synth.dataset.readers.labels import COMMON, Vocabulary
from fmld_synth.dataset.readers.locating import ImageFinder, beside
from fmld_synth.dataset.readers.reading import Reading, counted
from fmld_synth.dataset.readers.splits import SPLITS, split_in
from fmld_synth.dataset.readers.voc_file import VocFile, read_voc, seems_annotation
from fmld_synth.errors import UserError
from fmld_synth.regular_files import read_regular_file

SNIFFED_FILES = 200
"""Files whose class names tell which set it is."""


Locate = Callable[[VocFile], Iterable[Path]]
"""Where the image of an annotation may lie."""


def read_voc_set(
    root: Path,
    known: Vocabulary,
    reading: Reading | None,
    files: Iterable[Path] | None = None,
    locate: Locate | None = None,
) -> Iterator[AnnotatedImage]:
    """Read a folder of annotation files, sorted by path; XML of other kinds is passed over.

    Args:
        root: folder of the set.
        known: the class names of the set.
        reading: is told of files that are passed over.
        files: the annotation files; None for every XML file below ``root``.
        locate: where the image of a file may lie; None looks beside it and in folders of images next to it.

    Raises:
        UserError: there are none, one is broken, or an image is missing or annotated twice.
    """
    reading = reading or Reading()
    found = list(files if files is not None else files_with(root, ".xml"))
    paths = [path for path in found if seems_annotation(path)]
    if not paths:
        if found:
            read_voc(found[0])  # tells what is wrong with it
        raise nothing_found(root, "annotation files (.xml with <annotation>)")
    others = sorted(set(found) - set(paths))
    if others:
        reading.remark(
            f"{root}: {counted(len(others), 'XML file')} passed over, such as {below(root, others[0])}: not Pascal VOC"
        )
    read = _VocReader(root, known, locate or _beside, reading)
    return checked_names(read.image(path) for path in paths)


def read_pascal_voc(root: Path, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
    """Read any set of Pascal VOC files whose class names are common ones."""
    return read_voc_set(root, COMMON, reading)


def class_names(root: Path) -> set[str]:
    """Class names in the first annotation files below ``root``; files that cannot be parsed say nothing."""
    names: set[str] = set()
    for path in files_with(root, ".xml")[:SNIFFED_FILES]:
        try:
            names.update(found.name for found in read_voc(path).objects)
        except UserError:
            continue
    return names


def class_names_fit(root: Path, known: Vocabulary, reading: Reading | None) -> bool:
    """Whether the first annotation files below ``root`` use class names of this set and no others."""
    names = class_names(root)
    mapped = reading.classes if reading is not None else ()
    return any(known.get(name) is not None for name in names) and all(
        known.get(name) is not None or name in mapped for name in names
    )


def recognizes(root: Path, _: Reading | None = None) -> bool:
    """Whether this is a folder of Pascal VOC files; damaged ones count, because reading them tells what is wrong."""
    return any(seems_annotation(path) for path in files_with(root, ".xml"))


class _VocReader:
    """Reads the annotation files of a set."""

    def __init__(self, root: Path, known: Vocabulary, locate: Locate, reading: Reading) -> None:
        self._root, self._known, self._locate, self._reading = root, known, locate, reading
        self._finder = ImageFinder(root)
        self._listed = _listed_splits(root)

    def image(self, path: Path) -> AnnotatedImage:
        """What a file says of its image.

        Raises:
            UserError: a class is unknown, a box lies outside the image, or the image is missing or has another size
                than the annotated one.
        """
        voc = read_voc(path)
        split = split_in(path.relative_to(self._root))
        written = [name for name in (voc.image_path, voc.filename) if name]
        image = self._finder.find(
            self._locate(voc), str(path), written=[*written, path.stem], annotation=path, split=split
        )
        width, height = image_size(image, str(path))
        if voc.size not in (None, (width, height)):
            raise UserError(
                f"{path}: size: {voc.size} (width, height) is not that of {image}, {(width, height)}; use the image "
                "that was annotated, with nothing rotated or resized"
            )
        faces = []
        for number, found in enumerate(voc.objects, start=1):
            where = f"{path}: object {number}"
            box = box_inside(found.box, width, height, f"{where}, bndbox")
            meaning = self._reading.meaning_of(found.name, self._known, f"{where}, name")
            if meaning is not None:
                faces.append(
                    AnnotatedFace(
                        box,
                        meaning.label,
                        meaning.wear_state,
                        difficult=found.difficult,
                        attributes=found.attributes,
                    )
                )
        split = split or self._listed.get(path.stem) or split_in(image.relative_to(self._root))
        return AnnotatedImage(image, below(self._root, image), width, height, tuple(faces), split)


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
