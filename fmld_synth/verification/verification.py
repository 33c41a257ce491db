"""Verification of a finished set: every checksum, label and split, and nothing that is not listed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Literal

import cv2
from pydantic import BaseModel

from fmld_synth.dataset.file_names import DESCRIPTION, MANIFEST, OUR_FILES, PICTURE_FOLDERS
from fmld_synth.dataset.record_lines import stream_manifest
from fmld_synth.dataset.records import ORIGINAL, Record
from fmld_synth.dataset.set_files import LeadsOutsideError, read_file_of_set
from fmld_synth.errors import Rejected, UserError, printable, reason_of
from fmld_synth.execution.processes import Crew, available_cores
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.files import encode_image, sha256_of
from fmld_synth.generation.engine import Engine, EngineFactory, standard_engine
from fmld_synth.generation.finishing import files_of, fingerprint
from fmld_synth.photographs.reading import Photograph
from fmld_synth.progress import Unwatched, Watcher
from fmld_synth.regular_files import read_regular_file
from fmld_synth.rerendering.landmarks import landmarks_of
from fmld_synth.rerendering.rerendering import (
    RenderedPicture,
    Rerendering,
    SourceMissingError,
    open_source,
    with_templates,
)
from fmld_synth.verification.label_checks import mask_faults, matte_faults, record_faults
from fmld_synth.wear import WEAR_STATES, Coverage

Level = Literal["rendered", "matte", "recorded", "none"]
"""How far a picture's label was checked: ``rendered`` again from its photograph, bit for bit, and measured;
measured on its ``matte`` (the photograph or template is gone); only what was ``recorded``; or ``none``,
because its file is broken."""


IMPOSSIBLE = (
    cv2.error, LookupError, ValueError, TypeError, ArithmeticError, AttributeError, MemoryError, Rejected
)  # fmt: skip
"""What a record of possible types and impossible values raises somewhere on its way through the engine."""


class Fault(BaseModel):
    """Something wrong in a set.

    Attributes:
        where: path of a file, or id of a picture.
        kind: one machine-readable word.
        detail: for people.
    """

    where: str
    kind: str
    detail: str


class Checked(BaseModel):
    """What was found out about one picture."""

    level: Level
    faults: list[Fault]


class Verification(BaseModel):
    """What was found out about a set: the number of pictures that reached each level, and all faults."""

    pictures: int
    levels: dict[str, int]
    faults: list[Fault]


@reproducible_kernels()
def verify(
    folder: Path,
    *,
    source_folder: Path | None = None,
    templates_of_the_set: bool = False,
    workers: int | None = None,
    engine_factory: EngineFactory | None = None,
    watcher: Watcher | None = None,
) -> Verification:
    """Check a finished set.

    Args:
        folder: of the set.
        source_folder: where the photographs lie now; None looks where they lay when the set was made.
        templates_of_the_set: load templates from the folders that the set names; otherwise they are looked up by name.
        workers: processes; None for one a core.
        engine_factory: makes the engine in every process; None makes the usual one, with the set's landmark source.
        watcher: is told of the progress.

    Raises:
        UserError: ``folder`` holds no readable manifest, or it lists no pictures.
    """
    watcher = watcher or Unwatched()
    engine_factory = engine_factory or partial(standard_engine, landmarks_of(folder))
    pictures = sum(1 for _ in stream_manifest(folder))
    if pictures == 0:
        raise UserError(f"{folder / MANIFEST} is empty: the set holds no pictures to verify")
    faults = [*set_faults(folder, stream_manifest(folder)), *split_faults(stream_manifest(folder))]
    levels: Counter[str] = Counter()
    watcher.begin("verify", pictures)
    photographs = groupby(stream_manifest(folder), key=lambda record: record.source.sha256)
    units = (list(group) for _, group in photographs)
    with Crew(
        partial(_Inspector, folder, source_folder, engine_factory, templates_of_the_set),
        workers or available_cores(),
    ) as crew:
        for checked in crew.run(units):
            levels.update(one.level for one in checked)
            found = [fault for one in checked for fault in one.faults]
            faults.extend(found)
            watcher.advance(len(checked), len(checked), len(found))
    return Verification(pictures=pictures, levels=dict(sorted(levels.items())), faults=faults)


class _Inspector:
    """A worker: checks all pictures of one photograph, which is read at most once."""

    def __init__(
        self,
        folder: Path,
        source_folder: Path | None,
        engine_factory: EngineFactory,
        templates_of_the_set: bool,
    ) -> None:
        self._folder, self._source_folder = folder, source_folder
        self._engine: Engine = with_templates(engine_factory(), of_the_set=templates_of_the_set)

    def __call__(self, records: list[Record]) -> list[Checked]:
        try:
            photograph = open_source(records[0], self._source_folder)
        except SourceMissingError:
            return [self._check_files_only(record) for record in records]
        rerendering = Rerendering(photograph, self._engine)
        results = []
        for record in records:
            try:
                rendered = rerendering.render(record)
                faults = [*self._file_faults(record), *_rendering_faults(record, rendered, photograph)]
                results.append(Checked(level="rendered", faults=faults))
            except (UserError, *IMPOSSIBLE) as error:
                checked = self._check_files_only(record)
                why = str(error) if isinstance(error, UserError) else f"impossible values: {reason_of(error)}"
                checked.faults.append(_fault(record.id, "not_rendered", printable(why)))
                results.append(checked)
        return results

    def _check_files_only(self, record: Record) -> Checked:
        try:
            return self._check_files(record)
        except IMPOSSIBLE as error:
            why = printable(f"impossible values: {reason_of(error)}")
            return Checked(level="none", faults=[_fault(record.id, "damaged", why)])

    def _check_files(self, record: Record) -> Checked:
        faults = self._file_faults(record)
        faults.extend(_fault(record.id, *found) for found in record_faults(record))
        if any(fault.kind in ("missing", "outside", "changed") for fault in faults):
            return Checked(level="none", faults=faults)
        level: Level = "recorded"
        for face, mask in record.masks:
            if mask.matte is not None and face.wear_state in WEAR_STATES:
                level, path = "matte", self._folder / mask.matte
                found = matte_faults(face, mask, (record.width, record.height), path)
                faults.extend(_fault(mask.matte, *fault) for fault in found)
        return Checked(level=level, faults=faults)

    def _file_faults(self, record: Record) -> list[Fault]:
        faults = []
        for path, sha256 in files_of(record):
            try:
                content = read_file_of_set(self._folder, path)
            except OSError as error:
                kind = "outside" if isinstance(error, LeadsOutsideError) else "missing"
                faults.append(_fault(path, kind, error.strerror or "cannot be read"))
                continue
            if sha256_of(content) != sha256:
                faults.append(_fault(path, "changed", "its checksum is not the recorded one"))
        return faults


def _rendering_faults(record: Record, rendered: RenderedPicture, photograph: Photograph) -> Iterator[Fault]:
    """Where a picture that was rendered again differs from what is recorded of it, or breaks its contract."""
    if record.format == ORIGINAL:
        image_sha256 = photograph.sha256
    else:
        image_sha256 = sha256_of(encode_image(rendered.image, record.format, record.quality))
    if image_sha256 != record.image_sha256:
        yield _fault(record.image, "other_pixels", "its record renders another picture")
    for found in record_faults(record):
        yield _fault(record.id, *found)
    for (face, mask), sample in zip(record.masks, rendered.samples, strict=True):
        if mask.matte is not None and sha256_of(encode_image(sample.matte, "png", 100)) != mask.matte_sha256:
            yield _fault(mask.matte, "other_pixels", "its record renders another matte")
        if face.coverage is None or not _alike(sample.coverage, face.coverage):
            yield _fault(record.id, "wrong_coverage", f"recorded {face.coverage}, measured {sample.coverage}")
            for found in mask_faults(face.model_copy(update={"coverage": sample.coverage})):
                yield _fault(record.id, *found)


def _alike(now: Coverage, then: Coverage) -> bool:
    """Whether two measurements agree to the last digit that is recorded."""
    return all(
        a is b if a is None or b is None else abs(a - b) <= 1e-4 for a, b in zip(now, then, strict=True)
    )


def set_faults(folder: Path, records: Iterable[Record]) -> Iterator[Fault]:
    """Files that are not listed, ids that occur twice, and a description that does not fit the manifest.

    What is kept of a record are its id, and the names and checksums of its files.
    """
    identifiers: Counter[str] = Counter()
    entries: list[tuple[str, str]] = []
    for record in records:
        identifiers[record.id] += 1
        entries += files_of(record)
    listed = {path for path, _ in entries}
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder).as_posix()
        if not path.is_dir() and below not in listed and below not in OUR_FILES:
            yield _fault(below, "unlisted", "not in the manifest")
    for identifier, number in identifiers.items():
        if number > 1:
            yield _fault(identifier, "repeated", f"{number} lines of the manifest have this id")
    try:
        description = json.loads(read_regular_file(folder / DESCRIPTION).decode())
        expected = description["fingerprint"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        yield _fault(DESCRIPTION, "missing", "cannot be read, so the set's fingerprint is unknown")
        return
    if fingerprint(entries) != expected:
        yield _fault(DESCRIPTION, "fingerprint", "the manifest lists other files than when the set was made")


def split_faults(records: Iterable[Record]) -> Iterator[Fault]:
    """People, photographs and pictures that are in several splits, and paths that contradict records."""
    first_split: dict[tuple[str, str], str] = {}
    leaks: dict[tuple[str, str], set[str]] = {}
    for record in records:
        for kind, value in (
            ("person", record.identity),
            ("group", record.group),
            ("photograph", record.source.sha256),
            ("picture", record.image_sha256),
        ):
            first = first_split.setdefault((kind, value), record.split)
            if first != record.split:
                leaks.setdefault((kind, value), {first}).add(record.split)
        for path, _ in files_of(record):
            expected = "/".join((record.split, record.category))
            if "/".join(path.split("/")[1:3]) != expected:
                yield _fault(path, "misplaced", f"its record says {expected}")
            if path.split("/")[0] not in PICTURE_FOLDERS:
                yield _fault(path, "misplaced", "outside images and mattes")
    for (kind, value), found in sorted(leaks.items()):
        yield _fault(value, "leak", f"this {kind} is in {' and '.join(sorted(found))}")


def _fault(where: str, kind: str, detail: str) -> Fault:
    return Fault(where=where, kind=kind, detail=detail)
