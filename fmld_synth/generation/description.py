"""The files that describe a finished set: manifest, rejections, description and contact sheet."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import cv2
from pydantic import BaseModel

from fmld_synth.dataset.file_names import CONTACT_SHEET, DESCRIPTION, MANIFEST, REJECTED
from fmld_synth.dataset.record_lines import read_lines, to_line
from fmld_synth.dataset.records import MANIFEST_FORMAT, Record, Rejection
from fmld_synth.dataset.summary import Notes, Summary, Tally, files_of, fingerprint
from fmld_synth.execution.kernels import kernels
from fmld_synth.files import encode_image, part_of, write_file, writing_failed
from fmld_synth.generation.configuration import Configuration
from fmld_synth.generation.contact_sheet import make_contact_sheet
from fmld_synth.generation.work import UnitResult
from fmld_synth.version import ENGINE, VERSION
from fmld_synth.wear import CLASS_NUMBERS

SURPLUS = "surplus"
"""Why a made picture is taken out again."""
LIBRARIES = ("numpy", "pillow", "pydantic")


def finish(
    configuration: Configuration,
    units: Iterable[Sequence[UnitResult]],
    rejections: Sequence[Rejection],
    missing: int,
    surplus: Set[str] = frozenset(),
    notes: Notes | None = None,
) -> Summary:
    """Write everything that describes the set; the description comes last and marks it as finished.

    Args:
        configuration: of the run.
        units: all pictures, those of one photograph at a time.
        rejections: of photographs and faces.
        missing: pictures that were wanted and could not be made.
        surplus: ids of pictures that are taken out again.
        notes: on the input.
    """
    output = Path(configuration.output)
    tally = Tally()
    reasons = Counter(rejection.reason for rejection in rejections)
    with _LineFile(output / MANIFEST) as manifest, _LineFile(output / REJECTED) as rejected:
        for rejection in rejections:
            rejected.add(rejection)
        for results in units:
            everything = sorted((one for result in results for one in result.records), key=lambda one: one.id)
            records = [record for record in everything if record.id not in surplus]
            for record in (record for record in everything if record.id in surplus):
                rejected.add(_taken_out(record, output))
                reasons[SURPLUS] += 1
            for record in records:
                manifest.add(record)
                tally.add(record)
            for rejection in (one for result in results for one in result.rejections):
                rejected.add(rejection)
                reasons[rejection.reason] += 1
    summary = Summary(
        output=configuration.output,
        images=tally.images,
        by_wear_state=dict(sorted(tally.wear_states.items())),
        by_label=dict(sorted(tally.labels.items())),
        by_split=_by_split(tally.splits, configuration),
        faces_by_label=dict(sorted(tally.faces.items())),
        photographs_used=tally.photographs,
        rejected=dict(sorted(reasons.items())),
        missing=missing,
        fingerprint=fingerprint(tally.files),
        passed_over=notes.passed_over if notes else {},
        guessed=notes.guessed if notes else {},
    )
    if tally.faces:
        sheet = make_contact_sheet(output, read_lines(output / MANIFEST, Record))
        write_file(output / CONTACT_SHEET, encode_image(sheet, "jpeg", 90), resumable=True)
    write_file(
        output / DESCRIPTION,
        (json.dumps(_description(configuration, summary), indent=2) + "\n").encode(),
        resumable=True,
    )
    return summary


def _taken_out(record: Record, output: Path) -> Rejection:
    """Delete the files of a picture that is one too many of its class."""
    for path, _ in files_of(record):
        (output / path).unlink(missing_ok=True)
    return Rejection(
        source=record.source.path,
        face=record.leading.index if record.leading else None,
        wear_state=record.wear_state,
        stage="balance",
        reason=SURPLUS,
        measured={"id": record.id},
    )


def _by_split(counted: Counter[str], configuration: Configuration) -> dict[str, int]:
    """Pictures of each wanted split; an annotated set has splits of its own."""
    names = sorted(counted) if configuration.annotated else configuration.split
    return {split: counted[split] for split in names}


def _description(configuration: Configuration, summary: Summary) -> dict[str, Any]:
    unsaid = {name for name in ("passed_over", "guessed") if not getattr(summary, name)}
    counts = summary.model_dump(exclude={"output", "fingerprint", *unsaid})
    return {
        "name": "fmld-synth",
        "version": VERSION,
        "engine": ENGINE,
        "manifest_format": MANIFEST_FORMAT,
        "libraries": library_versions(configuration.landmarks),
        "kernels": kernels(),
        "configuration": configuration.what_is_made(),
        "classes": CLASS_NUMBERS,
        "counts": counts,
        "fingerprint": summary.fingerprint,
    }


def library_versions(landmarks: str) -> dict[str, str]:
    """Versions of Python and of the libraries that decide the pixels, with faces found by ``landmarks``."""
    versions = {"python": platform.python_version(), "opencv": cv2.__version__}
    for name in ("mediapipe", *LIBRARIES) if landmarks == "mediapipe" else LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:  # a test's engine may run without it
            continue
    return versions


class _LineFile:
    """A file of JSON lines, written as a stream and renamed when whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = part_of(path)

    def __enter__(self) -> _LineFile:
        try:
            self._file = self._part.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise writing_failed(self._path, error, resumable=True) from error
        return self

    def add(self, entry: BaseModel) -> None:
        try:
            self._file.write(to_line(entry))
        except OSError as error:
            raise writing_failed(self._path, error, resumable=True) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            self._file.close()
            if kind is None:
                self._part.replace(self._path)
        except OSError as failure:
            raise writing_failed(self._path, failure, resumable=True) from failure
