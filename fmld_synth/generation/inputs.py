"""Which photographs ``--input`` names, and that the output does not lie among them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.readers import AUTO, find_reader
from fmld_synth.dataset.readers.open_set import open_set
from fmld_synth.dataset.records import Rejection
from fmld_synth.errors import UserError
from fmld_synth.photographs.endings import PICTURES_AND_FILMS
from fmld_synth.photographs.finding import counted_endings, find_photographs


@dataclass(frozen=True)
class Inputs:
    """The photographs of a run.

    Attributes:
        root: folder all of them lie below: the input folder, or the deepest common one of a list.
        paths: below ``root``, with forward slashes, sorted.
        rejections: of folders that could not be listed and names that are no text.
        annotated: what an annotated set says of each; empty for plain photographs.
        passed_over: number of files by ending that were not taken for photographs; of an annotated set, pictures and
            films only.
    """

    root: Path
    paths: tuple[str, ...]
    rejections: tuple[Rejection, ...]
    annotated: tuple[AnnotatedImage, ...] = ()
    passed_over: Mapping[str, int] = field(default_factory=dict)

    @property
    def work(self) -> tuple[str, ...] | tuple[AnnotatedImage, ...]:
        """What is to be surveyed, in the order of ``paths``."""
        return self.annotated or self.paths

    @property
    def identities(self) -> list[str]:
        """A text for each that is another one when its path or annotation is."""
        return [repr(image) for image in self.annotated] or list(self.paths)


def find_inputs(where: Path) -> Inputs:
    """The photographs of a folder (recursive), a file or a text list.

    Raises:
        UserError: there are none, or the input cannot be read.
    """
    found = find_photographs(where)
    if not found.photographs:
        unreadable = "".join(f"; {folder} cannot be read: {why}" for folder, why in found.unreadable[:1])
        others = f", only {counted_endings(found.passed_over)}" if found.passed_over else ""
        raise UserError(f"`input` {where}: no photographs found there{others}{unreadable}")
    root = where if where.is_dir() else _common_folder(found.photographs)
    paths, rejections = [], []
    for folder, why in found.unreadable:
        rejections.append(_rejected(_below(folder, root), "unreadable_folder", why))
    for path in found.photographs:
        below = _below(path, root)
        try:
            below.encode("utf-8")
            paths.append(below)
        except UnicodeEncodeError:
            rejections.append(_rejected(below, "unreadable_name", "the name is not UTF-8; rename the file"))
    rejections.sort(key=lambda one: one.source)
    return Inputs(root, tuple(sorted(paths)), tuple(rejections), passed_over=found.passed_over)


def read_annotated(where: Path, format_name: str, classes: Mapping[str, str] | None = None) -> Inputs:
    """The photographs of an annotated set.

    Args:
        where: its folder.
        format_name: of its format, or ``auto``.
        classes: what its class names mean, see :func:`~fmld_synth.dataset.readers.open_set.open_set`.

    Raises:
        UserError: the format is unknown, the set is empty, or something in it is broken.
    """
    if format_name != AUTO:
        find_reader(format_name)  # a wrong name is told first
    if not where.is_dir():
        raise UserError(f"`input` {where}: no such folder; an annotated set is named by its folder")
    read = open_set(where, format_name, classes)
    images = tuple(
        replace(image, name=_below(image.path, where))
        for image in sorted(read(where), key=lambda one: one.path)
    )
    if not images:
        raise UserError(f"`input` {where}: the set holds no images")
    pictures = {
        name: n for name, n in find_photographs(where).passed_over.items() if name in PICTURES_AND_FILMS
    }
    return Inputs(where, tuple(image.name for image in images), (), images, pictures)


def check_apart(where: Path, output: Path) -> None:
    """Refuse an output inside the input folder, whose pictures a later run would take for photographs, and an
    input inside the output, which ``--overwrite`` would delete.

    Raises:
        UserError: one lies in the other.
    """
    inside, outside = output.resolve(), where.resolve()
    if where.is_dir() and (inside == outside or outside in inside.parents):
        raise UserError(f"`output` {output} lies inside `input` {where}: choose a folder outside it")
    if inside in outside.parents:
        raise UserError(f"`input` {where} lies inside `output` {output}: choose another output folder")


def _common_folder(paths: list[Path]) -> Path:
    folders = [path.parent for path in paths]
    if any(folder.is_absolute() for folder in folders):
        folders = [folder.absolute() for folder in folders]
    return Path(os.path.commonpath(folders))


def _below(path: Path, root: Path) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/")


def _rejected(source: str, reason: str, message: str) -> Rejection:
    printable = source.encode("utf-8", "backslashreplace").decode()
    return Rejection(source=printable, stage="photograph", reason=reason, measured={"message": message})
