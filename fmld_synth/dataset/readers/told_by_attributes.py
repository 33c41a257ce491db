"""What attributes of faces say beside their class: who a face shows, and how exactly it wears its mask."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from fmld_synth.dataset.readers.labels import Meaning, normalized
from fmld_synth.wear import UNMASKED, WEAR_STATES

PERSON = ("person", "identity", "subject", "person_id")
"""Attributes that name who a face shows; the first that is there counts."""
WEAR_STATE = ("wear_state", "state", "finer")
"""Attributes that name a wear state, where the class alone does not."""

Key = TypeVar("Key", bound=Hashable)


def person_told(attributes: Mapping[str, str]) -> str | None:
    """Who a face shows; None where no attribute says."""
    return next((attributes[name] for name in PERSON if attributes.get(name)), None)


def state_told(attributes: Mapping[str, str], meaning: Meaning) -> str | None:
    """The wear state of a face: its class's, or where that leaves it open the one that an attribute names.

    A state of another label than the face's is not taken: then the class counts.
    """
    if meaning.wear_state is not None or meaning.label is None:
        return meaning.wear_state
    states = {normalized(name): name for name, state in WEAR_STATES.items() if state.label == meaning.label}
    named = (states.get(normalized(attributes[name])) for name in WEAR_STATE if attributes.get(name))
    return next((name for name in named if name is not None and name != UNMASKED), None)


def people_apart(people_of: Mapping[Key, Iterable[str]]) -> dict[Key, str | None]:
    """One name for all images that share people, directly or through others: what must not be torn apart.

    Args:
        people_of: who each image shows; none where nobody says.

    Returns:
        the first person's name, in the order of the images; None for images that show nobody known.
    """
    joined: dict[str, str] = {}

    def first_of(person: str) -> str:
        while joined.setdefault(person, person) != person:
            joined[person] = joined[joined[person]]  # shorter for the next time
            person = joined[person]
        return person

    shown = {key: list(people) for key, people in people_of.items()}
    order: dict[str, int] = {}
    for people in shown.values():
        for person in people:
            order.setdefault(person, len(order))
            ends = sorted((first_of(people[0]), first_of(person)), key=order.__getitem__)
            joined[ends[1]] = ends[0]
    return {key: first_of(people[0]) if people else None for key, people in shown.items()}
