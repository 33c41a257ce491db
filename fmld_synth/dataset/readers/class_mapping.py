"""``--classes good=correct,bad=incorrect,helmet=``: what the user says that class names of a set mean."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from fmld_synth.dataset.readers.labels import COMMON, Meaning, normalized
from fmld_synth.errors import UserError
from fmld_synth.wear import BUNDLED_STATES

PARAMETER = "`classes`"
MEANINGS = (
    "correct",
    "incorrect",
    "none",
    "unlabeled",
    *(name for name in BUNDLED_STATES if name != "correct"),
)
"""What to offer; any common class name is taken."""


class ClassMapping:
    """Meanings that go before those a format gives its class names.

    Args:
        classes: for each class name of the set the name of a label, a wear state or any common class; empty for
            a class whose faces are left out.

    Raises:
        UserError: a meaning is unknown, or a class has two.
    """

    def __init__(self, classes: Mapping[str, str] | None = None) -> None:
        self._meanings: dict[str, Meaning | None] = {}
        self._written: dict[str, str] = {}
        for name, value in (classes or {}).items():
            meaning = _meaning(name, value) if value else None
            key = normalized(name)
            if key in self._meanings and self._meanings[key] != meaning:
                raise UserError(
                    f"{PARAMETER}: {name} and {self._written[key]} are one class; give it one meaning"
                )
            self._meanings[key], self._written[key] = meaning, name

    def __contains__(self, name: str) -> bool:
        return normalized(name) in self._meanings

    def __bool__(self) -> bool:
        return bool(self._meanings)

    def get(self, name: str) -> Meaning | None:
        """What a name in this mapping means; None for one whose faces are left out."""
        return self._meanings[normalized(name)]

    def without(self, names: set[str]) -> list[str]:
        """The classes of the mapping, as the user wrote them, that are not among ``names`` (normalized)."""
        return [written for key, written in self._written.items() if key not in names]


def parse_classes(text: str | None) -> dict[str, str]:
    """The parameter's text as a mapping.

    Raises:
        UserError: a part has no ``=``, or a meaning is unknown.
    """
    classes: dict[str, str] = {}
    for part in (part.strip() for part in (text or "").split(",")):
        if not part:
            continue
        name, equals, meaning = (piece.strip() for piece in part.rpartition("="))
        if not equals or not name:
            raise UserError(
                f"{PARAMETER}: expected CLASS=MEANING, or CLASS= to leave a class out, found {part!r}; separate them "
                "with commas"
            )
        if classes.get(name, meaning) != meaning:
            raise UserError(f"{PARAMETER}: {name} occurs twice; give it one meaning")
        classes[name] = meaning
    ClassMapping(classes)
    return classes


def _meaning(name: str, value: str) -> Meaning:
    meaning = COMMON.get(value)
    if meaning is None:
        nearest = difflib.get_close_matches(value, COMMON.names, n=1, cutoff=0.6)
        hint = f"; did you mean {nearest[0]}?" if nearest else "."
        raise UserError(f"`classes='{name}={value}'`: unknown meaning{hint} Valid: {', '.join(MEANINGS)}")
    return meaning
