"""Eight bits from more: which value of a 16-bit, 32-bit or floating-point picture stands for white."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from fmld_synth.errors import Rejected
from fmld_synth.geometry import ByteArray

WHITE_LEVELS = (255, 1023, 4095, 16383, 65535)
"""Values that 8, 10, 12, 14 and 16 bits use for white. Cameras and scanners keep fewer bits in numbers of 16."""
OVERSHOOT = 1.05
"""Floating-point pictures that were resized or sharpened go a little beyond black and white."""
SCENE = 16.0
"""Floating-point values between 1 and this are brightnesses of a scene, of which nothing says what is white."""
BITS_PER_SAMPLE, PHOTOMETRIC = 258, 262
"""TIFF tags."""
WHITE_IS_ZERO = 0
SIXTEEN = 16
PNG_BIT_DEPTH, PNG_COLOR_TYPE = 24, 25
"""Places in a PNG file."""
GRAY_WITH_ALPHA = 4


def in_eight_bits(image: Image.Image, data: bytes) -> tuple[Image.Image, str | None]:
    """Scale a picture of more than 8 bits to 8.

    Args:
        image: as Pillow decoded it: gray of 16 or 32 bits or floats as it is, color of 16 bits cut to 8.
        data: of its file.

    Returns:
        The picture, with the orientation of ``image``, and what had to be guessed, if anything.

    Raises:
        Rejected: as ``unsupported``: nothing tells which value is white.
    """
    if image.mode == "F":
        values, guess = _floats(np.asarray(image, np.float64))
    elif image.mode.startswith("I"):
        bits = _bits_stored(image, data)
        white = (1 << bits) - 1 if bits < SIXTEEN else None
        values, guess = _integers(np.asarray(image, np.float64), white)
        if getattr(image, "tag_v2", {}).get(PHOTOMETRIC) == WHITE_IS_ZERO:  # Pillow minds it up to 8 bits
            values = ~values
    elif _bits_stored(image, data) == SIXTEEN and image.mode in ("RGB", "RGBA"):
        # Pillow makes color of gray with alpha, to which a profile of gray does not apply.
        is_gray = image.format == "PNG" and data[PNG_COLOR_TYPE] == GRAY_WITH_ALPHA
        image, guess = _narrow_color(image, data)
        return image.convert("LA") if is_gray else image, guess
    else:
        return image, None
    return _like(image, Image.fromarray(values)), guess


def _bits_stored(image: Image.Image, data: bytes) -> int:
    """Bits a channel in the file."""
    if image.format == "PNG":
        return data[PNG_BIT_DEPTH]
    bits = getattr(image, "tag_v2", {}).get(BITS_PER_SAMPLE, (8,))
    return int(bits[0] if isinstance(bits, tuple) else bits)


def _integers(values: npt.NDArray[np.float64], white: float | None) -> tuple[ByteArray, str | None]:
    highest = float(values.max())
    guess = None
    if white is None:
        white = next((float(level) for level in WHITE_LEVELS if highest <= level), highest)
        guess = f"white at {white:.0f}" if white != WHITE_LEVELS[-1] else None
    return (values.clip(0, white) * (255 / white)).round().astype(np.uint8), guess


def _floats(values: npt.NDArray[np.float64]) -> tuple[ByteArray, str | None]:
    finite = values[np.isfinite(values)]
    lowest, highest = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    values = np.nan_to_num(values, nan=0.0, posinf=highest, neginf=0.0)
    if highest <= OVERSHOOT and -OVERSHOOT <= lowest < 1 - OVERSHOOT:
        return ((values.clip(-1, 1) + 1) * 127.5).round().astype(np.uint8), "black at -1"
    if highest <= OVERSHOOT:
        return (values.clip(0, 1) * 255).round().astype(np.uint8), None
    if highest <= SCENE:
        message = f"floating-point values up to {highest:.3g}, of which nothing says what is white"
        raise Rejected("photograph", "unsupported", {"message": message})
    white = next((float(level) for level in WHITE_LEVELS if highest <= level * OVERSHOOT), highest)
    return _integers(values, white)[0], f"white at {white:.0f}"


def _narrow_color(image: Image.Image, data: bytes) -> tuple[Image.Image, str | None]:
    """Color of 16 bits, of which Pillow drops the lower 8: if they hold most of the picture, they are read, too."""
    upper = np.asarray(image)
    if upper[..., : _colors(image)].max(initial=0) > WHITE_LEVELS[-2] >> 8:
        return image, None
    stored = _decoded_whole(data)
    shape = (*upper.shape[:2], len(image.getbands()))
    if stored is None or stored.shape != shape or not np.array_equal(stored >> 8, upper.reshape(shape)):
        raise Rejected("photograph", "unsupported", {"message": "16-bit color of a kind that is not read"})
    colors = _colors(image)
    values, guess = _integers(stored[..., :colors].astype(np.float64), None)
    if colors < shape[2]:
        values = np.dstack([values, _integers(stored[..., colors].astype(np.float64), None)[0]])
    return _like(image, Image.fromarray(values, image.mode)), guess


def _colors(image: Image.Image) -> int:
    """Channels that are not alpha."""
    return len(image.getbands()) - image.mode.endswith("A")


def _decoded_whole(data: bytes) -> npt.NDArray[np.uint16] | None:
    """All bits of a picture as OpenCV reads them: uint16 (height, width, channels), in Pillow's order."""
    stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if stored is None or stored.dtype != np.uint16 or stored.ndim != 3:
        return None
    order = cv2.COLOR_BGRA2RGBA if stored.shape[2] == 4 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(stored, order), np.uint16)


def _like(image: Image.Image, pixels: Image.Image) -> Image.Image:
    """New pixels of a picture that is still to be turned."""
    pixels.info, pixels.format = dict(image.info), image.format
    exif = pixels.getexif()
    exif.update(image.getexif())
    return pixels
