"""The work of a round: which pictures of which photograph are made in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fmld_synth.generation.photograph_library import PhotographLibrary
from fmld_synth.generation.plan import MOST_ROUNDS, Slot
from fmld_synth.generation.work import UnitKey, WorkUnit
from fmld_synth.geometry import FloatArray

SAMPLES_A_UNIT = 32
"""More samples of one photograph are shared out among workers, and Ctrl-C does not wait for all of them."""

KEEPING = MOST_ROUNDS
"""Number of the round after the plan's, in which photographs join the set as they are."""


class Portion(NamedTuple):
    """A unit of work as it is planned, light enough that all of a round fit in memory.

    Attributes:
        sha256: of the photograph.
        part, slots, kept, with_things: see :class:`~fmld_synth.generation.work.WorkUnit`.
    """

    sha256: str
    part: int = 0
    slots: tuple[Slot, ...] = ()
    kept: tuple[int, ...] = ()
    with_things: int = 0

    @property
    def size(self) -> int:
        """How many pictures it asks for."""
        return len(self.slots) + len(self.kept) * (1 + self.with_things)

    def key(self, round_number: int) -> UnitKey:
        """Names the unit."""
        return UnitKey(self.sha256, round_number, self.part)


def portions_of(slots: Sequence[Slot]) -> list[Portion]:
    """A round's slots: photographs by their hash, many samples of one photograph in several parts."""
    by_photograph: dict[str, list[Slot]] = {}
    for slot in slots:
        by_photograph.setdefault(slot.key.sha256, []).append(slot)
    return [
        Portion(sha256, part, tuple(all_slots[start : start + SAMPLES_A_UNIT]))
        for sha256, all_slots in sorted(by_photograph.items())
        for part, start in enumerate(range(0, len(all_slots), SAMPLES_A_UNIT))
    ]


def kept_portions(kept: Mapping[str, tuple[int, ...]], with_things: Mapping[str, int]) -> list[Portion]:
    """The photographs that join the set as they are.

    Args:
        kept: their faces.
        with_things: how many more pictures of each of these show it with things; of others, none.
    """
    return [
        Portion(sha256, kept=faces, with_things=with_things.get(sha256, 0)) for sha256, faces in kept.items()
    ]


def unit_of(portion: Portion, library: PhotographLibrary, landmarks: FloatArray) -> WorkUnit:
    """A portion with all that a worker needs for it.

    Args:
        portion: as planned.
        library: knows the photograph.
        landmarks: of the photograph's usable faces, in their order: float32 (faces, 478, 3).
    """
    photograph, place = library.photographs[portion.sha256], library.places[portion.sha256]
    return WorkUnit(
        photograph=photograph,
        part=portion.part,
        slots=portion.slots,
        kept=portion.kept,
        identity=place.identity,
        group=place.group,
        split=place.split,
        landmarks=landmarks,
        with_things=portion.with_things,
    )
