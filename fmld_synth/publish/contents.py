"""What a finished set holds, as far as a publication tells it: no names of folders on this machine."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from fmld_synth.dataset.file_names import DESCRIPTION, MANIFEST
from fmld_synth.dataset.record_lines import read_lines
from fmld_synth.dataset.records import Record
from fmld_synth.dataset.set_files import file_of_set
from fmld_synth.dataset.summary import Tally
from fmld_synth.dataset.without_folders import configuration_without_folders, leaving_folders_out
from fmld_synth.errors import UserError
from fmld_synth.generation.recounting import recounted
from fmld_synth.names import unknown
from fmld_synth.regular_files import read_regular_file
from fmld_synth.verification.label_checks import boxes_outside
from fmld_synth.wear import WEAR_STATES


@dataclass(frozen=True)
class Contents:
    """Counts over the pictures of a set.

    Attributes:
        folder: of the set.
        description: of ``dataset.json``, without the names of folders on this machine.
        pictures, mattes: numbers of files.
        states: for each wear state that occurs, the number of its pictures in each split.
        splits: that occur; train, val and test first.
        photographs, people: numbers.
        templates: pictures with each mask template.
        extensions: of the image files, with the dot.
        widths, heights: least and greatest, in pixels.
    """

    folder: Path
    description: Mapping[str, Any]
    pictures: int
    mattes: int
    states: Mapping[str, Mapping[str, int]]
    splits: tuple[str, ...]
    photographs: int
    people: int
    templates: Mapping[str, int]
    extensions: tuple[str, ...]
    widths: tuple[int, int]
    heights: tuple[int, int]

    @property
    def fingerprint(self) -> str:
        """One SHA-256 over all pictures and mattes."""
        return str(self.description["fingerprint"])


def survey(folder: Path) -> Contents:
    """Read a finished set once, and make sure that every file it lists is there.

    Raises:
        UserError: the set is unfinished, empty or damaged; the message names the file, line and field.
    """
    states: dict[str, Counter[str]] = {}
    templates: Counter[str] = Counter()
    photographs, people, extensions, splits = set(), set(), set(), set()
    widths, heights = [2**31, 0], [2**31, 0]
    mattes, tally = 0, Tally()
    for record in published_records(folder):
        tally.add(record)
        states.setdefault(record.category, Counter())[record.split] += 1
        splits.add(record.split)
        photographs.add(record.source.sha256)
        people.add(record.identity)
        extensions.add(PurePosixPath(record.image).suffix)
        mattes += sum(mask.matte is not None for _, mask in record.masks)
        templates.update(mask.template for _, mask in record.masks)
        for limits, value in ((widths, record.width), (heights, record.height)):
            limits[:] = min(limits[0], value), max(limits[1], value)
    if not states:
        raise UserError(f"{folder / MANIFEST} is empty: there is nothing to publish")
    return Contents(
        folder=folder,
        description=_description(folder, tally),
        pictures=sum(sum(counter.values()) for counter in states.values()),
        mattes=mattes,
        states={name: dict(states[name]) for name in WEAR_STATES if name in states},
        splits=tuple(
            sorted(
                splits,
                key=lambda name: (
                    (("train", "val", "test").index(name), name)
                    if name in ("train", "val", "test")
                    else (3, name)
                ),
            )
        ),
        photographs=len(photographs),
        people=len(people),
        templates=dict(templates.most_common()),
        extensions=tuple(sorted(extensions)),
        widths=(widths[0], widths[1]),
        heights=(heights[0], heights[1]),
    )


def published_records(folder: Path) -> Iterator[Record]:
    """The records of a set as they may be published: without the names of folders on this machine.

    Raises:
        UserError: there is no manifest, a line is broken, its wear state is unknown, a box lies outside its
            picture, or a file it lists is missing, listed before or outside the set.
    """
    path = folder / MANIFEST
    if not path.exists():
        raise UserError(f"{folder} holds no {MANIFEST}: it is not a finished set; was the run interrupted?")
    listed: set[str] = set()
    shown = leaving_folders_out(folder)
    for number, record in enumerate(read_lines(path, Record), start=1):
        where = f"{path}, line {number}"
        if record.kind == "real":
            raise UserError(
                f"{where}: {record.image} is a real picture of an annotated set, whose terms are its own; "
                "publish a set of generated pictures, or share its masks alone: export with `to='overlays'`"
            )
        if record.wear_state not in WEAR_STATES:
            raise unknown(
                str(record.wear_state), WEAR_STATES, "wear state", where=f"{where}: faces.0.wear_state"
            )
        for field, below in _files(record):
            try:
                path_there = file_of_set(folder, below)
            except OSError:
                raise UserError(f"{where}: {field}: {below} lies outside the set") from None
            if not path_there.is_file():
                raise UserError(
                    f"{where}: {field}: {below} is missing; fmld-synth verify lists all such files"
                )
            if below in listed:
                raise UserError(f"{where}: {field}: {below} is listed twice; remove one of the lines")
            listed.add(below)
        for field, box in boxes_outside(record):
            raise UserError(
                f"{where}: {field}: {list(box)} lies outside the image of {record.width} x {record.height} px"
            )
        yield shown(record)


def _files(record: Record) -> Iterator[tuple[str, str]]:
    """Field and path of each file of a record."""
    yield "image", record.image
    for place, face in enumerate(record.faces):
        if face.mask is not None and face.mask.matte is not None:
            yield f"faces.{place}.mask.matte", face.mask.matte


def _description(folder: Path, tally: Tally) -> dict[str, Any]:
    """Of ``dataset.json``, counted anew: pictures may have been taken out since the set was made."""
    path = folder / DESCRIPTION
    try:
        description = json.loads(read_regular_file(path).decode())
        description["configuration"] = configuration_without_folders(description["configuration"])
        return recounted(description, tally)
    except FileNotFoundError:
        raise UserError(
            f"{folder} holds no {DESCRIPTION}: it is not a finished set; run generate with `resume=True`"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(
            f"{path} is damaged ({error}); make the set again: generate with `resume=True`"
        ) from None
