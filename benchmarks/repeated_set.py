"""A large set to measure on: the pictures of a small one, again and again under new names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fmld_synth.dataset.file_names import MANIFEST
from fmld_synth.dataset.record_lines import read_manifest, to_line
from fmld_synth.dataset.records import Record, RecordedFace
from fmld_synth.dataset.summary import files_of


def repeated_set(original: Path, folder: Path, number: int, place: Callable[[Path, Path], object]) -> Path:
    """Write a set of ``number`` pictures.

    Args:
        original: a finished set.
        folder: of the large one; is made.
        number: of pictures.
        place: brings a file of the original to its new path, such as ``shutil.copyfile`` or ``os.link``.
    """
    folder.mkdir()
    records = read_manifest(original)
    with (folder / MANIFEST).open("w", encoding="utf-8") as manifest:
        for count in range(number):
            record = records[count % len(records)]
            copy = _renamed(record, count)
            for (before, _), (now, _) in zip(files_of(record), files_of(copy), strict=True):
                (folder / now).parent.mkdir(parents=True, exist_ok=True)
                place(original / before, folder / now)
            manifest.write(to_line(copy))
    return folder


def _renamed(record: Record, number: int) -> Record:
    faces = tuple(_with_matte_renamed(face, number) for face in record.faces)
    update = {"id": f"{number:06d}-{record.id}", "image": _numbered(record.image, number), "faces": faces}
    return record.model_copy(update=update)


def _with_matte_renamed(face: RecordedFace, number: int) -> RecordedFace:
    if face.mask is None or face.mask.matte is None:
        return face
    mask = face.mask.model_copy(update={"matte": _numbered(face.mask.matte, number)})
    return face.model_copy(update={"mask": mask})


def _numbered(path: str, number: int) -> str:
    folder, file = path.rsplit("/", 1)
    return f"{folder}/{number:06d}-{file}"
