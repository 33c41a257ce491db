"""Opening picture files that anybody may have made: known formats only, within bounds, and nothing is decoded yet."""

from __future__ import annotations

import errno
import io
import os
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from PIL import Image, TiffImagePlugin, UnidentifiedImageError

from fmld_synth.errors import Rejected
from fmld_synth.photographs.color_profiles import profile_of_coding, profile_of_gamma
from fmld_synth.photographs.png_chunks import SIGNATURE, essential_chunks
from fmld_synth.regular_files import MOST_BYTES, open_regular_file

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "AVIF")
"""Pillow's names of the formats that are opened. None of them starts other programs, as EPS does."""
HEIF = "HEIF"
AVIF_BRANDS = frozenset({b"avif", b"avis"})
HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
)
"""How HEIC files of phones name themselves; AVIF files of the last two names are opened as such."""
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"BM", b"II*\x00", b"MM\x00*", b"GIF8")
"""How files of these formats begin: such a file that cannot be opened is damaged, not of an unknown kind."""

MOST_PIXELS = 1 << 26
"""That are decoded: 8,192 x 8,192, for phones of 64 megapixels and less."""

DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, AttributeError,
    OverflowError, ZeroDivisionError, RuntimeError, MemoryError, AssertionError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow's decoders raise on damaged files."""
NEEDS_PILLOW_HEIF = "needs_pillow_heif"
"""Why a HEIC file is not read: the package is not installed."""
HEIF_REMEDY = "pip install pillow-heif, or convert to JPEG"

ORIENTATION = 0x0112
"""EXIF tag: 1 for a picture that is stored upright; from 5 to 8, turning it exchanges width and height."""
WIDTH, HEIGHT = 256, 257
"""TIFF tags."""


@contextmanager
def no_remarks() -> Iterator[None]:
    """Drop Pillow's warnings on odd metadata, which say nothing of the picture, and on sizes, which are checked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def open_image(file: BinaryIO) -> Image.Image:
    """Open a picture: its header is read, its pixels are not.

    Args:
        file: open for reading bytes, at its begin; it must stay open while the picture is used.

    Returns:
        As Pillow opens it. ``info["icc_profile"]`` says all that the file does of its colors; what PNG says in other
        ways is there, too.

    Raises:
        Rejected: at stage ``photograph``: ``needs_pillow_heif``.
        Image.DecompressionBombError: it has senselessly many pixels.
        Any of ``DECODER_ERRORS``: it cannot be opened.
    """
    head = file.read(16)
    file.seek(0)
    with no_remarks():
        try:
            if head.startswith(SIGNATURE):
                return _open_png(_whole(file))
            if head[4:8] == b"ftyp":
                return _open_avif_or_heic(file, head[8:12])
            return Image.open(file, formats=FORMATS)
        except UnidentifiedImageError:  # Pillow's message has an address in memory
            raise UnidentifiedImageError("its content is not of a kind that is read") from None


def upright_size(path: Path) -> tuple[int, int]:
    """Width and height of a picture as it is shown, from its header.

    Raises:
        OSError: it cannot be read.
        Rejected, Image.DecompressionBombError, any of ``DECODER_ERRORS``: see :func:`open_image`.
    """
    with no_remarks(), open_regular_file(path) as file, open_image(file) as image:
        width, height = image.size
        # Pillow's versions differ in whether an opened TIFF already has its upright size.
        if isinstance(image, TiffImagePlugin.TiffImageFile):
            width, height = int(image.tag_v2[WIDTH]), int(image.tag_v2[HEIGHT])
        return (height, width) if 5 <= orientation_of(image) <= 8 else (width, height)


def orientation_of(image: Image.Image) -> int:
    """How a picture is stored, 1 to 8 as in EXIF; 1 (upright) where it does not say, or nothing possible."""
    try:
        tags = image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else image.getexif()
        value = tags.get(ORIENTATION, 1)
    except DECODER_ERRORS:  # damaged metadata are no reason to lose the picture
        return 1
    return int(value) if isinstance(value, (int, float)) and value in range(1, 9) else 1


def why_not_opened(data: bytes, error: Exception) -> str:
    """The reason for which a file whose opening or decoding failed is rejected.

    Args:
        data: of the file, or its begin.
        error: what was raised.
    """
    brand = data[8:12] if data[4:8] == b"ftyp" else b""
    if not data.startswith(SIGNATURES) and brand not in AVIF_BRANDS | HEIF_BRANDS:
        return "unsupported"
    cut_webp = data.startswith(b"RIFF") and int.from_bytes(data[4:8], "little") + 8 > len(data)
    if cut_webp or "truncated" in str(error).lower():
        return "truncated"
    # A header that Pillow understands well enough to know that it does not read such pixels.
    return "unsupported" if isinstance(error, UnidentifiedImageError) and _is_tiff(data) else "corrupt"


@lru_cache(maxsize=1)
def reads_heif() -> bool:
    """Whether HEIC files can be read: ``pillow-heif`` is installed."""
    if find_spec("pillow_heif") is None:
        return False
    from pillow_heif import register_heif_opener

    register_heif_opener()
    return True


def _whole(file: BinaryIO) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > MOST_BYTES:
        raise OSError(errno.EFBIG, f"holds more than {MOST_BYTES:,} bytes")
    return file.read(size)


def _open_png(data: bytes) -> Image.Image:
    content = essential_chunks(data)
    image = Image.open(io.BytesIO(content.data), formats=("PNG",))
    profile = profile_of_coding(*content.coding) if content.coding else None
    profile = profile or content.profile
    if profile is None and "srgb" not in image.info and "gamma" in image.info:
        profile = profile_of_gamma(image.info["gamma"], image.info.get("chromaticity"))
    return _with_profile(image, profile)


def _open_avif_or_heic(file: BinaryIO, brand: bytes) -> Image.Image:
    """AVIF, or HEIC where ``pillow-heif`` is installed."""
    try:
        image = Image.open(file, formats=("AVIF",))
    except UnidentifiedImageError:
        if brand not in HEIF_BRANDS:
            raise
        if not reads_heif():
            raise Rejected(
                "photograph", NEEDS_PILLOW_HEIF, {"message": f"a HEIC file: {HEIF_REMEDY}"}
            ) from None
        file.seek(0)
        image = Image.open(file, formats=(HEIF,))
    if "icc_profile" in image.info:
        return image
    file.seek(0)
    coding = _nclx(file.read(1 << 16))
    return _with_profile(image, profile_of_coding(*coding) if coding else None)


def _nclx(head: bytes) -> tuple[int, int] | None:
    """Code points of primaries and transfer function in a color box of ISO/IEC 14496-12, 12.1.5."""
    at = head.find(b"colrnclx")
    if not 0 <= at <= len(head) - 12:
        return None
    primaries, transfer = struct.unpack_from(">HH", head, at + 8)
    return primaries, transfer


def _with_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    image.info.pop("icc_profile", None)
    if profile is not None:
        image.info["icc_profile"] = profile
    return image


def _is_tiff(data: bytes) -> bool:
    """Whether a TIFF file's first directory is whole."""
    if not data.startswith((b"II*\x00", b"MM\x00*")):
        return False
    try:
        directory = TiffImagePlugin.ImageFileDirectory_v2(data[:8])
        file = io.BytesIO(data)
        file.seek(directory.next)
        directory.load(file)
        return WIDTH in directory and HEIGHT in directory
    except DECODER_ERRORS:
        return False
