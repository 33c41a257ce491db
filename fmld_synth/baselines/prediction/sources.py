"""What the user wants to look at: photographs, a video file or a camera."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fmld_synth.errors import UserError
from fmld_synth.films.film import is_film
from fmld_synth.photographs.endings import EXTENSIONS, FILM_EXTENSIONS
from fmld_synth.photographs.finding import LIST_EXTENSIONS, counted_endings, find_photographs


@dataclass(frozen=True)
class Photographs:
    """Photographs: one, or all of a folder with its subfolders.

    Attributes:
        folder: all of them lie in it.
        paths: the files, sorted; not empty.
        unreadable: folders that could not be listed, and why.
        single: the user named one file.
        passed_over: number of other files in the folder by their ending.
    """

    folder: Path
    paths: tuple[Path, ...]
    unreadable: tuple[tuple[Path, str], ...] = ()
    single: bool = False
    passed_over: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Video:
    """A video file."""

    path: Path

    @property
    def folder(self) -> Path:
        """It lies in."""
        return self.path.parent


@dataclass(frozen=True)
class Camera:
    """A camera by its number, counted from 0."""

    index: int


Source = Photographs | Video | Camera


def find_source(text: str) -> Source:
    """What ``text`` names: a number is a camera, a folder or a file what it holds.

    Raises:
        UserError: there is no such file, or the folder holds no photographs; one line.
    """
    if text.isascii() and text.isdigit():
        return Camera(int(text))
    path = Path(text)
    if not path.exists():
        raise UserError(
            f"{text}: no such file or folder; give a photograph, a folder, a video or a camera's number"
        )
    if path.is_file() and _is_film(path):
        return Video(path)
    found = find_photographs(path)
    if not found.photographs:
        others = (
            f", only {counted_endings(found.passed_over)}; a film is named by itself"
            if found.passed_over
            else ""
        )
        raise UserError(
            f"{text}: no photographs found there{others}; give a photograph, a film or another folder"
        )
    if path.is_dir():
        return Photographs(
            path, tuple(found.photographs), tuple(found.unreadable), passed_over=found.passed_over
        )
    return Photographs(path.parent, tuple(found.photographs), single=True)


def _is_film(path: Path) -> bool:
    """By its ending; by its content when that says nothing."""
    ending = path.suffix.lower()
    return ending in FILM_EXTENSIONS or (ending not in (*EXTENSIONS, *LIST_EXTENSIONS) and is_film(path))


def default_output(source: Source) -> Path:
    """The folder for the results when the user names none: ``predictions/NAME``, after the source."""
    if isinstance(source, Camera):
        name = f"camera_{source.index}"
    elif isinstance(source, Video):
        name = source.path.stem
    else:
        name = source.paths[0].stem if source.single else source.folder.resolve().name
    return Path("predictions") / (name or "photographs")
