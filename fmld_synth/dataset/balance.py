"""Balance: how many faces to make, and which real pictures to keep, so that the three classes are equal."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fmld_synth.wear import Label

CLASSES: tuple[Label, ...] = ("correct", "incorrect", "none")


class RealPicture(NamedTuple):
    """A picture that may be kept.

    Attributes:
        sha256: of its photograph.
        face: the face it is about.
        labels: of all its faces that count.
    """

    sha256: str
    face: int
    labels: tuple[Label, ...]


def incorrect_wanted(pictures: Iterable[RealPicture]) -> int:
    """Incorrectly masked faces to make so that they are as many as the fewer of correct and bare ones."""
    real = Counter(label for picture in pictures for label in picture.labels)
    return max(min(real["correct"], real["none"]) - real["incorrect"], 0)


def balanced(pictures: Sequence[RealPicture], made: Counter[Label]) -> list[RealPicture]:
    """The real pictures to keep so that, with the made ones, the three classes have equally many faces.

    Pictures are left out by the hash of their photograph, as chance would, and those with a really
    incorrectly worn mask, which are rare, last. Where pictures with several faces leave a remainder, large
    ones are left out first, so that the small ones can fill it.

    Args:
        pictures: all real pictures.
        made: faces of each class in the made pictures.

    Returns:
        The kept ones in the order of ``pictures``. Single faces always make the classes equal, as long as no
        more are made than there are real ones; else the classes differ by the fewest faces that were found.
    """
    by_chance = sorted(pictures, key=lambda picture: ("incorrect" in picture.labels, _rank(picture)))
    by_size = sorted(
        pictures,
        key=lambda picture: ("incorrect" in picture.labels, -len(picture.labels), _rank(picture)),
    )
    best: tuple[int, set[RealPicture]] | None = None
    for order in (by_chance, by_size):
        left_out, remainder = _leave_out(order, made)
        if best is None or remainder < best[0]:
            best = remainder, left_out
    assert best is not None
    return [picture for picture in pictures if picture not in best[1]]


def _leave_out(order: Sequence[RealPicture], made: Counter[Label]) -> tuple[set[RealPicture], int]:
    """Go through the pictures once and leave out each whose faces are all in surplus."""
    have = Counter(made)
    for picture in order:
        have.update(picture.labels)
    target = min(have[label] for label in CLASSES)
    surplus = {label: have[label] - target for label in CLASSES}
    left_out: set[RealPicture] = set()
    for picture in order:
        counts = Counter(picture.labels)
        if counts and all(count <= surplus[label] for label, count in counts.items()):
            left_out.add(picture)
            for label, count in counts.items():
                surplus[label] -= count
    return left_out, sum(surplus.values())


def _rank(picture: RealPicture) -> bytes:
    return hashlib.sha256(f"{picture.sha256}/{picture.face}".encode()).digest()
