"""Finding photographs and reading them: whatever the file, an upright 8-bit sRGB image or a clear reason."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import struct
import warnings
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from PIL import Image, ImageCms, ImageOps

from fmld_synth.errors import Rejected, UserError
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.jpeg_quality import estimated_quality

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
EXTENSIONS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif"})
LIST_EXTENSIONS = frozenset({".txt", ".lst"})
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"BM", b"II*\x00", b"MM\x00*", b"GIF8")
"""How files of these formats begin: such a file that cannot be opened is damaged, not of an unknown kind."""

ORIENTATION = 0x0112
"""EXIF tag: 1 for a picture that is stored upright; from 5 on, turning it exchanges width and height."""
LEAST_SIDE = 32
MOST_PIXELS = 50_000_000

DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, AttributeError,
    OverflowError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow's decoders raise on damaged files."""


@dataclass(frozen=True, eq=False)
class Photograph:
    """A photograph that was read.

    Attributes:
        image: uint8 (height, width, 3), sRGB, upright.
        sha256: of the file's bytes.
        path: as it was given.
        compression: JPEG quality, 1 to 100, estimated from the file; None when it is lossless.
    """

    image: ByteArray
    sha256: str
    path: Path
    compression: int | None

    @property
    def width(self) -> int:
        """In pixels, upright."""
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        """In pixels, upright."""
        return int(self.image.shape[0])


class FoundPhotographs(NamedTuple):
    """What a search found.

    photographs: the files to read, in a fixed order.
    unreadable: folders that could not be listed, and why.
    """

    photographs: list[Path]
    unreadable: list[tuple[Path, str]]


def read_photograph(path: Path, *, max_pixels: int = MOST_PIXELS) -> Photograph:
    """Read a photograph as an upright 8-bit sRGB image.

    Of an animation the first frame is taken, transparent pixels are laid over white, 16 bits are scaled to 8,
    and an embedded colour profile is applied.

    Args:
        path: a JPEG, PNG, WebP, BMP, TIFF or GIF file, whatever its name.
        max_pixels: larger images are refused before they are decoded.

    Raises:
        Rejected: at stage ``photograph``: ``unreadable`` (missing, no permission, not a file), ``empty``,
            ``unsupported`` (no image, or of a kind that is not read), ``truncated``, ``corrupt``,
            ``too_small`` or ``too_large``.
    """
    try:
        if not path.is_file():
            raise Rejected(
                "photograph", "unreadable", {"message": "not a file" if path.exists() else "missing"}
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise Rejected("photograph", "unreadable", {"message": str(error)}) from error
    if not data:
        raise Rejected("photograph", "empty")
    decoded, compression = _decode(data, max_pixels)
    return Photograph(_to_srgb(decoded), hashlib.sha256(data).hexdigest(), path, compression)


def _decode(data: bytes, max_pixels: int) -> tuple[Image.Image, int | None]:
    """The first frame, upright, in the file's own mode, and its JPEG quality."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # Pillow's remarks on odd metadata and on sizes, which are checked below
        try:
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_size(image.size, max_pixels)
            compression = estimated_quality(image, data)
            image.load()
        except Image.DecompressionBombError as error:
            raise Rejected("photograph", "too_large", {"message": str(error)}) from error
        except DECODER_ERRORS as error:
            raise Rejected("photograph", _why_undecodable(data, error), {"message": str(error)}) from error
        try:
            return ImageOps.exif_transpose(image), compression
        except DECODER_ERRORS:  # damaged metadata is no reason to lose the picture
            return image, compression


def _check_size(size: tuple[int, int], max_pixels: int) -> None:
    width, height = size
    measured = {"width": width, "height": height}
    if width * height > max_pixels:
        raise Rejected("photograph", "too_large", {**measured, "max_pixels": max_pixels})
    if min(size) < LEAST_SIDE:
        raise Rejected("photograph", "too_small", {**measured, "least_side": LEAST_SIDE})


def _why_undecodable(data: bytes, error: Exception) -> str:
    if not data.startswith(SIGNATURES):
        return "unsupported"
    cut_webp = data.startswith(b"RIFF") and int.from_bytes(data[4:8], "little") + 8 > len(data)
    return "truncated" if cut_webp or "truncated" in str(error).lower() else "corrupt"


def _to_srgb(image: Image.Image) -> ByteArray:
    profile = image.info.get("icc_profile")
    try:
        image = _on_white(_eight_bit(image))
        if profile:
            image = _profile_applied(image, profile)
        return np.array(image.convert("RGB"))
    except ValueError as error:  # a mode that Pillow cannot convert
        raise Rejected("photograph", "unsupported", {"message": str(error)}) from error


def _eight_bit(image: Image.Image) -> Image.Image:
    """Scale greyscale of 16 or 32 bits or of floating point numbers to 8 bits; Pillow would clip it."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.nan_to_num(np.asarray(image, np.float64))
    highest = values.max()
    white = next((level for level in _white_levels(image.mode) if highest <= level), highest)
    return Image.fromarray((values.clip(min=0) * (255 / white)).round().astype(np.uint8))


def _white_levels(mode: str) -> tuple[float, ...]:
    """Values that may stand for white: the smallest that no pixel exceeds does."""
    return (1.0, 255.0, 65535.0) if mode == "F" else (65535.0,)


def _on_white(image: Image.Image) -> Image.Image:
    """Resolve palettes and lay transparent pixels over white."""
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa"):
        pixels = image.convert("RGBA")
        white = Image.new("RGBA", pixels.size, "white")
        return Image.alpha_composite(white, pixels).convert("RGB")
    return image


def _profile_applied(image: Image.Image, profile: bytes) -> Image.Image:
    """The image in sRGB; unchanged when its profile is sRGB already, damaged or meant for other channels."""
    try:
        transform = _to_srgb_transform(profile, image.mode)
        return image if transform is None else ImageCms.applyTransform(image, transform) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


@lru_cache(maxsize=16)
def _to_srgb_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """From a profile to sRGB, or None when it is sRGB."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if "sRGB" in ImageCms.getProfileDescription(source):
        return None
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")


def find_photographs(source: Path) -> FoundPhotographs:
    """List the photographs of a folder (with its subfolders), a text list, or a single file.

    In a folder, files count by their extension; hidden files and folders are left out, and a folder reached
    twice through links is entered once. A list (``.txt`` or ``.lst``) names one path a line, relative to the
    list; empty lines and lines that start with ``#`` say nothing.

    Raises:
        UserError: ``source`` does not exist or cannot be read.
    """
    try:
        if source.is_dir():
            return _find_in_folder(source)
        if not source.exists():
            raise UserError(
                f"--input {source}: no such file or folder; give a folder, a photograph or a text list"
            )
        if source.suffix.lower() in LIST_EXTENSIONS:
            return FoundPhotographs(_read_list(source), [])
    except OSError as error:
        raise UserError(f"--input {source}: {error.strerror}; check its permissions") from error
    return FoundPhotographs([source], [])


def _read_list(source: Path) -> list[Path]:
    try:
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UserError(f"--input {source}: is no UTF-8 text; save the list as UTF-8") from error
    names = (line.strip() for line in lines)
    return list(dict.fromkeys(source.parent / name for name in names if name and not name.startswith("#")))


def _find_in_folder(folder: Path) -> FoundPhotographs:
    """Walk a folder in the order of names, so that which of two links to a folder is followed is fixed."""
    found = FoundPhotographs([], [])
    entered: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        try:
            identity = current.stat()
            if (identity.st_dev, identity.st_ino) in entered:
                continue
            entered.add((identity.st_dev, identity.st_ino))
            with os.scandir(current) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            if current == folder:
                raise
            found.unreadable.append((current, error.strerror or str(error)))
            continue
        visible = [entry for entry in entries if not entry.name.startswith(".")]
        waiting += [current / entry.name for entry in reversed(visible) if _kind(entry) == "folder"]
        found.photographs.extend(current / entry.name for entry in visible if _is_photograph(entry))
    found.photographs.sort()
    return found


def _is_photograph(entry: os.DirEntry[str]) -> bool:
    """By its extension; a broken link counts, so that reading it leaves a record."""
    return Path(entry.name).suffix.lower() in EXTENSIONS and _kind(entry) in ("file", "broken")


def _kind(entry: os.DirEntry[str]) -> Literal["folder", "file", "broken", "other"]:
    """What an entry is once its links are followed; ``other`` is a pipe, a socket or a device."""
    try:
        mode = entry.stat().st_mode
    except OSError:
        return "broken"
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"
