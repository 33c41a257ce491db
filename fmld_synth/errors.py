"""The two ways work can go wrong: the user's mistake, and a sample that cannot be made."""

from __future__ import annotations

from collections.abc import Mapping


class UserError(Exception):
    """A mistake the user can fix. Its text is one line that names the file or option and the remedy.

    Names of files may hold line breaks, control characters and bytes that are not UTF-8; the text shows them as
    escapes.
    """

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class Rejected(Exception):  # noqa: N818 - it is an outcome that is recorded, not a programming error
    """A photograph, face or sample that cannot be used.

    Attributes:
        stage: where it was found out: ``photograph``, ``face``, ``wear`` or ``render``.
        reason: a short machine-readable word such as ``truncated`` or ``nose_covered``.
        measured: the numbers behind the reason, by name.
    """

    def __init__(self, stage: str, reason: str, measured: Mapping[str, float | str] | None = None) -> None:
        super().__init__(f"{stage}: {reason}")
        self.stage = stage
        self.reason = reason
        self.measured = dict(measured or {})


def printable(text: str) -> str:
    r"""The text in one line that every screen takes.

    Line breaks, control characters and bytes of file names that are not UTF-8 become escapes: ``caf\udce9.jpg``.
    """
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text
    )
