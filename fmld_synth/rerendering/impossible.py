"""Records of possible types and impossible values: what they raise somewhere on their way through the engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import cv2

from fmld_synth.errors import Rejected, UserError, printable, reason_of

IMPOSSIBLE = (
    cv2.error, LookupError, ValueError, TypeError, ArithmeticError, AttributeError, MemoryError, Rejected
)  # fmt: skip


@contextmanager
def impossible_values_told(where: str) -> Iterator[None]:
    """Say in one line that a record's values are impossible.

    Args:
        where: the record, for the message.

    Raises:
        UserError: what is done inside raised one of ``IMPOSSIBLE``.
    """
    try:
        yield
    except IMPOSSIBLE as error:
        why = printable(f"{where}: impossible values: {reason_of(error)}; get it again")
        raise UserError(why) from None
