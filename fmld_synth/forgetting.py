"""Taking a person out of a finished set: consent can be withdrawn. What is left is a set that verifies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from fmld_synth.dataset.file_names import (
    CONTACT_SHEET,
    CROISSANT,
    DESCRIPTION,
    FILM,
    MANIFEST,
    REJECTED,
    SEQUENCE,
    TRACK_CLASSES,
    TRACKS,
)
from fmld_synth.dataset.record_lines import read_lines, stream_manifest, to_line
from fmld_synth.dataset.records import Record, Rejection
from fmld_synth.dataset.sample_names import film_person
from fmld_synth.dataset.set_files import file_of_set
from fmld_synth.dataset.splits import identity_of
from fmld_synth.dataset.summary import Tally, files_of
from fmld_synth.errors import UserError
from fmld_synth.files import encode_image, remove_parts, sha256_of_file, whole_file, write_file
from fmld_synth.generation.contact_sheet import make_contact_sheet
from fmld_synth.generation.recounting import recounted
from fmld_synth.locking import locked
from fmld_synth.regular_files import read_regular_file

PENDING = ".forgetting.json"
"""Notes what is being taken out, so that an interrupted run can be completed; it goes last."""


class Forgotten(NamedTuple):
    """What was taken out: numbers of pictures, of their photographs, and of rejections."""

    pictures: int
    photographs: int
    rejections: int


class _Pending(BaseModel):
    """What is to go: files below the set, photographs below the input, people, and numbers for the summary."""

    model_config = ConfigDict(extra="forbid")

    files: list[str]
    sources: list[str]
    identities: list[str]
    pictures: int
    rejections: int


def forget(folder: Path, *, identity: str | None = None, source: str | None = None) -> Forgotten:
    """Take a person, or what was made from one photograph, out of a finished set.

    Pictures, mattes, records and rejections go; contact sheet, counts and fingerprint are made anew from what is left,
    and a Croissant file, which describes the set as it was, is deleted; so are a masked film and its tracks, which show
    everybody. The new manifest is written first, then files are deleted: an interruption leaves a set that the same
    call completes. Exports, packages and reports that were made before are elsewhere and stay as they are.

    Args:
        folder: of the set.
        identity: the person, as the manifest calls them.
        source: a photograph, or the film: its path as the manifest has it, or a file that is there, known by its
            content.

    Raises:
        UserError: not exactly one of both is given, nothing of them or nothing else is in the set, or it is unfinished.
    """
    if (identity is None) == (source is None):
        raise UserError("give either `identity` or `source`")
    with locked(folder, None):
        description = _description(folder)
        pending = _pending(folder)
        found = _find(folder, identity, source, description)
        if pending is None and not found.pictures and not found.rejections:
            what = f"person {identity!r}" if source is None else f"photograph {source!r}"
            raise UserError(
                f"{folder} holds nothing of the {what}; its manifest names all people and photographs"
            )
        everything = found if pending is None else _joined(pending, found)
        if all(_is_of(record, everything) for record in stream_manifest(folder)):
            raise UserError(f"{folder} would hold no picture any more: delete the folder itself")
        write_file(folder / PENDING, to_line(everything).encode())
        _rewrite(folder, everything)
        _delete(folder, everything.files)
        _describe(folder, description)
        (folder / PENDING).unlink()
    return Forgotten(everything.pictures, len(everything.sources), everything.rejections)


def _find(folder: Path, identity: str | None, source: str | None, description: dict[str, Any]) -> _Pending:
    """What the set holds of a person or photograph."""
    sha256 = _sha256_of_file(source)
    rule = str(description["configuration"].get("identity_from", "file"))
    files: list[str] = []
    sources: set[str] = set() if source is None else {source}
    pictures = 0
    for record in stream_manifest(folder):
        if identity in record.people or _is_from(record, source, sha256):
            pictures += 1
            files += [path for path, _ in files_of(record)]
            sources.add(record.source.path)
            if record.is_frame:  # the film's rejections tell of numbered people
                sources.add(Path(record.source.folder).name)
    found = _Pending(
        files=files,
        sources=sorted(sources),
        identities=[] if identity is None else [identity],
        pictures=pictures,
        rejections=0,
    )
    for rejection in read_lines(folder / REJECTED, Rejection):
        if identity is not None and identity_of(rejection.source, rule) == identity:
            sources.add(rejection.source)
    found.sources = sorted(sources)
    found.rejections = sum(_is_rejection_of(one, found) for one in read_lines(folder / REJECTED, Rejection))
    if not pictures and not found.rejections:
        found.sources = []
    return found


def _is_from(record: Record, source: str | None, sha256: str | None) -> bool:
    """Whether a picture was made from the photograph, or the film, of that name or hash."""
    if record.is_frame:
        film = record.source.folder
        return source in (record.source.path, film, Path(film).name) or (
            sha256 is not None and record.identity.startswith(film_person(sha256, ""))
        )
    return source == record.source.path or sha256 == record.source.sha256


def _is_of(record: Record, gone: _Pending) -> bool:
    return not record.people.isdisjoint(gone.identities) or record.source.path in gone.sources


def _is_rejection_of(rejection: Rejection, gone: _Pending) -> bool:
    """Whether a rejection tells of somebody who is gone; a duplicate names the photograph that it equals."""
    return rejection.source in gone.sources or not set(gone.sources).isdisjoint(
        value for value in rejection.measured.values() if isinstance(value, str)
    )


def _joined(one: _Pending, other: _Pending) -> _Pending:
    return _Pending(
        files=sorted({*one.files, *other.files}),
        sources=sorted({*one.sources, *other.sources}),
        identities=sorted({*one.identities, *other.identities}),
        pictures=one.pictures if other.pictures <= one.pictures else other.pictures,
        rejections=max(one.rejections, other.rejections),
    )


def _rewrite(folder: Path, gone: _Pending) -> None:
    """Write the manifest and the rejections without them."""
    records = (to_line(one) for one in stream_manifest(folder) if not _is_of(one, gone))
    rejections = read_lines(folder / REJECTED, Rejection)
    kept = (to_line(one) for one in rejections if not _is_rejection_of(one, gone))
    for name, lines in ((MANIFEST, records), (REJECTED, kept)):
        with whole_file(folder / name) as part, part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)


def _delete(folder: Path, files: Iterable[str]) -> None:
    listed = {path for record in stream_manifest(folder) for path, _ in files_of(record)}
    remove_parts(folder)
    try:
        for path in sorted(set(files) - listed):
            file_of_set(folder, path).unlink(missing_ok=True)
        for path in (CONTACT_SHEET, CROISSANT, FILM, TRACKS, TRACK_CLASSES, SEQUENCE):
            (folder / path).unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{folder}: {error.strerror}; fix that, then run the same command again") from None


def _describe(folder: Path, description: dict[str, Any]) -> None:
    """Make contact sheet, counts and fingerprint anew."""
    tally = Tally()
    for record in stream_manifest(folder):
        tally.add(record)
    reasons = Counter(one.reason for one in read_lines(folder / REJECTED, Rejection))
    anew = recounted(description, tally)
    anew["counts"]["rejected"] = dict(sorted(reasons.items()))
    if tally.faces:
        sheet = make_contact_sheet(folder, stream_manifest(folder))
        write_file(folder / CONTACT_SHEET, encode_image(sheet, "jpeg", 90))
    write_file(folder / DESCRIPTION, (json.dumps(anew, indent=2) + "\n").encode())


def _description(folder: Path) -> dict[str, Any]:
    path = folder / DESCRIPTION
    try:
        description: dict[str, Any] = json.loads(read_regular_file(path).decode())
        recounted(description, Tally())
        description["configuration"].get("identity_from")
    except FileNotFoundError:
        raise UserError(
            f"{folder} holds no {DESCRIPTION}: it is not a finished set; finish or delete it"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(f"{path} is damaged; restore it first") from None
    return description


def _pending(folder: Path) -> _Pending | None:
    """What an interrupted run was about to take out."""
    try:
        return _Pending.model_validate_json(read_regular_file(folder / PENDING))
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise UserError(f"{folder / PENDING} is damaged; delete it") from None


def _sha256_of_file(source: str | None) -> str | None:
    """Of a photograph or film that is there; None for a path that only the manifest knows."""
    if source is None or "\0" in source or not Path(source).is_file():
        return None
    return sha256_of_file(Path(source))
