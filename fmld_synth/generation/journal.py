"""The journal of a run: what is done, so that a killed run can go on and end with the same bytes.

It lies in a hidden folder of the output and is removed at the end. Lines are appended whole and in the
plan's order; what a kill left torn at the end of a file is cut off.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from pydantic import BaseModel, ValidationError

from fmld_synth.dataset.record_lines import to_line
from fmld_synth.errors import UserError
from fmld_synth.faces.mesh_points import LANDMARK_COUNT
from fmld_synth.files import writing_failed
from fmld_synth.generation.survey import SurveyedPhotograph, no_landmarks, with_rows_from
from fmld_synth.generation.work import UnitKey, UnitResult
from fmld_synth.geometry import FloatArray

Entry = TypeVar("Entry", bound=BaseModel)

FOLDER = ".progress"
ROW_BYTES = LANDMARK_COUNT * 3 * 4
"""Size of one face's landmarks, as float32."""
AGAIN = "copy it again, or begin again in another `output`"
"""What to do about a file that lost something on its way."""


class Journal:
    """What is done, and what it gave; whoever opens it holds the lock of the folder.

    Args:
        output: folder of the set; it exists.

    Raises:
        UserError: it cannot be written.
    """

    def __init__(self, output: Path) -> None:
        self._folder = output / FOLDER
        self._landmarks = self._folder / "landmarks.f32"
        self._survey = self._folder / "survey.jsonl"
        self._units = self._folder / "units.jsonl"
        self._inputs = self._folder / "inputs.sha256"
        self._places: dict[UnitKey, tuple[int, int]] = {}
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise writing_failed(self._folder, error, resumable=True) from error

    def check_inputs(self, paths: Sequence[str]) -> None:
        """Make sure that a resumed run sees the photographs that it began with.

        Raises:
            UserError: photographs were added or removed since.
        """
        digest = hashlib.sha256("\n".join(paths).encode("utf-8", "surrogateescape")).hexdigest()
        if self._inputs.exists() and self._inputs.read_text() not in ("", digest):
            raise UserError(
                "`resume`: photographs were added or removed since the run began; use `overwrite=True`"
            )
        self._append(self._inputs, b"", truncate_to=0)
        self._append(self._inputs, digest.encode())

    def read_survey(self) -> list[SurveyedPhotograph]:
        """What an earlier run surveyed, in order; also cuts off torn ends, and what lost its landmarks in a power cut.

        Raises:
            UserError: another version of this program wrote it, as for :meth:`read_units`.
        """
        found: list[SurveyedPhotograph] = []
        rows, there = 0, self._landmarks.stat().st_size // ROW_BYTES if self._landmarks.exists() else 0
        for line, (start, _) in _whole_lines(self._survey):
            surveyed = read_entry(SurveyedPhotograph, line)
            if rows + len(surveyed.faces) > there:
                self._append(self._survey, b"", truncate_to=start)
                break
            rows += len(surveyed.faces)
            found.append(surveyed)
        self._append(self._landmarks, b"", truncate_to=rows * ROW_BYTES)
        return found

    def add_survey(self, found: SurveyedPhotograph, landmarks: FloatArray) -> SurveyedPhotograph:
        """Append one photograph; its landmarks are written before the line that counts them."""
        placed = with_rows_from(found, self._landmarks.stat().st_size // ROW_BYTES)
        self._append(self._landmarks, np.ascontiguousarray(landmarks, np.float32).tobytes())
        self._append(self._survey, to_line(placed).encode())
        return placed

    def landmarks_of(self, photograph: SurveyedPhotograph) -> FloatArray:
        """The landmarks of a photograph's usable faces, in their order: float32 (faces, 478, 3)."""
        return read_landmarks(self._landmarks, photograph)

    def read_units(self) -> dict[UnitKey, UnitResult]:
        """What an earlier run finished; only outcomes are kept in memory."""
        outcomes = {}
        for line, place in _whole_lines(self._units):
            result = read_entry(UnitResult, line)
            self._places[result.key] = place
            outcomes[result.key] = without_records(result)
        return outcomes

    def add_unit(self, result: UnitResult) -> None:
        """Append a finished unit of work."""
        line = to_line(result).encode()
        start = self._units.stat().st_size if self._units.exists() else 0
        self._append(self._units, line)
        self._places[result.key] = (start, len(line))

    def units(self) -> Iterator[list[UnitResult]]:
        """All finished units, one photograph at a time, in the order of their content hashes."""
        by_photograph: dict[str, list[tuple[int, int]]] = {}
        for key, place in sorted(self._places.items()):
            by_photograph.setdefault(key.sha256, []).append(place)
        if not by_photograph:
            return
        with self._units.open("rb") as lines:
            for places in by_photograph.values():
                results = []
                for start, length in places:
                    lines.seek(start)
                    results.append(UnitResult.model_validate_json(lines.read(length)))
                yield results

    def remove(self) -> None:
        """The set is finished: the journal is not needed any more."""
        shutil.rmtree(self._folder)

    def _append(self, path: Path, content: bytes, truncate_to: int | None = None) -> None:
        try:
            with path.open("ab") as file:
                if truncate_to is not None:
                    file.truncate(truncate_to)
                start = file.tell()
                try:
                    file.write(content)
                    file.flush()
                except OSError:
                    os.ftruncate(file.fileno(), start)
                    raise
        except OSError as error:
            raise writing_failed(path, error, resumable=True) from error


def read_landmarks(path: Path, photograph: SurveyedPhotograph) -> FloatArray:
    """The landmarks of a photograph's usable faces, which lie in rows of 478 x 3 float32 behind one another.

    Returns:
        In the order of the faces: float32 (faces, 478, 3).

    Raises:
        UserError: they are not there.
    """
    if not photograph.faces:
        return no_landmarks()
    count = len(photograph.faces) * LANDMARK_COUNT * 3
    try:
        values = np.fromfile(path, np.float32, count=count, offset=photograph.faces[0].row * ROW_BYTES)
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror or error}; {AGAIN}") from None
    if len(values) < count:
        raise UserError(f"{path} is cut off; {AGAIN}")
    return values.reshape(len(photograph.faces), LANDMARK_COUNT, 3)


def without_records(result: UnitResult) -> UnitResult:
    """What the plan needs of a unit, without what only the manifest needs."""
    return result.model_copy(update={"records": (), "rejections": ()})


def read_entry(kind: type[Entry], line: bytes) -> Entry:
    """A line that a run wrote.

    Raises:
        UserError: it is not one of this version.
    """
    try:
        return kind.model_validate_json(line)
    except ValidationError:
        raise UserError(
            "the run was begun with another version of fmld-synth; go on with that version, or begin again in another "
            "`output`"
        ) from None


def _whole_lines(path: Path) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Complete lines of a file with their place (start, length); a torn last line is cut off."""
    if not path.exists():
        return
    start = 0
    with path.open("r+b") as file:
        for line in file:
            if not line.endswith(b"\n"):
                file.truncate(start)
                return
            yield line, (start, len(line))
            start += len(line)
