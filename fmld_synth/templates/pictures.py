"""The pictures of a template: packed as in their files, unpacked while somebody looks at them.

Unpacked, those of all bundled templates would take 200 MB and a second of processor time, and masks on usual
photographs are drawn from halved sizes of them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from PIL import Image

from fmld_synth.errors import UserError
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.opening import DECODER_ERRORS, no_remarks, open_image
from fmld_synth.photographs.png_chunks import SIGNATURE
from fmld_synth.regular_files import read_regular_file

TEXTURE, RELIEF = "texture.png", "relief.png"
PLANE_OF_THE_CLOTH = 128
"""Level of ``relief.png`` that is the plane of the cloth: brighter stands out, darker lies back."""
LARGEST_SIDE = 4096
"""Pixels of artwork that is opened; the bundled one has 1,536."""
MOST_BYTES = 64 << 20
"""Of a file of a template."""
_KEPT = 8
"""Templates whose unpacked pictures are kept: some 6 MB each."""


class Unpacked(NamedTuple):
    """texture: uint8 (height, width, 4); relief: uint8 (height, width)."""

    texture: ByteArray
    relief: ByteArray


class TemplatePictures(Protocol):
    """Where a template has its pictures from."""

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        ...

    def unpacked(self) -> Unpacked:
        """The pictures.

        Raises:
            UserError: they cannot be decoded.
        """
        ...


@dataclass(frozen=True, eq=False)
class PackedPictures:
    """The pictures of a template's folder, as PNG.

    Attributes:
        folder: where they come from, for messages.
        texture: content of ``texture.png``.
        relief: content of ``relief.png``; None where there is none.
        size: see :class:`TemplatePictures`.
    """

    folder: Path
    texture: bytes
    relief: bytes | None
    size: tuple[int, int]

    def unpacked(self) -> Unpacked:
        """See :class:`TemplatePictures`; arrays are read-only, and those of the last few templates are shared."""
        return _unpacked(self)


def read_pictures(folder: Path) -> PackedPictures:
    """Read and check the pictures of a template: kind, size and checksums; they are not decoded yet.

    Raises:
        UserError: a file is missing, no PNG of the right kind, too large, or damaged; or the two differ in size.
    """
    texture, size = _checked(folder / TEXTURE, "RGBA")
    if not (folder / RELIEF).exists():
        return PackedPictures(folder, texture, None, size)
    relief, its_size = _checked(folder / RELIEF, "L")
    if its_size != size:
        raise UserError(
            f"{folder / RELIEF}: is {its_size[1]} x {its_size[0]} px but {TEXTURE} is {size[1]} x {size[0]} px; "
            "scale it to the same size"
        )
    return PackedPictures(folder, texture, relief, size)


def _checked(path: Path, mode: str) -> tuple[bytes, tuple[int, int]]:
    """Content of a PNG file, and its height and width."""
    try:
        content = read_regular_file(path, MOST_BYTES)
        if not content.startswith(SIGNATURE):
            raise UserError(f"{path}: not a picture; save it as PNG")
        with no_remarks(), open_image(io.BytesIO(content)) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise UserError(
                    f"{path}: is {picture.width} x {picture.height} px; at most {LARGEST_SIDE} a side"
                )
            if picture.mode != mode:
                remedy = "save it as RGBA" if mode == "RGBA" else "save it as 8-bit grayscale"
                raise UserError(f"{path}: its pixels are {picture.mode}, not {mode}; {remedy}")
            size = picture.height, picture.width
            picture.verify()
            return content, size
    except FileNotFoundError:
        raise UserError(f"{path}: missing; a template folder needs template.toml and {TEXTURE}") from None
    except (Image.DecompressionBombError, *DECODER_ERRORS) as error:
        raise _unreadable(path, error) from None


@lru_cache(maxsize=_KEPT)
def _unpacked(pictures: PackedPictures) -> Unpacked:
    texture = _decoded(pictures.texture, pictures.folder / TEXTURE)
    relief = (
        np.full(pictures.size, PLANE_OF_THE_CLOTH, np.uint8)
        if pictures.relief is None
        else _decoded(pictures.relief, pictures.folder / RELIEF)
    )
    for array in (texture, relief):
        array.setflags(write=False)
    return Unpacked(texture, relief)


def _decoded(content: bytes, path: Path) -> ByteArray:
    try:
        with no_remarks(), open_image(io.BytesIO(content)) as picture:
            return np.array(picture, dtype=np.uint8)
    except DECODER_ERRORS as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: BaseException) -> UserError:
    return UserError(f"{path}: cannot be read ({error}); save it again as PNG")
