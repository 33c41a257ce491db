"""One reading of a set: what its class names mean, and what had to be guessed on the way."""

from __future__ import annotations

from collections import Counter

from fmld_synth.dataset.readers.class_mapping import ClassMapping
from fmld_synth.dataset.readers.labels import Meaning, Vocabulary, normalized
from fmld_synth.errors import UserError, printable
from fmld_synth.remarks import REMARKS

LONGEST_NAME = 60
"""Characters of a class name that a message shows."""


def counted(number: int, one: str, several: str | None = None) -> str:
    """A number with its noun: 1 image, 2 images."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


class Reading:
    """What readers are told and what they tell, beside the images.

    Args:
        classes: the user's own meanings of class names.

    Attributes:
        remarks: guesses, and what was passed over, each once.
        left_out: faces of classes that ``--classes`` leaves out, by the class's name.
    """

    def __init__(self, classes: ClassMapping | None = None) -> None:
        self.classes = classes or ClassMapping()
        self.remarks: dict[str, None] = {}
        self.left_out: Counter[str] = Counter()
        self._met: set[str] = set()

    def remark(self, text: str) -> None:
        """Tell the user once."""
        text = printable(text)
        if text not in self.remarks:
            self.remarks[text] = None
            REMARKS.warning("%s", text)

    def look_up(self, name: str, known: Vocabulary) -> Meaning | None:
        """What a class name means; None when nobody knows, or its faces are left out."""
        return self.classes.get(name) if name in self.classes else known.get(name)

    def meaning_of(self, name: str, known: Vocabulary, where: str) -> Meaning | None:
        """What the class name of a face means.

        Args:
            name: as the set writes it.
            known: the class names of the format.
            where: file and field, for messages.

        Returns:
            None when such faces are left out.

        Raises:
            UserError: the name is unknown; one line with the place, the value and the known names.
        """
        self._met.add(normalized(name))
        if name in self.classes:
            meaning = self.classes.get(name)
            self.left_out[name] += meaning is None
            return meaning
        found = known.get(name)
        if found is None:
            quoted = repr(name[:LONGEST_NAME])
            raise UserError(
                f"{where}: unknown class {quoted}; known: {known.summary}. Say what it means, as in "
                f"`classes='{quoted[1:-1]}=incorrect'`, or leave its faces out: `classes='{quoted[1:-1]}='`"
            )
        return found

    def classes_not_met(self) -> list[str]:
        """Names in ``--classes`` that no face of the set had so far."""
        return self.classes.without(self._met)
