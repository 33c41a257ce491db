"""The two ways work can go wrong: the user's mistake, and a sample that cannot be made."""

from __future__ import annotations

import re
from collections.abc import Mapping


class UserError(Exception):
    """A mistake the user can fix. Its text is one line that names the file or parameter and the remedy.

    Parameters stand between backticks, as they are written in Python: `output`, `crop='face'`, `resume=True`. The
    command line shows the same text with its options: ``--output``, ``--crop face``, ``--resume``
    (``fmld_synth.cli.option_names``).

    Names of files may hold line breaks, control characters and bytes that are not UTF-8; the text shows them as
    escapes.

    Example:
        >>> try:
        ...     fmld_synth.synthesize(portrait, "nose_exposd")
        ... except fmld_synth.UserError as error:
        ...     print(error)
        unknown wear state 'nose_exposd'; did you mean nose_exposed? Valid: ...
    """

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class OtherPixelsWarning(UserWarning):
    """A record renders a little otherwise on this machine than where its set was made.

    Example:
        >>> import warnings
        >>> warnings.simplefilter("error", fmld_synth.OtherPixelsWarning)  # from now on such a record is an error
    """


class Rejected(Exception):  # noqa: N818 - it is an outcome that is recorded, not a programming error
    """A photograph, face or sample that cannot be used.

    Attributes:
        stage: where it was found out: ``photograph``, ``face``, ``wear`` or ``render``.
        reason: a short machine-readable word such as ``truncated`` or ``nose_covered``.
        measured: the numbers behind the reason, by name.

    Example:
        >>> down_to_the_lips = fmld_synth.prepare(portrait)[0].image[:140]
        >>> (face,) = fmld_synth.prepare(down_to_the_lips)
        >>> try:
        ...     face.wear("chin", template="kn95")
        ... except fmld_synth.Rejected as rejected:
        ...     print(rejected)
        render: mask_area_not_covered
    """

    def __init__(self, stage: str, reason: str, measured: Mapping[str, float | str] | None = None) -> None:
        super().__init__(f"{stage}: {reason}")
        self.stage = stage
        self.reason = reason
        self.measured = dict(measured or {})


def reason_of(error: BaseException) -> str:
    """Why something failed, the same in every run and on every machine: without addresses in memory and paths."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return re.sub(r" at 0x[0-9a-fA-F]+", "", str(error)) or type(error).__name__


def printable(text: str) -> str:
    r"""The text in one line that every screen takes.

    Line breaks, control characters and bytes of file names that are not UTF-8 become escapes: ``caf\udce9.jpg``.
    """
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text
    )
