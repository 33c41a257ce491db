"""Handing files on: as they are where every program shows them as they are read here, else encoded again.

That is one question for the real pictures of a set that is generated and for the images of a set that is exported:
other programs overlook orientation, color profiles and transparency, show 16 bits white and CMYK in colors of their
own, and go on to the second picture of an animation.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from fmld_synth.errors import Rejected, UserError
from fmld_synth.photographs.color_profiles import changes_colors
from fmld_synth.photographs.metadata import without_metadata
from fmld_synth.photographs.opening import DECODER_ERRORS, no_remarks, open_image, orientation_of
from fmld_synth.photographs.reading import read_photograph

GRAY_OR_RGB = ("L", "RGB")
PLAIN_MODES: Mapping[str | None, tuple[str, ...]] = {
    **dict.fromkeys(("JPEG", "MPO", "PNG", "WEBP", "TIFF", "BMP", "AVIF", "HEIF"), GRAY_OR_RGB),
    "GIF": ("L", "RGB", "P"),  # which it has instead
}
"""Pillow's names of the modes on which programs agree, by its names of the formats."""
OF_ONE_PICTURE = frozenset({"PNG", "WEBP", "TIFF", "AVIF"})
"""Formats whose files with several pictures are encoded again. Of an MPO all programs show the first; GIF cannot be
written without loss."""
OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95, "subsampling": 0},
    "PNG": {},
    "WEBP": {"quality": 95},
    "TIFF": {"compression": "tiff_lzw"},
    "BMP": {},
    "AVIF": {"quality": 95, "subsampling": "4:4:4"},
}
"""How each format is written again."""
COPIED = {".jpg": "jpg", ".jpeg": "jpg", ".png": "png", ".webp": "webp"}
"""Extensions that photographs keep in a set, if they are those of their format."""
EXTENSIONS_OF = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
PNG_BIT_DEPTH = 24
"""Place of a PNG file's bit depth."""


class HandedOn(NamedTuple):
    """What becomes of a file.

    content: bytes to write instead of it; None where the file itself will do.
    encoded_again: whether these show what other programs would not have shown.
    """

    content: bytes | None
    encoded_again: bool


class Look(NamedTuple):
    """How a file is stored.

    format: Pillow's name of its format.
    alike: every program shows it as it is read here: in 8 bits of gray or RGB, upright, without transparency,
        animation, or a color profile that changes anything.
    """

    format: str
    alike: bool


def look_at(data: bytes) -> Look:
    """How a file is stored.

    Args:
        data: of the file.

    Raises:
        Rejected, Image.DecompressionBombError, any of ``DECODER_ERRORS``: see
            :func:`~fmld_synth.photographs.opening.open_image`.
    """
    with no_remarks(), open_image(io.BytesIO(data)) as image:
        image_format, profile = str(image.format), image.info.get("icc_profile")
        alike = (
            image.mode in PLAIN_MODES.get(image_format, ())
            and orientation_of(image) == 1
            and "transparency" not in image.info
            and not (image_format in OF_ONE_PICTURE and getattr(image, "n_frames", 1) > 1)
            and not (image_format == "PNG" and data[PNG_BIT_DEPTH] != 8)
            and not (profile and changes_colors(profile, image.mode))
        )
        return Look("JPEG" if image_format == "MPO" else image_format, alike)


def handed_on(path: Path, data: bytes, *, keep_metadata: bool) -> HandedOn:
    """What to hand on of an image's file, in the same format.

    Args:
        path: of the file.
        data: its content.
        keep_metadata: EXIF, place, time and the like stay in files that are not encoded again.

    Raises:
        UserError: the image has to be encoded again, and cannot be.
    """
    slim = data if keep_metadata else without_metadata(data)
    try:
        look = look_at(data)
    except (Rejected, Image.DecompressionBombError, *DECODER_ERRORS):
        return HandedOn(_changed(slim, data), False)  # no picture; who uses it says what is wrong with it
    if look.alike or look.format not in OPTIONS:
        if slim is not None:
            return HandedOn(_changed(slim, data), False)
        if look.format not in OPTIONS:
            raise UserError(
                f"{path}: its metadata cannot be taken out; convert it, or use `keep_metadata=True`"
            )
    return HandedOn(_encoded_again(path, look.format), not look.alike)


def copied(path: Path, data: bytes, *, keep_metadata: bool) -> tuple[bytes, str] | None:
    """The file of a photograph as it joins a set, and the extension that it keeps; None where it has to be encoded.

    Args:
        path: of the file.
        data: its content, of a photograph that could be read.
        keep_metadata: EXIF, place, time and the like stay in it.
    """
    extension, look = COPIED.get(path.suffix.lower()), look_at(data)
    if not look.alike or EXTENSIONS_OF.get(look.format) != extension:
        return None
    content = data if keep_metadata else without_metadata(data)
    return None if content is None or extension is None else (content, extension)


def recorded_copy(data: bytes, sha256: str) -> bytes:
    """The content that :func:`copied` gave of a photograph's file when its set was made.

    Args:
        data: of the file.
        sha256: of that content, as it is recorded.
    """
    return data if hashlib.sha256(data).hexdigest() == sha256 else without_metadata(data) or data


def _changed(slim: bytes | None, data: bytes) -> bytes | None:
    return None if slim is data else slim


def _encoded_again(path: Path, image_format: str) -> bytes:
    try:
        pixels = read_photograph(path, least_side=1).image
    except Rejected as rejected:
        raise UserError(
            f"{path}: is turned, tells of more than its pixels or is not 8-bit RGB, and cannot be encoded again "
            f"({rejected.reason}); replace it"
        ) from None
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, image_format, **OPTIONS[image_format])
    return buffer.getvalue()
