"""The user's own pictures as prints: a folder whose pictures are tiled over the cloth."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.errors import Rejected, UserError
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.photographs.finding import find_photographs
from fmld_synth.photographs.reading import read_photograph
from fmld_synth.synthesis.prints.canvas import Canvas

LONGEST_SIDE = 1024
"""Pictures are reduced to so many pixels: finer than the cloth of any mask is drawn."""


class PrintPicture(NamedTuple):
    """A picture as it is printed: uint8 (h, w, 3), sRGB, and the SHA-256 of its file."""

    pixels: ByteArray
    sha256: str


class PictureFolder:
    """A folder of pictures, with its subfolders; read when they are first printed.

    Args:
        folder: that holds them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read = lru_cache(maxsize=32)(self._read)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Paths of the pictures below the folder, with forward slashes, sorted.

        Raises:
            UserError: there is no such folder, or no picture in it.
        """
        if not self.folder.is_dir():
            raise UserError(f"`print_folder` {self.folder}: no such folder; name one that holds pictures")
        found = find_photographs(self.folder).photographs
        if not found:
            raise UserError(f"`print_folder` {self.folder}: holds no pictures; put some in, or leave it out")
        return tuple(sorted(path.relative_to(self.folder).as_posix() for path in found))

    def check(self) -> None:
        """Read every picture, so that a broken one comes to light before a run begins.

        Raises:
            UserError: there is no such folder, no picture in it, or one that cannot be read.
        """
        for name in self.names:
            self._read(name)

    def _read(self, name: str) -> PrintPicture:
        """A picture by its name in ``names``.

        Raises:
            UserError: there is no such picture, or it cannot be read.
        """
        if name not in self.names:
            raise UserError(f"`print_folder` {self.folder}: holds no {name}; name the folder it lies in")
        try:
            photograph = read_photograph(self.folder / name)
        except Rejected as rejected:
            why = rejected.measured.get("message", rejected.reason)
            raise UserError(
                f"`print_folder` {self.folder / name}: {why}; replace it or take it out"
            ) from None
        scale = min(LONGEST_SIDE / max(photograph.width, photograph.height), 1.0)
        size = max(round(photograph.width * scale), 1), max(round(photograph.height * scale), 1)
        pixels = cv2.resize(photograph.image, size, interpolation=cv2.INTER_AREA)
        return PrintPicture(np.asarray(pixels, np.uint8), photograph.sha256)


def picture_for(name: str, sha256: str, pictures: PictureFolder | None) -> ByteArray:
    """The pixels of a recorded picture.

    Raises:
        UserError: no folder is given, or its picture is missing or another one now.
    """
    if pictures is None:
        raise UserError(f"{name} is printed on a mask; name the folder it lies in with `print_folder`")
    picture = pictures.read(name)
    if picture.sha256 != sha256:
        raise UserError(
            f"`print_folder` {pictures.folder / name}: has changed since it was printed; restore it"
        )
    return picture.pixels


def tile(canvas: Canvas, picture: ByteArray) -> None:
    """Cover a canvas with a picture that is one motif wide, repeated and mirrored at its edges: no seam shows."""
    height, width = picture.shape[:2]
    wanted = max(round(canvas.unit), 1)
    if wanted < width:  # no finer than the grid, or it would be sampled with gaps
        width, height = wanted, max(round(height * wanted / width), 1)
        picture = np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    x, y = canvas.coordinates
    across = _mirrored(x) * np.float32(width) - np.float32(0.5)
    down = _mirrored(y * np.float32(width / height)) * np.float32(height) - np.float32(0.5)
    cv2.remap(picture, across, down, cv2.INTER_LINEAR, dst=canvas.pixels, borderMode=cv2.BORDER_REPLICATE)


def _mirrored(place: FloatArray) -> FloatArray:
    """From 0 to 1 and back again, as a place grows by 2."""
    half = place * np.float32(0.5)
    return np.asarray(1 - np.abs(2 * (half - np.floor(half)) - 1), np.float32)
