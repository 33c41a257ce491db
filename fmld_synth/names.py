"""Names that people type. An unknown one is the user's mistake: one line with the nearest and all valid names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from fmld_synth.errors import UserError

KEPT_BY_WINDOWS = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9])(?:\.|$)", re.IGNORECASE)
"""Names of devices, which Windows gives to no file, whatever ending follows.

Source: Microsoft, "Naming Files, Paths, and Namespaces".
"""

LEAST_LIKENESS = 0.4
"""Of the suggested name and what was typed, 0 to 1, as difflib measures it. Chosen by eye."""


def known(name: str, names: Iterable[str], what: str, *, where: str = "") -> str:
    """The name, if it is valid.

    Args:
        name: what was typed.
        names: the valid names, in the order in which the message lists them.
        what: is called so, in the singular, such as ``baseline``.
        where: it was typed, such as a parameter between backticks; the message starts with it.

    Raises:
        UserError: there is none of that name; see :func:`unknown`.

    Examples:
        >>> known("cloth", ["cloth", "cup"], "family")
        'cloth'
    """
    valid = list(names)
    if name in valid:
        return name
    raise unknown(name, valid, what, where=where)


def unknown(name: str, names: Iterable[str], what: str, *, where: str = "") -> UserError:
    """The error about a name that is not valid; arguments as of :func:`known`.

    Examples:
        >>> print(unknown("cop", ["cloth", "cup"], "family", where="`family`"))
        `family`: unknown family 'cop'; did you mean cup? Valid: cloth, cup
    """
    valid = list(names)
    by_lower_case = {one.lower(): one for one in valid}
    nearest = difflib.get_close_matches(name.lower(), by_lower_case, n=1, cutoff=LEAST_LIKENESS)
    hint = f"; did you mean {by_lower_case[nearest[0]]}?" if nearest else "."
    begin = f"{where}: " if where else ""
    return UserError(f"{begin}unknown {what} {name!r}{hint} Valid: {', '.join(valid)}")


def is_kept_by_windows(name: str) -> bool:
    """Whether Windows refuses, or changes, a file or folder of that name.

    Examples:
        >>> is_kept_by_windows("aux.png"), is_kept_by_windows("auxiliary.png")
        (True, False)
    """
    return name.endswith((".", " ")) or KEPT_BY_WINDOWS.match(name) is not None
