"""What the class names of the sets that people have mean here."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from fmld_synth.wear import BUNDLED_STATES, WEAR_STATES, Label


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


STATES: Mapping[str, Meaning] = {name: Meaning(state.label, name) for name, state in BUNDLED_STATES.items()}


def normalized(name: str) -> str:
    """A class name without case, spaces and punctuation: ``With-Mask`` and ``with_mask`` are the same.

    Letters of all scripts count; a name of nothing but punctuation stays as it is.
    """
    letters = "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())
    return letters or name


class Vocabulary:
    """The class names of a set.

    Args:
        meanings: names as the set writes them, and what they mean; case and punctuation do not count.
        summary: what to call the names in messages; None lists them.
    """

    def __init__(self, meanings: Mapping[str, Meaning], summary: str | None = None) -> None:
        self.names = tuple(meanings)
        self.summary = summary or ", ".join(meanings)
        self._meanings = {normalized(name): meaning for name, meaning in meanings.items()}
        self._knows_states = set(STATES) <= set(meanings)

    def get(self, name: str) -> Meaning | None:
        """What a name means; None when it is none of these."""
        return self._meanings.get(normalized(name)) or self._plugged_in(name)

    def _plugged_in(self, name: str) -> Meaning | None:
        """The wear state of a plug-in, where those of this package are names of classes, too."""
        if not self._knows_states:
            return None
        for state in WEAR_STATES.plugged_in.values():
            if normalized(state.name) == normalized(name):
                return Meaning(state.label, state.name)
        return None


COMMON = Vocabulary(
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
        **dict.fromkeys(
            ("invalid_face", "invalid", "face_other_covering", "unlabeled", "unlabelled", "unknown"), UNKNOWN
        ),
        **STATES,
    },
    summary=f"correct, with_mask, incorrect, none, without_mask, {', '.join(BUNDLED_STATES)} and their like",
)  # fmt: skip
"""Names that mean the same wherever they are used; for formats whose class names are free."""
