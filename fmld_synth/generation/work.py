"""Units of work: what a worker is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from fmld_synth.dataset.records import Record, Rejection
from fmld_synth.errors import Rejected, UserError
from fmld_synth.generation.plan import Slot
from fmld_synth.generation.survey import SurveyedPhotograph
from fmld_synth.geometry import FloatArray
from fmld_synth.photographs.reading import Photograph, read_photograph


@dataclass(frozen=True, eq=False)
class WorkUnit:
    """What one worker does in one go: samples of one photograph in one round.

    Attributes:
        photograph: as surveyed.
        part: number of the unit, where a photograph has many samples in a round.
        slots: masked samples to make, sorted.
        kept: faces whose picture joins the set as it is.
        with_things: how many more pictures of each of them show it with things that are no masks.
        identity, group, split: see :class:`Record`.
        landmarks: of the photograph's usable faces, in their order: float32 (faces, 478, 3).
    """

    photograph: SurveyedPhotograph
    part: int
    slots: tuple[Slot, ...]
    kept: tuple[int, ...]
    identity: str
    group: str
    split: str
    landmarks: FloatArray
    with_things: int = 0


class UnitKey(NamedTuple):
    """Names a unit of work: photograph, round of the plan, part of the photograph's samples in it."""

    sha256: str
    round: int
    part: int


class UnitResult(BaseModel):
    """What became of a work unit.

    Attributes:
        sha256: of the photograph.
        round, part: number of the plan's round, and of the unit among those of the photograph in it.
        records: accepted samples; their files are written.
        rejections: attempts that failed.
        failed: numbers of slots, by face, none of whose attempts was accepted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str
    round: int = 0
    part: int = 0
    records: tuple[Record, ...]
    rejections: tuple[Rejection, ...]
    failed: tuple[tuple[int, int], ...]

    @property
    def key(self) -> UnitKey:
        """The name of the unit."""
        return UnitKey(self.sha256, self.round, self.part)


def unchanged(root: Path, surveyed: SurveyedPhotograph) -> Photograph:
    """The photograph as it was surveyed.

    Raises:
        UserError: it is missing or another one now.
    """
    try:
        photograph = read_photograph(root / surveyed.path)
    except Rejected:
        photograph = None
    if photograph is None or photograph.sha256 != surveyed.sha256:
        raise UserError(
            f"{root / surveyed.path} changed while the set was made: put it back and use `resume=True`, or "
            "start again with `overwrite=True`"
        )
    return photograph
