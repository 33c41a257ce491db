"""Docstrings as MkDocs reads them, for ``make docs``: griffe, which collects the package, calls this for each.

Ours say ``width, height: of the canvas, in pixels`` of several parameters at once, which griffe takes for one name.
Told apart, every name is checked against the signature: a docstring that has drifted fails ``make docs``.
"""

from __future__ import annotations

import re
from typing import Any

from griffe import Extension, Object

ROLE = re.compile(r":(?:attr|class|data|func|meth|mod):`~?")
"""Begins a cross-reference, as other tools read it."""
SEVERAL = re.compile(
    r"^(?P<indent> +)(?P<names>\w+(?:, \w+)+): (?P<text>.*(?:\n(?P=indent) +.*)*)$", re.MULTILINE
)
"""An entry of ``Args`` for several parameters, with the lines that it goes on in."""


class PlainDocstrings(Extension):
    """Rewrites docstrings before griffe reads them."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Take a module, class, function or attribute that was collected."""
        if obj.docstring is not None:
            obj.docstring.value = plain(obj.docstring.value)


def plain(docstring: str) -> str:
    """A docstring of Google's style without roles, and with an entry for each parameter."""
    return SEVERAL.sub(_told_apart, ROLE.sub("`", docstring))


def _told_apart(entry: re.Match[str]) -> str:
    return "\n".join(f"{entry['indent']}{name}: {entry['text']}" for name in entry["names"].split(", "))
