"""Tracks as MOTChallenge writes them: ``gt/gt.txt``, with ``gt/labels.txt`` and ``seqinfo.ini``.

A line a face and frame: frame and person (both counted from 1), left, top, width and height of the face's box in
pixels, whether the line counts, the class, and the visible share of the box. Milan et al., "MOT16: A Benchmark for
Multi-Object Tracking", 2016, section 4.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.wear import LABELS, Label


class TrackLine(NamedTuple):
    """One face in one frame.

    Attributes:
        frame, person: counted from 1.
        box: of the face in pixels, its corner counted from 0; it may reach outside the frame.
        counts: false where the face was not found, and its place is a guess from the frames around.
        label: how the mask is worn.
        visible: share of the box inside the frame, 0 to 1.
    """

    frame: int
    person: int
    box: Box
    counts: bool
    label: Label
    visible: float


def write_line(file: IO[str], line: TrackLine) -> None:
    """Append a line. MOT counts pixels from 1; classes are counted from 1 in the order of ``LABELS``."""
    box = f"{line.box.x + 1:.2f},{line.box.y + 1:.2f},{line.box.width:.2f},{line.box.height:.2f}"
    kind = LABELS.index(line.label) + 1
    file.write(f"{line.frame},{line.person},{box},{int(line.counts)},{kind},{line.visible:.4f}\n")


def read_lines(path: Path) -> Iterator[TrackLine]:
    """The lines of a ``gt.txt`` of ours.

    Raises:
        UserError: it cannot be read, or a line is broken.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, fields in enumerate(csv.reader(file), start=1):
                try:
                    frame, person, left, top, width, height, counts, kind, visible = fields
                    box = Box(float(left) - 1, float(top) - 1, float(width), float(height))
                    label = LABELS[int(kind) - 1]
                    yield TrackLine(int(frame), int(person), box, counts == "1", label, float(visible))
                except (ValueError, IndexError):
                    raise UserError(f"{path}, line {number}: not a line of MOT's ground truth") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from None


def sequence_info(name: str, rate: float, frames: int, width: int, height: int) -> str:
    """The text of ``seqinfo.ini``.

    Args:
        name: of the sequence.
        rate: frames a second, on average; rounded, as readers take it for a whole number.
        frames: number of frames.
        width: of a frame in pixels.
        height: of a frame in pixels.
    """
    return (
        f"[Sequence]\nname={name}\nimDir=img1\nframeRate={max(round(rate), 1)}\nseqLength={frames}\n"
        f"imWidth={width}\nimHeight={height}\nimExt=.jpg\n"
    )
