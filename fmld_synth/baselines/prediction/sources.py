"""What the user wants to look at: photographs, a video file or a camera."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fmld_synth.errors import UserError
from fmld_synth.photographs.reading import find_photographs

VIDEO_EXTENSIONS = frozenset(
    {".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".ts", ".3gp", ".ogv"}
)


@dataclass(frozen=True)
class Photographs:
    """Photographs: one, or all of a folder with its subfolders.

    Attributes:
        folder: all of them lie in it.
        paths: the files, sorted; not empty.
        unreadable: folders that could not be listed, and why.
        single: the user named one file.
    """

    folder: Path
    paths: tuple[Path, ...]
    unreadable: tuple[tuple[Path, str], ...] = ()
    single: bool = False


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
    if path.is_file() and path.suffix.lower() in VIDEO_EXTENSIONS:
        return Video(path)
    found = find_photographs(path)
    if not found.photographs:
        raise UserError(f"{text}: no photographs found there; give a photograph, a video or another folder")
    if path.is_dir():
        return Photographs(path, tuple(found.photographs), tuple(found.unreadable))
    return Photographs(path.parent, tuple(found.photographs), single=True)


def default_output(source: Source) -> Path:
    """The folder for the results when the user names none: ``predictions/NAME``, after the source."""
    if isinstance(source, Camera):
        name = f"camera_{source.index}"
    elif isinstance(source, Video):
        name = source.path.stem
    else:
        name = source.paths[0].stem if source.single else source.folder.resolve().name
    return Path("predictions") / (name or "photographs")
