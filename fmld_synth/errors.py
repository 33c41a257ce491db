"""The two ways work can go wrong: the user's mistake, and a sample that cannot be made."""

from __future__ import annotations

from collections.abc import Mapping


class UserError(Exception):
    """A mistake the user can mend. Its text is one line that names the file or option and the remedy."""


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
