"""The data behind a report's gallery: an index to filter by, thumbnails, and the records in pages.

A page opened from disk may not fetch files, but it may show images and load scripts. Therefore thumbnails are
image files, and each page of records is a script that hands them to the gallery. Small sets carry everything
in the one HTML file instead.
"""

from __future__ import annotations

import base64
import json
from array import array
from pathlib import Path
from typing import Any

from fmld_synth.dataset.record_lines import to_line
from fmld_synth.dataset.records import UNLABELED, Record
from fmld_synth.dataset.without_folders import template_name, without_folders
from fmld_synth.files import write_file
from fmld_synth.wear import WEAR_STATES

EMBEDDED_MOST = 1000
"""Sets of at most so many pictures fit into one HTML file of some 8 MB."""
RECORDS_A_PAGE = 100
THUMBNAILS, RECORDS = "thumbnails", "records"
POSES = ("frontal", "turned to the image's left", "turned to the image's right", "looking up", "looking down")
UNKNOWN_POSE = "not measured"
FRONTAL_WITHIN = 15.0


class Gallery:
    """Takes the pictures of a set one after the other.

    Args:
        files: folder for thumbnails and pages of records; None keeps everything for the HTML file.
    """

    def __init__(self, files: Path | None) -> None:
        self._files = files
        self._columns = {name: _Column() for name in ("label", "state", "template", "split", "pose")}
        self._columns["label"].name_all(state.label for state in WEAR_STATES.values())
        self._columns["state"].name_all(WEAR_STATES)
        self._columns["pose"].name_all(POSES)
        self._faulty: list[int] = []
        self._page: list[str] = []
        self._embedded_records: list[str] = []
        self._embedded_thumbnails: list[str] = []
        self._count = 0

    def add(self, record: Record, thumbnail: bytes | None, faulty: bool) -> None:
        """Take one picture.

        Args:
            record: of the picture.
            thumbnail: a JPEG; None when there is none.
            faulty: something is wrong with its files or record.
        """
        for name, value in (
            ("label", record.label or UNLABELED),
            ("state", record.category),
            ("template", template_name(record.template) if record.template else "no mask"),
            ("split", record.split),
            ("pose", pose_of(record)),
        ):
            self._columns[name].add(value)
        if faulty:
            self._faulty.append(self._count)
        self._add_thumbnail(thumbnail)
        self._page.append(to_line(without_folders(record)).strip())
        self._count += 1
        if len(self._page) == RECORDS_A_PAGE:
            self._end_page()

    def finish(self) -> dict[str, Any]:
        """What the HTML file carries: the index, and for a small set the thumbnails and records as well."""
        if self._page:
            self._end_page()
        return {
            "count": self._count,
            "columns": {name: column.described() for name, column in self._columns.items()},
            "faulty": self._faulty,
            "recordsAPage": RECORDS_A_PAGE,
            "thumbnails": self._embedded_thumbnails,
            "records": [json.loads(line) for line in self._embedded_records],
        }

    def _add_thumbnail(self, thumbnail: bytes | None) -> None:
        if self._files is None:
            encoded = base64.b64encode(thumbnail or b"").decode()
            self._embedded_thumbnails.append(f"data:image/jpeg;base64,{encoded}" if thumbnail else "")
        elif thumbnail is not None:
            page = self._count // RECORDS_A_PAGE
            write_file(self._files / THUMBNAILS / f"{page}" / f"{self._count}.jpg", thumbnail)

    def _end_page(self) -> None:
        if self._files is None:
            self._embedded_records += self._page
        else:
            page = (self._count - 1) // RECORDS_A_PAGE
            script = f"receiveRecords({page},[{','.join(self._page)}]);\n"
            write_file(self._files / RECORDS / f"{page}.js", script.encode())
        self._page = []


class _Column:
    """One value a picture, stored as its number in the list of all values."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._codes = array("H")

    def name_all(self, values: Any) -> None:
        """Number values beforehand, so that they are offered in this order."""
        for value in values:
            self._numbers.setdefault(value, len(self._numbers))

    def add(self, value: str) -> None:
        self._codes.append(self._numbers.setdefault(value, len(self._numbers)))

    def described(self) -> dict[str, Any]:
        return {"values": list(self._numbers), "codes": self._codes.tolist()}


def pose_of(record: Record) -> str:
    """The pose to filter by: frontal within 15 degrees, else where the head is turned, else up or down."""
    if record.leading is None or record.leading.head_pose is None:
        return UNKNOWN_POSE
    yaw, pitch = record.leading.head_pose.yaw, record.leading.head_pose.pitch
    if abs(yaw) >= FRONTAL_WITHIN:
        return POSES[2] if yaw > 0 else POSES[1]
    if abs(pitch) >= FRONTAL_WITHIN:
        return POSES[4] if pitch > 0 else POSES[3]
    return POSES[0]
