"""What the class names of the sets that people have mean here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fmld_synth.errors import UserError
from fmld_synth.wear import WEAR_STATES, Label


class Meaning(NamedTuple):
    """What a class name says.

    Attributes:
        label: None for a face of which the source does not say how it wears a mask.
        wear_state: the finer state, where the label or the name determines it.
    """

    label: Label | None
    wear_state: str | None = None


CORRECT = Meaning("correct", "correct")
INCORRECT = Meaning("incorrect")
NONE = Meaning("none", "unmasked")
UNKNOWN = Meaning(None)

Vocabulary = Mapping[str, Meaning]
"""Class names as :func:`normalised` writes them, and what they mean."""


def normalised(name: str) -> str:
    """A class name without case, spaces and punctuation: ``With-Mask`` and ``with_mask`` are the same."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def vocabulary(meanings: Mapping[str, Meaning]) -> Vocabulary:
    """Class names as their sets write them, ready for look-up."""
    return {normalised(name): meaning for name, meaning in meanings.items()}


STATES: Mapping[str, Meaning] = {name: Meaning(state.label, name) for name, state in WEAR_STATES.items()}

COMMON = vocabulary(
    {
        **dict.fromkeys(
            ("correct", "masked_face", "masked", "with_mask", "face_with_mask", "face_mask", "mask",
             "mask_on", "correctly_worn", "correctly_masked_face", "correct_mask", "mask_correct",
             "mask_worn_correctly"),
            CORRECT,
        ),
        **dict.fromkeys(
            ("incorrect", "incorrectly_masked_face", "incorrectly_worn", "incorrect_mask", "mask_incorrect",
             "mask_weared_incorrect", "mask_worn_incorrect", "mask_worn_incorrectly",
             "face_with_mask_incorrect", "with_incorrect_mask"),
            INCORRECT,
        ),
        **dict.fromkeys(
            ("none", "unmasked_face", "without_mask", "face", "no_mask", "nomask", "face_no_mask",
             "mask_off"),
            NONE,
        ),
        **dict.fromkeys(("invalid_face", "invalid", "face_other_covering", "unlabelled", "unknown"), UNKNOWN),
        **STATES,
    }
)  # fmt: skip
"""Names that mean the same wherever they are used; for formats whose class names are free."""


def meaning_of(name: str, known: Vocabulary, where: str) -> Meaning:
    """What a class name means.

    Args:
        name: as the set writes it.
        known: the names of its format.
        where: file and field, for the message.

    Raises:
        UserError: the name is unknown; one line with the place, the value and the known names.
    """
    try:
        return known[normalised(name)]
    except KeyError:
        raise UserError(
            f"{where}: unknown class {name!r}; known: {', '.join(_shown(known))}. Rename the class, or read "
            "the set in its own --input-format"
        ) from None


def _shown(known: Iterable[str]) -> list[str]:
    return sorted(known)
