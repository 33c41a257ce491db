"""YOLO: a text file an image, one face a line; ``data.yaml`` or a list has the class names."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.dataset.readers.image_files import (
    below,
    box_inside,
    checked_names,
    files_with,
    image_files,
    image_size,
    nothing_found,
    read_text,
)
from fmld_synth.dataset.readers.labels import COMMON, Meaning
from fmld_synth.dataset.readers.reading import Reading, counted
from fmld_synth.dataset.readers.yolo_columns import ColumnCount, Columns, outline_box
from fmld_synth.dataset.readers.yolo_description import (
    Description,
    find_description,
    looks_like_labels,
    without_names,
)
from fmld_synth.dataset.readers.yolo_images import images_of_splits
from fmld_synth.dataset.readers.yolo_labels import match_labels
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box

LABELS_SNIFFED = 200
"""Text files that are looked into to recognize a set by its labels."""


def read_yolo(root: Path, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
    """Read a set in YOLO's layout or darknet's; an image without a text file has no faces.

    ``class x y width height`` gives the center and size as shares of the image; what further numbers mean is told by
    ``yolo_columns``.

    Raises:
        UserError: class names or images are missing, no image has labels, labels have no image, or a line is broken;
            file and line are named.
    """
    reading = reading or Reading()
    description = find_description(root)
    if description is None:
        if not reading.classes:
            raise UserError(
                f"{root}: class names are missing; add data.yaml with names, or classes.txt, or say what the numbers "
                "mean, as in `classes='0=correct,1=none'`"
            )
        description = without_names(root)
    images = image_files(root)
    splits = images_of_splits(root, description, images, reading)
    if not splits:
        raise nothing_found(root, "images")
    texts = [path for path in files_with(root, ".txt") if path not in description.files]
    matches = match_labels(root, images, texts)
    labels = {image: matches.labels[image] for image in splits if image in matches.labels}
    _remark_on_labels(root, splits, labels, matches.unused, reading)
    read = _LineReader(root, description, labels, reading)
    return checked_names(read.image(image, split) for image, split in splits.items())


def recognizes(root: Path, _: Reading | None = None) -> bool:
    """Whether the folder, or one inside it, names the classes of a YOLO set, and labels or splits lie there too."""
    try:
        description = find_description(root)
    except UserError:  # if there are labels, reading them tells what is wrong
        return holds_labels(root)
    return description is not None and (description.is_explicit or holds_labels(root))


def is_described(root: Path) -> bool:
    """Whether a file in the folder describes a YOLO set, whatever else lies there."""
    try:
        return find_description(root) is not None
    except UserError:
        return False


def holds_labels(root: Path) -> bool:
    """Whether text files below a folder look like labels."""
    return any(looks_like_labels(path) for path in files_with(root, ".txt")[:LABELS_SNIFFED])


def _remark_on_labels(
    root: Path,
    splits: dict[Path, str | None],
    labels: dict[Path, Path],
    unused: tuple[Path, ...],
    reading: Reading,
) -> None:
    """Say which images and labels have no counterpart.

    Raises:
        UserError: no image has any.
    """
    if not labels:
        raise UserError(
            f"{root}: no label file belongs to any of its {counted(len(splits), 'image')}; put each beside its image "
            "or in labels/, with the image's name"
        )
    bare = [image for image in splits if image not in labels]
    if bare:
        reading.remark(
            f"{root}: {counted(len(bare), 'image')} of {len(splits):,} without a label file, such as "
            f"{below(root, bare[0])}: taken for images without faces"
        )
    if unused:
        reading.remark(
            f"{root}: {counted(len(unused), 'label file')} not used, such as {below(root, unused[0])}: there is "
            "another one for the same image"
        )


class _LineReader:
    """Reads the lines of label files, after a look at all of them."""

    def __init__(
        self, root: Path, description: Description, labels: dict[Path, Path], reading: Reading
    ) -> None:
        self._root, self._description, self._labels, self._reading = root, description, labels, reading
        self._names = description.names or {}
        columns = ColumnCount(description.kpt_shape)
        for path in labels.values():
            for number, line in enumerate(read_text(path).splitlines(), start=1):
                if line.strip():
                    columns.add(_numbers(line, f"{path}, line {number}")[1])
        self._columns = columns.decided()
        for number in columns.further():
            extra = "a confidence" if number == 5 else "a confidence and a track number"
            reading.remark(
                f"{root}: {number} numbers follow the class; the first four are taken for the box, the others for "
                f"{extra if number <= 6 else 'landmarks'}"
            )

    def image(self, image: Path, split: str | None) -> AnnotatedImage:
        labels = self._labels.get(image)
        width, height = image_size(image, str(image))
        faces = []
        for number, line in enumerate(read_text(labels).splitlines() if labels else (), start=1):
            if line.strip():
                face = self._face(line, width, height, f"{labels}, line {number}")
                faces += [face] if face is not None else []
        return AnnotatedImage(image, below(self._root, image), width, height, tuple(faces), split)

    def _face(self, line: str, width: int, height: int, where: str) -> AnnotatedFace | None:
        number, values = _numbers(line, where)
        columns = self._columns.get(len(values), "expected x, y, width and height after the class")
        if not isinstance(columns, Columns):
            raise UserError(f"{where}: {columns}")
        meaning = self._meaning(number, where)
        shares = values[:4] if columns is Columns.BOX else values
        if not all(abs(value) <= 2 for value in shares):
            raise UserError(
                f"{where}: expected shares of the image from 0 to 1, found {max(shares, key=abs)}"
            )
        box = outline_box(shares) if columns is Columns.OUTLINE else _box(shares)
        pixels = Box(box.x * width, box.y * height, box.width * width, box.height * height)
        inside = box_inside(pixels, width, height, where, in_pixels=False)
        return AnnotatedFace(inside, meaning.label, meaning.wear_state) if meaning is not None else None

    def _meaning(self, number: int, where: str) -> Meaning | None:
        name = self._names.get(number)
        if name is None:
            if str(number) not in self._reading.classes:
                raise UserError(f"{where}: class {number} is not in {self._description.where}")
            name, where = str(number), where
        else:
            where = f"{self._description.where}, {number}"
        return self._reading.meaning_of(name, COMMON, where)


def _box(values: list[float]) -> Box:
    across, down, width, height = values
    return Box(across - width / 2, down - height / 2, width, height)


def _numbers(line: str, where: str) -> tuple[int, list[float]]:
    """The class number of a line, which some programs write as 0.0, and what follows it."""
    words = line.split()
    try:
        number, *values = (float(word) for word in words)
        if not (number.is_integer() and number >= 0 and all(map(math.isfinite, values))):
            raise ValueError
    except ValueError:
        raise UserError(
            f"{where}: expected a class number and shares of the image, found {' '.join(words)[:80]!r}"
        ) from None
    return int(number), values
