"""What the class names of the sets that people have mean here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from fmld_synth.errors import UserError
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


def normalised(name: str) -> str:
    """A class name without case, spaces and punctuation: ``With-Mask`` and ``with_mask`` are the same."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


class Vocabulary:
    """The class names of a set.

    Args:
        meanings: names as the set writes them, and what they mean; case and punctuation do not count.
    """

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self.names = tuple(meanings)
        self._meanings = {normalised(name): meaning for name, meaning in meanings.items()}
        self._knows_states = set(STATES) <= set(meanings)

    def get(self, name: str) -> Meaning | None:
        """What a name means; None when it is none of these."""
        return self._meanings.get(normalised(name)) or self._plugged_in(name)

    def _plugged_in(self, name: str) -> Meaning | None:
        """The wear state of a plug-in, where those of this package are names of classes, too."""
        if not self._knows_states:
            return None
        for state in WEAR_STATES.plugged_in.values():
            if normalised(state.name) == normalised(name):
                return Meaning(state.label, state.name)
        return None

    def meaning_of(self, name: str, where: str) -> Meaning:
        """What a name means.

        Args:
            name: as the set writes it.
            where: file and field, for the message.

        Raises:
            UserError: the name is unknown; one line with the place, the value and the known names.
        """
        meaning = self.get(name)
        if meaning is None:
            raise UserError(
                f"{where}: unknown class {name!r}; known: {', '.join(self.names)}. Rename the class, or name "
                "another format"
            )
        return meaning


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
        **dict.fromkeys(("invalid_face", "invalid", "face_other_covering", "unlabelled", "unknown"), UNKNOWN),
        **STATES,
    }
)  # fmt: skip
"""Names that mean the same wherever they are used; for formats whose class names are free."""
