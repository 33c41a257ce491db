"""Readers that other packages add."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, runtime_checkable

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.readers.reading import Reading
from fmld_synth.errors import UserError
from fmld_synth.plugins import NotSuitable
from fmld_synth.remarks import REMARKS


@runtime_checkable
class ReaderPlugin(Protocol):
    """What an entry point in ``fmld_synth.readers`` refers to: an object, or a module, with these two functions."""

    def read(self, folder: Path) -> Iterator[AnnotatedImage]:
        """Read a dataset, image by image, in a fixed order.

        Raises:
            UserError: something is wrong with it; one line that names file and field.
        """
        ...

    def recognizes(self, folder: Path) -> bool:
        """Whether a folder holds a dataset of this format, found out cheaply; asked after the bundled formats."""
        ...


class PluggedInReader:
    """A reader of another package as those of this one are called; what goes wrong in it is told in one line.

    Args:
        name: of the format.
        plugin: the reader.
    """

    def __init__(self, name: str, plugin: ReaderPlugin) -> None:
        self._name, self._plugin = name, plugin

    def __call__(self, root: Path, /, reading: Reading | None = None) -> Iterator[AnnotatedImage]:
        """Read ``root``; classes are what the plug-in says that they are."""
        try:
            yield from self._plugin.read(root)
        except UserError:
            raise
        except Exception as error:  # whatever goes wrong in another package
            raise UserError(f"{root}: the plug-in that reads {self._name} failed: {_told(error)}") from error

    def recognizes(self, folder: Path) -> bool:
        """Whether a folder holds a dataset of this format."""
        try:
            return bool(self._plugin.recognizes(folder))
        except Exception as error:
            REMARKS.warning(
                "%s: the plug-in that reads %s could not look at it: %s", folder, self._name, _told(error)
            )
            return False


def accept_reader(name: str, plugin: object) -> PluggedInReader:
    """The reader of an entry point.

    Raises:
        NotSuitable: it is none.
    """
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise NotSuitable("use a-z, 0-9 and _ in its name")
    if not isinstance(plugin, ReaderPlugin):
        raise NotSuitable("it needs the functions read(folder) and recognizes(folder)")
    return PluggedInReader(name, plugin)


def _told(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
