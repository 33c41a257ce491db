"""Verification of a finished set: every checksum, label and split, and nothing that is not listed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from fmld_synth.dataset.file_names import DESCRIPTION, MANIFEST, OUR_FILES, PICTURE_FOLDERS
from fmld_synth.dataset.record_format_1 import EARLIER_FOLDERS
from fmld_synth.dataset.record_lines import stream_manifest
from fmld_synth.dataset.records import Record
from fmld_synth.dataset.set_files import LeadsOutsideError, read_file_of_set
from fmld_synth.dataset.summary import files_of, fingerprint
from fmld_synth.errors import UserError, printable, reason_of
from fmld_synth.execution.processes import WorkerPool, available_cores
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.files import sha256_of
from fmld_synth.generation.engine import Engine, EngineFactory, standard_engine
from fmld_synth.progress import Unwatched, Watcher
from fmld_synth.regular_files import read_regular_file
from fmld_synth.rerendering.impossible import IMPOSSIBLE
from fmld_synth.rerendering.landmarks import landmarks_of
from fmld_synth.rerendering.likeness import FEW_LEVELS, MOST_SHARE
from fmld_synth.rerendering.made_with import other_engine, other_machine
from fmld_synth.rerendering.rerendering import (
    Rerendering,
    SourceMissingError,
    open_source,
    with_templates,
)
from fmld_synth.verification.label_checks import matte_faults, record_faults
from fmld_synth.verification.rendering_checks import compared
from fmld_synth.wear import WEAR_STATES

Level = Literal["rendered", "matte", "recorded", "none"]
"""How far a picture's label was checked: ``rendered`` again from its photograph, and measured; measured on its
``matte`` (the photograph or template is gone, or another engine made it); only what was ``recorded``; or ``none``,
because its file is broken."""


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
    """What was found out about one picture.

    Attributes:
        level: how far it was checked.
        faults: what is wrong.
        largest_difference: in gray levels, where this machine renders it a little otherwise; else None.
    """

    level: Level
    faults: list[Fault]
    largest_difference: int | None = None


class Verification(BaseModel):
    """What was found out about a set.

    Attributes:
        pictures: how many it has.
        levels: the number of pictures that reached each level.
        faults: all that is wrong.
        otherwise: pictures that this machine renders a little otherwise, which is no fault.
        remarks: what else the user should know, a line each.
    """

    pictures: int
    levels: dict[str, int]
    faults: list[Fault]
    otherwise: int = 0
    remarks: list[str] = []


@reproducible_kernels()
def verify(
    folder: Path,
    *,
    source_folder: Path | None = None,
    templates_of_the_set: bool = False,
    print_folder: Path | None = None,
    workers: int | None = None,
    engine_factory: EngineFactory | None = None,
    watcher: Watcher | None = None,
) -> Verification:
    """Check a finished set.

    Args:
        folder: of the set.
        source_folder: where the photographs lie now; None looks where they lay when the set was made.
        templates_of_the_set: load templates from the folders that the set names; otherwise they are looked up by name.
        print_folder: holds the pictures that were printed on masks.
        workers: processes; None for one a core.
        engine_factory: makes the engine in every process; None makes the usual one, with the set's landmark source.
        watcher: is told of the progress.

    Raises:
        UserError: ``folder`` holds no readable manifest, or it lists no pictures.
    """
    watcher = watcher or Unwatched()
    landmarks = landmarks_of(folder)
    engine_factory = engine_factory or partial(standard_engine, landmarks, print_folder)
    made_by = other_engine(folder)
    pictures = sum(1 for _ in stream_manifest(folder))
    if pictures == 0:
        raise UserError(f"{folder / MANIFEST} is empty: the set holds no pictures to verify")
    faults = [*set_faults(folder, stream_manifest(folder)), *split_faults(stream_manifest(folder))]
    levels: Counter[str] = Counter()
    differences: list[int] = []
    watcher.begin("verify", pictures)
    photographs = groupby(stream_manifest(folder), key=lambda record: record.source.sha256)
    units = (list(group) for _, group in photographs)
    with WorkerPool(
        partial(_Inspector, folder, source_folder, engine_factory, made_by is None, templates_of_the_set),
        workers or available_cores(),
    ) as pool:
        for checked in pool.run(units):
            levels.update(one.level for one in checked)
            differences += [one.largest_difference for one in checked if one.largest_difference is not None]
            found = [fault for one in checked for fault in one.faults]
            faults.extend(found)
            watcher.advance(len(checked), len(checked), len(found))
    remarks = []
    if made_by is not None:
        remarks.append(
            f"made by the engine of version {made_by}, which draws other pixels: checksums and labels were checked, "
            "no picture was rendered again"
        )
    if differences:
        remarks.append(_a_little_otherwise(differences, pictures, other_machine(folder, landmarks)))
    return Verification(
        pictures=pictures,
        levels=dict(sorted(levels.items())),
        faults=faults,
        otherwise=len(differences),
        remarks=remarks,
    )


def _a_little_otherwise(differences: list[int], pictures: int, differing: list[str]) -> str:
    """The line about pictures that this machine renders a little otherwise."""
    why = f"; other than when the set was made: {', '.join(differing)}" if differing else ""
    return (
        f"{len(differences)} of {pictures} pictures are rendered a little otherwise on this machine: all but "
        f"{MOST_SHARE:.1%} of their values by at most {FEW_LEVELS} gray levels, "
        f"none by more than {max(differences)}{why}"
    )


class _Inspector:
    """A worker: checks all pictures of one photograph, which is read at most once."""

    def __init__(
        self,
        folder: Path,
        source_folder: Path | None,
        engine_factory: EngineFactory,
        same_engine: bool,
        templates_of_the_set: bool,
    ) -> None:
        self._folder, self._source_folder, self._same_engine = folder, source_folder, same_engine
        self._engine: Engine = with_templates(engine_factory(), of_the_set=templates_of_the_set)

    def __call__(self, records: list[Record]) -> list[Checked]:
        if not self._same_engine:
            return [self._check_files_only(record) for record in records]
        try:
            photograph = open_source(records[0], self._source_folder)
        except SourceMissingError:
            return [self._check_files_only(record) for record in records]
        rerendering = Rerendering(photograph, self._engine)
        results = []
        for record in records:
            try:
                rendered = rerendering.render(record)
                found = compared(self._folder, record, rendered, photograph)
            except (UserError, *IMPOSSIBLE) as error:
                checked = self._check_files_only(record)
                why = str(error) if isinstance(error, UserError) else f"impossible values: {reason_of(error)}"
                checked.faults.append(_fault(record.id, "not_rendered", printable(why)))
                results.append(checked)
            else:
                faults = [*self._file_faults(record), *(_fault(*fault) for fault in found.faults)]
                results.append(
                    Checked(level="rendered", faults=faults, largest_difference=found.largest_difference)
                )
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
            folders = (record.category, EARLIER_FOLDERS.get(record.category))
            if path.split("/")[1:3] not in [[record.split, folder] for folder in folders]:
                yield _fault(path, "misplaced", f"its record says {record.split}/{record.category}")
            if path.split("/")[0] not in PICTURE_FOLDERS:
                yield _fault(path, "misplaced", "outside images and mattes")
    for (kind, value), found in sorted(leaks.items()):
        yield _fault(value, "leak", f"this {kind} is in {' and '.join(sorted(found))}")


def _fault(where: str, kind: str, detail: str) -> Fault:
    return Fault(where=where, kind=kind, detail=detail)
