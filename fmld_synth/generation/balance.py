"""Balance: how many faces to make, and which pictures to leave out, so that the three classes are equal."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fmld_synth.wear import LABELS, Label

LOWER_TARGETS = 6
"""How far below the rarest class, and at most by half, a number of faces is looked for that all can meet."""


class Picture(NamedTuple):
    """A picture that may be left out.

    Attributes:
        sha256: of its photograph.
        face: the face it is about.
        labels: of all its faces that count.
        made: id of a made picture; None for a real one.
    """

    sha256: str
    face: int
    labels: tuple[Label, ...]
    made: str | None = None


def incorrect_wanted(pictures: Iterable[Picture]) -> int:
    """Incorrectly masked faces to make so that they are as many as the fewer of correct and bare ones."""
    real = Counter(label for picture in pictures for label in picture.labels)
    return max(min(real["correct"], real["none"]) - real["incorrect"], 0)


def balanced(pictures: Sequence[Picture]) -> list[Picture]:
    """The pictures to keep so that the three classes have equally many faces.

    Pictures are left out by the hash of their photograph, as chance would, and real ones with an incorrectly
    worn mask, which are rare, last. Where pictures with several faces leave a remainder, large ones are left
    out first, so that the small ones can fill it, and then somewhat smaller classes are tried.

    Returns:
        The kept ones in the order of ``pictures``. Pictures of one face each always come out equal. Of whole
        scenes there may be no such choice, or none that is found: the classes then differ, but no face of the
        rarest is given up. Without any face of a class there is nothing to balance, and all are kept.
    """
    have = Counter(label for picture in pictures for label in picture.labels)
    least = min(have[label] for label in LABELS)
    if least == 0:
        return list(pictures)
    by_chance = sorted(pictures, key=lambda picture: (_is_rare(picture), _rank(picture)))
    by_size = sorted(by_chance, key=lambda picture: (_is_rare(picture), -len(picture.labels)))
    attempts = []
    for target in range(least, max(least - LOWER_TARGETS, least // 2), -1):
        for order in (by_chance, by_size):
            left_out, remainder = _leave_out(order, {label: have[label] - target for label in LABELS})
            if remainder == 0:
                return [picture for picture in pictures if picture not in left_out]
            attempts.append((least - target, remainder, left_out))
    _, _, left_out = min(attempts, key=lambda attempt: attempt[:2])
    return [picture for picture in pictures if picture not in left_out]


def _leave_out(order: Iterable[Picture], surplus: dict[Label, int]) -> tuple[set[Picture], int]:
    """Leave out each picture, in turn, whose faces are all in surplus; also the surplus that remains."""
    left_out: set[Picture] = set()
    for picture in order:
        counts = Counter(picture.labels)
        if counts and all(count <= surplus[label] for label, count in counts.items()):
            left_out.add(picture)
            for label, count in counts.items():
                surplus[label] -= count
    return left_out, sum(surplus.values())


def _is_rare(picture: Picture) -> bool:
    return picture.made is None and "incorrect" in picture.labels


def _rank(picture: Picture) -> bytes:
    return hashlib.sha256(f"{picture.sha256}/{picture.face}/{picture.made}".encode()).digest()
