"""Reading photographs: whatever the file, an upright 8-bit sRGB image or a clear reason."""

from __future__ import annotations

import errno
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from fmld_synth.errors import Rejected, reason_of
from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.color_profiles import in_srgb
from fmld_synth.photographs.jpeg_quality import estimated_quality
from fmld_synth.photographs.jpeg_scans import MOST_SCANS, has_too_many_scans
from fmld_synth.photographs.levels import in_eight_bits
from fmld_synth.photographs.opening import DECODER_ERRORS, MOST_PIXELS, no_remarks, open_image, why_not_opened
from fmld_synth.regular_files import read_regular_file

LEAST_SIDE = 32
TOO_DARK = 20
"""Of 255. What 12 bits come to when they are taken for 16 is 16, and no face is seen in it; chosen by eye."""
BRIGHTEST = 99
"""Percent of the pixels that are darker than those which tell whether a photograph is too dark."""
SAMPLED = 256
"""Rows and columns that are looked at for it, about."""


@dataclass(frozen=True, eq=False)
class Photograph:
    """A photograph that was read.

    Attributes:
        image: uint8 (height, width, 3), sRGB, upright.
        sha256: of the file's bytes.
        path: as it was given.
        compression: JPEG quality, 1 to 100, estimated from the file; None when it is lossless.
        guess: what the file does not say and had to be guessed; None when nothing had to be.
    """

    image: ByteArray
    sha256: str
    path: Path
    compression: int | None
    guess: str | None = None

    @property
    def width(self) -> int:
        """In pixels, upright."""
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        """In pixels, upright."""
        return int(self.image.shape[0])


def read_photograph(path: Path, *, max_pixels: int = MOST_PIXELS, least_side: int = LEAST_SIDE) -> Photograph:
    """Read a photograph as an upright 8-bit sRGB image.

    Of an animation the first frame is taken, transparent pixels are laid over white, more bits are scaled to 8, and
    what the file says of its colors (ICC profile, PNG's gAMA, cHRM and cICP, the color box of AVIF) is applied.

    Args:
        path: a JPEG, PNG, WebP, BMP, TIFF, GIF or AVIF file, whatever its name; HEIC when ``pillow-heif`` is
            installed.
        max_pixels: larger images are refused before they are decoded.
        least_side: smaller ones, too; in pixels.

    Raises:
        Rejected: at stage ``photograph``: ``unreadable`` (missing, no permission, not a regular file), ``empty``,
            ``unsupported`` (not an image, or of a kind that is not read), ``needs_pillow_heif``, ``truncated``,
            ``corrupt``, ``too_small``, ``too_large`` or ``too_many_scans``.
    """
    try:
        data = read_regular_file(path)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        message = reason_of(error)
        reason = "too_large" if getattr(error, "errno", None) == errno.EFBIG else "unreadable"
        raise Rejected("photograph", reason, {"message": message}) from error
    if not data:
        raise Rejected("photograph", "empty")
    with no_remarks():
        image, compression = _decode(data, max_pixels, least_side)
        try:
            image, guess = in_eight_bits(image, data)
            pixels = _to_srgb(_upright(image))
        except DECODER_ERRORS as error:  # a mode that Pillow cannot convert
            raise Rejected("photograph", "unsupported", {"message": reason_of(error)}) from error
    return Photograph(pixels, hashlib.sha256(data).hexdigest(), path, compression, guess)


def check_light(image: ByteArray) -> None:
    """Refuse a picture in which nothing can be seen.

    Args:
        image: uint8 (height, width, 3), RGB.

    Raises:
        Rejected: at stage ``photograph``, as ``too_dark``.
    """
    step = max(min(image.shape[:2]) // SAMPLED, 1)
    red, green, blue = np.moveaxis(image[::step, ::step], 2, 0)
    brightest = float(np.percentile(np.maximum(np.maximum(red, green), blue), BRIGHTEST))
    if brightest < TOO_DARK:
        raise Rejected("photograph", "too_dark", {"brightest": brightest, "least": TOO_DARK})


def check_size(size: tuple[int, int], max_pixels: int, least_side: int = LEAST_SIDE) -> None:
    """Refuse a picture that is too small to show a face, or too large to be decoded.

    Raises:
        Rejected: at stage ``photograph``, as ``too_large`` or ``too_small``.
    """
    width, height = size
    measured = {"width": width, "height": height}
    if width * height > max_pixels:
        raise Rejected("photograph", "too_large", {**measured, "max_pixels": max_pixels})
    if min(size) < least_side:
        raise Rejected("photograph", "too_small", {**measured, "least_side": least_side})


def _decode(data: bytes, max_pixels: int, least_side: int) -> tuple[Image.Image, int | None]:
    """The first frame, in the file's own mode, and its JPEG quality."""
    try:
        image = open_image(io.BytesIO(data))
        check_size(image.size, max_pixels, least_side)
        if image.format in ("JPEG", "MPO") and has_too_many_scans(data):
            raise Rejected("photograph", "too_many_scans", {"most": MOST_SCANS})
        compression = estimated_quality(image, data)
        image.load()
        return image, compression
    except Image.DecompressionBombError as error:
        raise Rejected("photograph", "too_large", {"message": reason_of(error)}) from error
    except DECODER_ERRORS as error:
        raise Rejected("photograph", why_not_opened(data, error), {"message": reason_of(error)}) from error


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except DECODER_ERRORS:  # damaged metadata are no reason to lose the picture
        return image


def _to_srgb(image: Image.Image) -> ByteArray:
    """Resolve palettes, apply the profile, and lay transparent pixels over white."""
    profile = image.info.get("icc_profile")
    image, alpha = _without_alpha(image)
    if profile:
        image = in_srgb(image, profile)
    image = image.convert("RGB")
    if alpha is not None:
        image.putalpha(alpha)
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    return np.array(image)


def _without_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The colors of a picture, and its alpha channel if it has one."""
    if image.mode == "P" or "transparency" in image.info:
        gray = image.mode == "L" and "transparency" in image.info
        image = image.convert("LA" if gray else "RGBA" if "transparency" in image.info else "RGB")
    if image.mode not in ("LA", "La", "PA", "RGBA", "RGBa"):
        return image, None
    gray = image.mode in ("LA", "La")
    image = image.convert("LA" if gray else "RGBA")
    return image.convert("L" if gray else "RGB"), image.getchannel("A")
