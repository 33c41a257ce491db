"""What a finished set holds, in numbers, and the one hash of all its files."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from fmld_synth.dataset.file_names import DESCRIPTION
from fmld_synth.dataset.records import UNLABELED, Record
from fmld_synth.errors import UserError
from fmld_synth.regular_files import read_regular_file


class Notes(NamedTuple):
    """What the user should know of the input.

    passed_over: number of files in the input folder by ending that were not taken for photographs.
    guessed: number of photographs by what had to be guessed of them.
    """

    passed_over: dict[str, int]
    guessed: dict[str, int]


class Summary(BaseModel):
    """What a run made.

    Attributes:
        output: folder of the set.
        images: number of pictures.
        by_wear_state, by_label, by_split: numbers of pictures; where the wear state is unknown, the label
            counts.
        faces_by_label: faces in all pictures, also further ones of scenes; difficult ones do not count.
        photographs_used: photographs with at least one picture.
        rejected: number of rejections by reason.
        missing: masked pictures that were asked for but could not be made.
        fingerprint: of all pictures and mattes.
        passed_over, guessed: see :class:`Notes`.
    """

    model_config = ConfigDict(frozen=True)

    output: str
    images: int
    by_wear_state: dict[str, int]
    by_label: dict[str, int]
    by_split: dict[str, int]
    faces_by_label: dict[str, int] = {}
    photographs_used: int
    rejected: dict[str, int]
    missing: int
    fingerprint: str
    passed_over: dict[str, int] = {}
    guessed: dict[str, int] = {}


def fingerprint(entries: Iterable[tuple[str, str]]) -> str:
    """One hash for a whole set: SHA-256 over sorted lines ``path sha256``."""
    digest = hashlib.sha256()
    for path, sha256 in sorted(entries):
        digest.update(f"{path} {sha256}\n".encode())
    return digest.hexdigest()


def files_of(record: Record) -> list[tuple[str, str]]:
    """Path and SHA-256 of the files of one picture."""
    files = [(record.image, record.image_sha256)]
    for _, mask in record.masks:
        if mask.matte is not None and mask.matte_sha256 is not None:
            files.append((mask.matte, mask.matte_sha256))
    return files


class Tally:
    """Counts records, given in the manifest's order.

    Attributes:
        wear_states, labels, splits: numbers of pictures; where the wear state is unknown, the label counts.
        faces: faces in all pictures, also further ones of scenes; difficult ones do not count.
        photographs: with at least one picture.
        files: path and SHA-256 of all pictures and mattes.
    """

    def __init__(self) -> None:
        self.wear_states: Counter[str] = Counter()
        self.labels: Counter[str] = Counter()
        self.splits: Counter[str] = Counter()
        self.faces: Counter[str] = Counter()
        self.photographs = 0
        self.files: list[tuple[str, str]] = []
        self._latest_photograph = ""

    def add(self, record: Record) -> None:
        """Count a record; those of one photograph follow each other."""
        self.wear_states[record.category] += 1
        self.labels[record.label or UNLABELED] += 1
        self.splits[record.split] += 1
        self.faces.update(record.labels)
        self.files.extend(files_of(record))
        self.photographs += record.source.sha256 != self._latest_photograph
        self._latest_photograph = record.source.sha256

    @property
    def images(self) -> int:
        """Number of records."""
        return sum(self.labels.values())


def read_summary(output: Path) -> Summary:
    """The summary of a finished set."""
    path = output / DESCRIPTION
    try:
        description = json.loads(read_regular_file(path).decode())
        return Summary.model_validate({"output": output.as_posix(), **description["counts"], **description})
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UserError(f"{path} is damaged; delete it, then use `resume=True` or `overwrite=True`") from None
