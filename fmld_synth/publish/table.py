"""The annotations as one plain table, which data explorers of publishing services can show."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from fmld_synth.dataset.csv_cells import quoted
from fmld_synth.dataset.records import BoxInPixels, Record

NAME = "pictures.csv"
Value = str | int | float


class Column(NamedTuple):
    """A column: name, type as Kaggle names it, meaning, and its value for a record (None: empty)."""

    name: str
    type: Literal["string", "numeric"]
    description: str
    value: Callable[[Record], Value | None]


def _box_columns(name: str, what: str, box: Callable[[Record], BoxInPixels | None]) -> Iterable[Column]:
    def value(place: int) -> Callable[[Record], Value | None]:
        def of(record: Record) -> Value | None:
            found = box(record)
            return None if found is None else found[place]

        return of

    for place, part in enumerate(("left", "top", "width", "height")):
        yield Column(f"{name}_{part}", "numeric", f"{part} of {what}, in pixels", value(place))


def _angle(name: str) -> Callable[[Record], Value | None]:
    """An angle of the head's pose; empty for real pictures, which nobody measured."""

    def of(record: Record) -> Value | None:
        pose = record.leading.head_pose if record.leading else None
        return None if pose is None else round(float(getattr(pose, name)), 2)

    return of


def _colorway(record: Record) -> Value | None:
    mask = record.leading.mask if record.leading else None
    return mask.colorway if mask else None


def _covered(region: str) -> Callable[[Record], Value | None]:
    """A measured coverage; empty for real pictures, and where the frame does not show the region."""

    def of(record: Record) -> Value | None:
        coverage = record.leading.coverage if record.leading else None
        return None if coverage is None else getattr(coverage, region)

    return of


COLUMNS: tuple[Column, ...] = (
    Column("image", "string", "path of the picture", lambda one: one.image),
    Column("matte", "string", "path of the mask's alpha matte", lambda one: one.matte),
    Column("split", "string", "train, val or test; all pictures of a person share it", lambda one: one.split),
    Column("label", "string", "correct, incorrect or none", lambda one: one.label),
    Column("wear_state", "string", "how the mask is worn", lambda one: one.wear_state),
    Column("width", "numeric", "of the picture, in pixels", lambda one: one.width),
    Column("height", "numeric", "of the picture, in pixels", lambda one: one.height),
    *_box_columns("face", "the box of the face", lambda one: one.face_box),
    *_box_columns("mask", "the box of the visible mask", lambda one: one.mask_box),
    Column("yaw", "numeric", "turn of the head in degrees; positive when the nose points right",
           _angle("yaw")),
    Column("pitch", "numeric", "nod of the head in degrees", _angle("pitch")),
    Column("roll", "numeric", "tilt of the head in degrees", _angle("roll")),
    Column("nose_covered", "numeric", "covered share of the nose, 0 to 1", _covered("nose")),
    Column("lips_covered", "numeric", "covered share of the lips, 0 to 1", _covered("lips")),
    Column("chin_covered", "numeric", "covered share of the chin, 0 to 1", _covered("chin")),
    Column("template", "string", "the mask's template", lambda one: one.template),
    Column("colorway", "string", "the mask's colors", _colorway),
    Column("group", "string", "photographs of one person, and near duplicates, share it",
           lambda one: one.group),
)  # fmt: skip


def table(records: Iterable[Record]) -> Iterable[str]:
    """The lines of the table as CSV, the names of the columns first."""
    yield _line([column.name for column in COLUMNS])
    for record in records:
        yield _line([column.value(record) for column in COLUMNS])


def _line(cells: list[Value | None] | list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(["" if cell is None else quoted(cell) for cell in cells])
    return text.getvalue()
