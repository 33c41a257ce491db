"""Work that several machines share, in blocks: each block is one file that appears whole, whoever did it.

What a block holds follows from the options and the photographs alone, neither from the number of shards nor from who
works on it. So a block may be done twice, even at once: the second writes the same bytes over the first. No locks are
needed, and folders of several machines are united by copying their files into one.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from pydantic import BaseModel

from fmld_synth.dataset.record_lines import to_line
from fmld_synth.errors import UserError
from fmld_synth.files import write_file
from fmld_synth.generation.inputs import Inputs
from fmld_synth.generation.journal import FOLDER as JOURNAL_FOLDER
from fmld_synth.generation.journal import Entry, read_entry, read_landmarks
from fmld_synth.generation.plan import FaceKey
from fmld_synth.generation.survey import SurveyedPhotograph, with_rows_from
from fmld_synth.generation.work import UnitResult
from fmld_synth.geometry import FloatArray
from fmld_synth.regular_files import open_regular_file

MOST_BLOCKS = 16_384
"""Blocks of a stage or round: enough that 1,000 shards have nearly equal parts, few enough to be opened one by one."""

Anything = TypeVar("Anything")


class Shard(NamedTuple):
    """One of ``of`` shares of the work, numbered from 1."""

    number: int
    of: int

    def has(self, block: int) -> bool:
        """Whether a block, counted from 0, is this shard's."""
        return block % self.of == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def parse_shard(text: str) -> Shard:
    """A shard as people write it, ``3/7``.

    Raises:
        UserError: it is no such text, or there is no such shard.
    """
    match = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", text.strip())
    if match is None or int(match[2]) == 0:
        raise UserError(f"`shard` {text}: give which one and of how many, such as 3/7")
    shard = Shard(int(match[1]), int(match[2]))
    if not 1 <= shard.number <= shard.of:
        raise UserError(f"`shard` {text}: give one from 1/{shard.of} to {shard.of}/{shard.of}")
    return shard


def cut(items: Sequence[Anything]) -> list[Sequence[Anything]]:
    """All items in blocks of equal size, the last perhaps smaller."""
    size = max(math.ceil(len(items) / MOST_BLOCKS), 1)
    return [items[start : start + size] for start in range(0, len(items), size)]


class _Head(BaseModel):
    """First line of a block: how many blocks there are, how many lines follow in this one, and the slots of pictures
    that could not be made."""

    blocks: int
    lines: int
    failed: tuple[tuple[str, int, int], ...] = ()


class Blocks:
    """The blocks of a set that is being made.

    Args:
        output: folder of the set.
    """

    def __init__(self, output: Path) -> None:
        self._folder = output / JOURNAL_FOLDER / "blocks"

    def check_inputs(self, identities: Sequence[str]) -> None:
        """Make sure that all shards see the same photographs.

        Raises:
            UserError: another shard saw others.
        """
        path = self._folder / "inputs.sha256"
        digest = hashlib.sha256("\n".join(identities).encode("utf-8", "surrogateescape")).hexdigest()
        if not path.exists():
            write_file(path, digest.encode(), resumable=True)
        elif path.read_text() != digest:
            raise UserError(
                f"{path}: another shard found other photographs; give every shard the same `input`, or begin again in "
                "another `output`"
            )

    def has_survey(self, block: int) -> bool:
        """Whether a block of the survey is done."""
        return self._survey(block).exists()

    def write_survey(
        self, block: int, blocks: int, found: Sequence[tuple[SurveyedPhotograph, FloatArray]]
    ) -> None:
        """Write a block of the survey; its landmarks come first, the lines mark it as whole."""
        lines, rows = [to_line(_Head(blocks=blocks, lines=len(found)))], 0
        for surveyed, landmarks in found:
            lines.append(to_line(with_rows_from(surveyed, rows)))
            rows += len(landmarks)
        content = np.concatenate([landmarks for _, landmarks in found]).astype(np.float32).tobytes()
        write_file(self._landmarks(block), content, resumable=True)
        write_file(self._survey(block), "".join(lines).encode(), resumable=True)

    def read_survey(self, inputs: Inputs) -> list[SurveyedPhotograph]:
        """All surveyed photographs in the order of the input, their rows counted in their blocks.

        Raises:
            UserError: blocks are missing, or were written of other photographs or by another version.
        """
        wanted = cut(inputs.paths)
        self._check_complete([block for block in range(len(wanted)) if not self.has_survey(block)], "survey")
        surveyed: list[SurveyedPhotograph] = []
        for block, paths in enumerate(wanted):
            found = list(_entries(SurveyedPhotograph, self._survey(block)))
            if [one.path for one in found] != list(paths):
                raise UserError(
                    f"{self._survey(block)} was written of other photographs; begin again elsewhere"
                )
            surveyed += found
        return surveyed

    def landmarks_of(self, block: int, photograph: SurveyedPhotograph) -> FloatArray:
        """The landmarks of a photograph's usable faces, which was surveyed in that block."""
        return read_landmarks(self._landmarks(block), photograph)

    def has_units(self, round_number: int, block: int) -> bool:
        """Whether a block of a round is done."""
        return self._units(round_number, block).exists()

    def write_units(self, round_number: int, block: int, blocks: int, results: Sequence[UnitResult]) -> None:
        """Write a block of a round; the files of its pictures are written."""
        failed = tuple((one.sha256, face, number) for one in results for face, number in one.failed)
        head = to_line(_Head(blocks=blocks, lines=len(results), failed=failed))
        content = head + "".join(to_line(result) for result in results)
        write_file(self._units(round_number, block), content.encode(), resumable=True)

    @property
    def any_units(self) -> bool:
        """Whether any block of pictures is done, by any shard."""
        return any(self._folder.glob("round-*/*.jsonl"))

    def read_failed(self, round_number: int, blocks: int) -> set[tuple[FaceKey, int]]:
        """Face and number of the slots of a finished round of which no picture could be made."""
        heads = (_opened(self._units(round_number, block))[0] for block in range(blocks))
        return {(FaceKey(sha256, face), number) for head in heads for sha256, face, number in head.failed}

    def read_units(self) -> Iterator[UnitResult]:
        """Everything that was made, round by round.

        Raises:
            UserError: blocks of the first round are missing, or another version wrote them.
        """
        for folder in sorted(self._folder.glob("round-*")):
            paths = sorted(folder.glob("*.jsonl"))
            if folder == self._units(0, 0).parent and paths:
                blocks = _opened(paths[0])[0].blocks
                self._check_complete([n for n in range(blocks) if not self.has_units(0, n)], "render")
            for path in paths:
                yield from _entries(UnitResult, path)

    def _check_complete(self, missing: Sequence[int], stage: str) -> None:
        if missing:
            raise UserError(
                f"{self._folder.parent.parent}: {len(missing)} blocks of `stage={stage}` are not there, the first is "
                f"{missing[0] + 1}; run that stage for every shard, and copy what the shards wrote into this folder"
            )

    def _survey(self, block: int) -> Path:
        return self._folder / "survey" / f"{block:06d}.jsonl"

    def _landmarks(self, block: int) -> Path:
        return self._folder / "survey" / f"{block:06d}.f32"

    def _units(self, round_number: int, block: int) -> Path:
        return self._folder / f"round-{round_number:02d}" / f"{block:06d}.jsonl"


def _opened(path: Path) -> tuple[_Head, Iterator[bytes]]:
    try:
        lines = iter(open_regular_file(path))
        return _entry(_Head, next(lines, b""), path), lines
    except OSError as error:
        raise UserError(f"cannot read {path}: {error.strerror}") from None


def _entries(kind: type[Entry], path: Path) -> Iterator[Entry]:
    """What a block holds.

    Raises:
        UserError: it cannot be read, or was copied from another machine in part.
    """
    head, lines = _opened(path)
    found = 0
    for line in lines:
        yield _entry(kind, line, path)
        found += 1
    if found < head.lines:
        raise _cut_off(path)


def _entry(kind: type[Entry], line: bytes, path: Path) -> Entry:
    if not line.endswith(b"\n"):
        raise _cut_off(path)
    return read_entry(kind, line)


def _cut_off(path: Path) -> UserError:
    return UserError(f"{path} is cut off; copy it again, or delete it and run its stage again")
