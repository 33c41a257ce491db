"""The plan: which samples to make of which face, in rounds, independent of workers, order and clock.

A round gives every open place in the set to a face and a wear state. Places whose samples could not be made
are given out anew in the next round, knowing what failed. The outcome of a sample depends only on its seed,
so the plan is a pure function of the configuration and the photographs.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fmld_synth.generation.configuration import Configuration

ATTEMPTS = 3
"""Variants (other seed, other template) tried for one place before it is given out anew."""
MOST_ROUNDS = 12


class FaceKey(NamedTuple):
    """A face of the input: content hash of its photograph and place in it."""

    sha256: str
    face: int


class Slot(NamedTuple):
    """One place in the set, given to a face and a wear state."""

    key: FaceKey
    number: int
    state: str

    @property
    def variants(self) -> range:
        """Variant numbers to try, in order."""
        return range(self.number * ATTEMPTS, (self.number + 1) * ATTEMPTS)


@dataclass
class _Progress:
    """What has happened to one face so far."""

    fitting: list[str]
    next_number: int = 0
    accepted: int = 0
    wanted: int = 0
    made: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def open_states(self) -> list[str]:
        """Fitting states that have not failed every time."""
        return [state for state in self.fitting if self.made[state] > 0 or not self.failed[state]]


class Plan:
    """Gives out slots round by round.

    Args:
        faces: fitting masked states of each usable face.
        configuration: decides how many, and the mix of wear states.
    """

    def __init__(self, faces: Mapping[FaceKey, Sequence[str]], configuration: Configuration) -> None:
        self._mix = configuration.mix
        self._faces = {
            key: _Progress([state for state in self._mix if state in faces[key]]) for key in sorted(faces)
        }
        self._faces = {key: face for key, face in self._faces.items() if face.fitting}
        self._exact = configuration.count
        self._made: Counter[str] = Counter()
        self._rounds = 0
        per_face = configuration.pictures_per_face
        self.total = configuration.count if configuration.count is not None else per_face * len(self._faces)
        if configuration.count is not None and self._faces:
            each, left_over = divmod(configuration.count, len(self._faces))
            for place, face in enumerate(self._faces.values()):
                face.wanted = each + (place < left_over)
        else:
            for face in self._faces.values():
                face.wanted = per_face

    @property
    def missing(self) -> int:
        """How many pictures short of the wanted number the set is now."""
        return self.total - sum(self._made.values())

    def next_round(self) -> list[Slot]:
        """The next slots, ordered by face; empty when the set is full or nothing more can be made."""
        if self._rounds >= MOST_ROUNDS or self.missing <= 0:
            return []
        self._rounds += 1
        if self._exact is not None:
            self._hand_over()
        wants = {
            key: (face.open_states(), face.wanted - face.accepted)
            for key, face in self._faces.items()
            if face.wanted > face.accepted and face.open_states()
        }
        slots = []
        for key, states in assign_states(wants, self._mix, self.total, self._made).items():
            face = self._faces[key]
            for state in states:
                slots.append(Slot(key, face.next_number, state))
                face.next_number += 1
        return sorted(slots)

    def note(self, slot: Slot, accepted: bool) -> None:
        """Tell the plan what became of a slot."""
        face = self._faces[slot.key]
        if accepted:
            face.accepted += 1
            face.made[slot.state] += 1
            self._made[slot.state] += 1
        else:
            face.failed[slot.state] += 1

    def _hand_over(self) -> None:
        """Give the places of faces that have no open state left to those with the fewest pictures."""
        surplus = 0
        for face in self._faces.values():
            if not face.open_states():
                surplus += face.wanted - face.accepted
                face.wanted = face.accepted
        takers = [(face.wanted, key) for key, face in self._faces.items() if face.open_states()]
        heapq.heapify(takers)
        for _ in range(surplus if takers else 0):
            wanted, key = takers[0]
            self._faces[key].wanted += 1
            heapq.heapreplace(takers, (wanted + 1, key))


def assign_states(
    wants: Mapping[FaceKey, tuple[Sequence[str], int]],
    mix: Mapping[str, float],
    total: int,
    made: Mapping[str, int],
) -> dict[FaceKey, list[str]]:
    """Choose wear states so that the whole set comes as close to the mix as the faces allow.

    Faces that fit few states choose first. Each place takes the state of which the largest part of its
    target is still open; when all targets of a face's states are met, the one least over its target.

    Args:
        wants: for each face its possible states and the number of places it fills.
        mix: wanted share of each state, summing to 1.
        total: places in the whole set.
        made: pictures of each state that exist already.
    """
    targets = _whole_numbers(mix, total)
    open_places = {state: targets[state] - made.get(state, 0) for state in mix}
    order = list(mix)
    chosen: dict[FaceKey, list[str]] = {}
    for key in sorted(wants, key=lambda key: (len(wants[key][0]), key)):
        states, places = wants[key]
        chosen[key] = []
        for _ in range(places):
            state = max(
                states,
                key=lambda state: (
                    open_places[state] > 0,
                    open_places[state] / mix[state],
                    -order.index(state),
                ),
            )
            open_places[state] -= 1
            chosen[key].append(state)
    return chosen


def _whole_numbers(mix: Mapping[str, float], total: int) -> dict[str, int]:
    """Whole numbers that sum to ``total`` and are closest to the shares (largest remainders)."""
    numbers = {state: int(share * total) for state, share in mix.items()}
    by_remainder = sorted(mix, key=lambda state: (numbers[state] - mix[state] * total, state))
    for state in by_remainder[: total - sum(numbers.values())]:
        numbers[state] += 1
    return numbers
