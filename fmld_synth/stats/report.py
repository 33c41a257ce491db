"""One page to look at a finished set: its numbers, its checks and a gallery of its pictures."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from html import escape
from importlib import resources
from itertools import islice
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from fmld_synth.dataset.file_names import DESCRIPTION, MANIFEST
from fmld_synth.dataset.record_lines import stream_manifest
from fmld_synth.dataset.records import Record
from fmld_synth.dataset.summary import files_of
from fmld_synth.errors import UserError
from fmld_synth.execution.processes import WorkerPool, available_cores
from fmld_synth.files import write_file
from fmld_synth.locking import locked
from fmld_synth.progress import Unwatched, Watcher
from fmld_synth.regular_files import read_regular_file
from fmld_synth.stats import sections
from fmld_synth.stats.gallery import EMBEDDED_MOST, RECORDS, THUMBNAILS, Gallery
from fmld_synth.stats.histogram import Histogram
from fmld_synth.stats.inspection import Inspected, Inspector
from fmld_synth.stats.leaks import LookAlikes
from fmld_synth.stats.report_folder import check_place, new_folder
from fmld_synth.stats.statistics import Tally, read_rejections
from fmld_synth.verification.verification import Fault, split_faults
from fmld_synth.version import VERSION
from fmld_synth.wear import WEAR_STATES

PICTURES_A_UNIT = 16
BRIGHTNESS_EDGES = tuple(range(0, 101, 4))
SHARPNESS_EDGES = tuple(range(0, 81, 2))
SCRIPTS = ("theme.js", "data.js", "gallery.js", "viewer.js")


class ReportSummary(BaseModel):
    """What a report says at its head.

    Attributes:
        page: the HTML file.
        files: the folder beside it with thumbnails and records; None when the page holds everything.
        pictures: how many.
        faults: everything that is wrong with files, labels and splits.
    """

    page: str
    files: str | None
    pictures: int
    faults: list[Fault]


def make_report(
    folder: Path, page: Path, *, workers: int | None = None, watcher: Watcher | None = None
) -> ReportSummary:
    """Look at every picture of a finished set and write a page about it.

    A set of more than ``EMBEDDED_MOST`` pictures gets a folder beside the page, ``NAME_files``, which belongs
    to it. Page and folder replace those of an earlier report; they appear only when they are whole.

    Args:
        folder: of the set.
        page: the HTML file to write; outside the set.
        workers: processes; None for one a core.
        watcher: is told of the progress.

    Raises:
        UserError: the set has no readable manifest or no pictures, or the page cannot be written there.
    """
    watcher = watcher or Unwatched()
    files = page.with_name(f"{page.stem}_files")
    number = _count_lines(folder)
    check_place(folder, page, files)
    watcher.begin("report", number)
    with locked(page, "page"):
        with new_folder(files, wanted=number > EMBEDDED_MOST) as new_files:
            findings = _Findings(Gallery(new_files))
            with WorkerPool(partial(Inspector, folder), workers or available_cores()) as pool:
                for inspected in pool.run(_units(stream_manifest(folder))):
                    for one in inspected:
                        findings.add(one)
                    watcher.advance(len(inspected), len(inspected), sum(len(one.faults) for one in inspected))
            findings.tally.add_rejections(read_rejections(folder))
            findings.leaks = [*split_faults(stream_manifest(folder)), *findings.look_alikes.faults()]
            written = _page(folder, page, findings)
        write_file(page, written.encode())
    return ReportSummary(
        page=page.as_posix(),
        files=files.as_posix() if new_files else None,
        pictures=number,
        faults=[*findings.file_faults, *findings.label_faults, *findings.leaks],
    )


class _Findings:
    """Everything the page tells, gathered picture by picture."""

    def __init__(self, gallery: Gallery) -> None:
        self.gallery = gallery
        self.tally = Tally()
        self.look_alikes = LookAlikes()
        labels = dict.fromkeys(state.label for state in WEAR_STATES.values())
        self.brightness = {str(label): Histogram(BRIGHTNESS_EDGES) for label in labels}
        self.sharpness = {str(label): Histogram(SHARPNESS_EDGES) for label in labels}
        self.file_faults: list[Fault] = []
        self.label_faults: list[Fault] = []
        self.leaks: list[Fault] = []
        self.files = 0

    def add(self, inspected: Inspected) -> None:
        """Take one picture."""
        record = inspected.record
        self.tally.add(record)
        self.gallery.add(record, inspected.thumbnail, bool(inspected.faults))
        self.files += len(files_of(record))
        for fault in inspected.faults:
            (self.label_faults if fault.where == record.id else self.file_faults).append(fault)
        if inspected.measures:
            self.look_alikes.add(inspected.measures.perceptual_hash, record.split, record.image)
            if record.label is not None:
                self.brightness[record.label].add(100 * inspected.measures.brightness)
                self.sharpness[record.label].add(inspected.measures.sharpness)


def _page(folder: Path, page: Path, findings: _Findings) -> str:
    tally = findings.tally
    name = folder.resolve().name
    data = {
        **findings.gallery.finish(),
        "set": _address(folder, page.parent),
        "files": quote(f"{page.stem}_files"),
        "folders": {"thumbnails": THUMBNAILS, "records": RECORDS},
        "contracts": {
            state.name: {
                region: [low, None if high == float("inf") else high]
                for region, (low, high) in vars(state.contract).items()
            }
            for state in WEAR_STATES.values()
        },
        "tones": {state: sections.tone_of(state) for state in WEAR_STATES},
    }
    script = "\n".join(_page_file(name) for name in SCRIPTS)
    return Template(_page_file("report.html")).substitute(
        version=VERSION,
        policy=_policy(script),
        title=escape(f"{name} · fmld-synth report"),
        style=_page_file("report.css"),
        name=escape(name),
        lead=f"{tally.pictures:,} pictures of {tally.photographs:,} photographs, {tally.people:,} people",
        origin=_origin(folder),
        checks=sections.checks(
            [
                ("Files", f"{findings.files:,} match their SHA-256", findings.file_faults),
                ("Labels", "every coverage within its contract", findings.label_faults),
                ("Splits", "0 duplicates across splits", findings.leaks),
            ]
        ),
        balance=sections.balance(tally),
        masks=sections.masks(tally),
        faces=sections.faces(tally),
        coverage=sections.coverage(tally),
        light=sections.light(
            *(
                {label: one for label, one in histograms.items() if one.total}
                for histograms in (findings.brightness, findings.sharpness)
            )
        ),
        rejects=sections.rejects(tally.rejections),
        # In a script element only "<" could end the data.
        data=json.dumps(data, separators=(",", ":")).replace("<", "\\u003c"),
        script=script,
    )


def _policy(script: str) -> str:
    """Content security policy: nothing but this page, its script, and files on the same disk or server."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}' 'self' file:; "
        "img-src 'self' file: data:; base-uri 'none'; form-action 'none'"
    )


def _origin(folder: Path) -> str:
    """Which program made the set, with which seed, and its fingerprint."""
    try:
        description: dict[str, Any] = json.loads(read_regular_file(folder / DESCRIPTION).decode())
        version, seed = description["version"], description["configuration"]["seed"]
        fingerprint = str(description["fingerprint"])[:16]
    except (OSError, ValueError, KeyError, TypeError):
        return f"{DESCRIPTION} cannot be read: seed and fingerprint are unknown"
    return escape(f"made by fmld-synth {version}, seed {seed}, fingerprint {fingerprint}…")


def _address(folder: Path, start: Path) -> str:
    """The set's folder as the page reaches it: relative, so that both can move together."""
    try:
        relative = os.path.relpath(folder.resolve(), start.resolve())
    except ValueError:  # on another drive of Windows
        return folder.resolve().as_uri()
    return quote(Path(relative).as_posix())


def _count_lines(folder: Path) -> int:
    """Pictures of the set, without reading them as records."""
    path = folder / MANIFEST
    next(stream_manifest(folder), None)  # says what is wrong when there is none or it cannot be read
    with path.open("rb") as lines:
        number = sum(1 for _ in lines)
    if number == 0:
        raise UserError(f"{path} is empty: the set holds no pictures to look at")
    return number


def _units(records: Iterable[Record]) -> Iterator[Sequence[Record]]:
    records = iter(records)
    while unit := list(islice(records, PICTURES_A_UNIT)):
        yield unit


def _page_file(name: str) -> str:
    return (resources.files("fmld_synth.stats") / "page" / name).read_text(encoding="utf-8")
