"""What other installed packages add: wear states, templates, landmark sources, readers, exporters and baselines.

A package declares an entry point in one of the groups below; ``docs/extending.md`` says what each must refer to.
Plug-ins are looked for when names are listed or one that is not bundled is asked for, once a process.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

WEAR_STATES = "fmld_synth.wear_states"
TEMPLATES = "fmld_synth.templates"
LANDMARK_SOURCES = "fmld_synth.landmark_sources"
READERS = "fmld_synth.readers"
EXPORTERS = "fmld_synth.exporters"
BASELINES = "fmld_synth.baselines"
GROUPS = (WEAR_STATES, TEMPLATES, LANDMARK_SOURCES, READERS, EXPORTERS, BASELINES)
"""The groups of entry points."""

Entry = TypeVar("Entry")


class NotSuitable(Exception):  # noqa: N818 - an outcome that is told, not a programming error
    """What a plug-in refers to is not what its group holds; the text says why."""


_loading = threading.RLock()
_loaded: dict[str, dict[str, Any]] = {}


def plugged_in(
    group: str, accept: Callable[[str, Any], Entry], taken: Callable[[str], bool] = lambda name: False
) -> Mapping[str, Entry]:
    """The entries that other packages add to a group; they are loaded at the first call.

    What cannot be used is left out and told in one line on the error stream: a plug-in that fails to load, one that is
    not what the group holds, and one whose name is taken.

    Args:
        group: one of ``GROUPS``.
        accept: gives the entry of a name and of what its entry point refers to, or raises ``NotSuitable``.
        taken: whether a name belongs to a bundled entry.

    Returns:
        The entries by name, sorted by package and name.
    """
    with _loading:
        if group not in _loaded:
            from importlib.metadata import entry_points  # slow to import, and often not needed

            # A plug-in that asks for the group while it is loaded sees what there is so far.
            found = _loaded[group] = {}
            for point in sorted(entry_points(group=group), key=lambda point: (_package(point), point.name)):
                if taken(point.name) or point.name in found:
                    _warn(point, "the name is taken; it needs another")
                    continue
                try:
                    found[point.name] = accept(point.name, point.load())
                except NotSuitable as error:
                    _warn(point, str(error))
                except (Exception, SystemExit) as error:  # whatever goes wrong in another package
                    _warn(point, f"{type(error).__name__}: {error}; update or uninstall the package")
        return _loaded[group]


class Registry(Mapping[str, Entry], Generic[Entry]):
    """Bundled entries by name, and behind them those that other packages add.

    Args:
        group: of entry points.
        bundled: entries of this package.
        accept: see :func:`plugged_in`.
        description: documentation of this registry.
    """

    def __init__(
        self,
        group: str,
        bundled: Mapping[str, Entry],
        accept: Callable[[str, Any], Entry],
        description: str | None = None,
    ) -> None:
        self.group, self.bundled, self._accept = group, bundled, accept
        self.__doc__ = description or type(self).__doc__

    @property
    def plugged_in(self) -> Mapping[str, Entry]:
        """The entries of other packages."""
        return plugged_in(self.group, self._accept, self.bundled.__contains__)

    def __getitem__(self, name: str) -> Entry:
        return self.bundled[name] if name in self.bundled else self.plugged_in[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.bundled
        yield from self.plugged_in

    def __len__(self) -> int:
        return len(self.bundled) + len(self.plugged_in)

    def __repr__(self) -> str:
        return f"<{self.group}: {', '.join(self)}>"


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else ""


def _warn(point: EntryPoint, reason: str) -> None:
    """Tell it once: worker processes load the same plug-ins as the process that started them."""
    from multiprocessing import parent_process

    if parent_process() is None:
        line = f"warning: plug-in {point.name!r} of {_package(point)} ({point.group}) is left out: {reason}"
        print(" ".join(line.split()), file=sys.stderr)
