"""Opening a set: its format, the user's own class names, and what is to be said of it as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.readers import AUTO, READERS, detect_format, format_called
from fmld_synth.dataset.readers.class_mapping import PARAMETER, ClassMapping
from fmld_synth.dataset.readers.image_files import below, image_files
from fmld_synth.dataset.readers.reading import Reading, counted
from fmld_synth.errors import UserError


class OpenSet:
    """Reads a set any number of times; a :data:`~fmld_synth.dataset.annotations.Reader` for its folder.

    Attributes:
        folder: of the set.
        format: its format's name.
        reading: how it is read, and what was remarked.
    """

    def __init__(self, folder: Path, format_name: str, reading: Reading) -> None:
        self.folder, self.format, self.reading = folder, format_name, reading

    def __call__(self, folder: Path) -> Iterator[AnnotatedImage]:
        """The images, and at their end remarks on the set as a whole."""
        seen: set[Path] = set()
        labels: Counter[str | None] = Counter()
        self.reading.left_out.clear()
        for image in READERS[self.format](folder, self.reading):
            seen.add(image.path)
            labels.update(face.label for face in image.faces)
            yield image
        self._remark_on(seen, labels)

    def _remark_on(self, seen: set[Path], labels: Counter[str | None]) -> None:
        """Say what a user would else not notice."""
        remark = self.reading.remark
        if not labels:
            remark(f"{self.folder}: {counted(len(seen), 'image')}, and no face in any")
        elif not any(label is not None for label in labels):
            remark(f"{self.folder}: {counted(labels.total(), 'face')}, and no label on any")
        for name, number in sorted(self.reading.left_out.items()):
            if number:
                remark(
                    f"{self.folder}: {counted(number, 'face')} of the class {name!r} left out, as {PARAMETER} says"
                )
        unmet = self.reading.classes_not_met()
        if unmet:
            remark(f"{self.folder}: no face has the class {', '.join(unmet)} that {PARAMETER} names")
        if self.format not in ("manifest", "class_folders"):
            left = [path for path in image_files(self.folder) if path not in seen]
            if left:
                remark(
                    f"{self.folder}: {counted(len(left), 'image file')} left out, such as "
                    f"{below(self.folder, left[0])}: the annotations do not name them"
                )


def open_set(folder: Path, format_name: str = AUTO, classes: Mapping[str, str] | None = None) -> OpenSet:
    """Make ready to read a set.

    Args:
        folder: of the set.
        format_name: of its format; ``auto`` finds it out.
        classes: what class names mean, see :class:`~fmld_synth.dataset.readers.class_mapping.ClassMapping`.

    Raises:
        UserError: the folder does not exist, the format is unknown or cannot be found out, or a meaning is unknown.
    """
    reading = Reading(ClassMapping(classes))
    if format_name != AUTO:
        name = format_called(format_name)
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder")
    return OpenSet(folder, detect_format(folder, reading) if format_name == AUTO else name, reading)
