"""The two ways work can go wrong: the user's mistake, and a sample that cannot be made."""

from __future__ import annotations

from collections.abc import Mapping


class UserError(Exception):
    """A mistake the user can fix. Its text is one line that names the file or parameter and the remedy.

    Parameters stand between backticks, as they are written in Python: `output`, `crop='face'`, `resume=True`. The
    command line shows the same text with its options: ``--output``, ``--crop face``, ``--resume``
    (``fmld_synth.cli.option_names``).

    Example:
        >>> try:
        ...     fmld_synth.synthesize(portrait, "nose_exposd")
        ... except fmld_synth.UserError as error:
        ...     print(error)
        unknown wear state 'nose_exposd'; did you mean nose_exposed? Valid: ...
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
