"""From the colors of a file to sRGB, by what its profile or its color coding does, whatever they are called."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

SAME = 2
"""Levels of 255 by which an sRGB profile of another maker may differ from ours."""
GAMMA_OF_SCREENS = 1 / 2.2
SAME_GAMMA = 0.05
"""Relative difference below which a gamma is that of screens, as in libpng."""
REFERENCE_WHITE = 203.0
"""cd/m2 of diffuse white in pictures of high dynamic range (ITU-R BT.2408)."""
CURVE_POINTS = 4096

Floats = npt.NDArray[np.float64]

Chromaticity = tuple[float, float]
"""x and y of a light (CIE 1931)."""
D65, D50 = (0.3127, 0.3290), (0.3457, 0.3585)
DCI_WHITE = (0.314, 0.351)
SRGB_PRIMARIES = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
PRIMARIES: dict[int, tuple[Sequence[Chromaticity], Chromaticity]] = {
    1: (SRGB_PRIMARIES, D65),
    5: (((0.640, 0.330), (0.290, 0.600), (0.150, 0.060)), D65),
    6: (((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)), D65),
    7: (((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)), D65),
    9: (((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)), D65),
    11: (((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)), DCI_WHITE),
    12: (((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)), D65),
}
"""Chromaticities of red, green, blue and white by code point (ITU-T H.273, table 2)."""


def _srgb(signal: Floats) -> Floats:
    return np.asarray(np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4))


def _pq(signal: Floats) -> Floats:
    """SMPTE ST 2084, diffuse white at 1."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    root = signal ** (1 / m2)
    light = (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)
    return np.asarray(10000 / REFERENCE_WHITE * light)


def _hlg(signal: Floats) -> Floats:
    """ITU-R BT.2100 HLG on a screen of 1,000 cd/m2, its system gamma applied to each channel; diffuse white at 1."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    return 1000 / REFERENCE_WHITE * scene**1.2


TRANSFERS: dict[int, Callable[[Floats], Floats]] = {
    **dict.fromkeys((1, 6, 13, 14, 15), _srgb),  # cameras' curves; screens show them as they do sRGB
    4: lambda signal: signal**2.2,
    5: lambda signal: signal**2.8,
    8: lambda signal: signal,
    16: _pq,
    18: _hlg,
}
"""From signal to light, diffuse white at 1, by code point (ITU-T H.273, table 3)."""


def profile_of_coding(primaries: int, transfer: int) -> bytes | None:
    """An ICC profile for code points of ITU-T H.273; None where they say nothing, or nothing that is known.

    Lights brighter than diffuse white become white.
    """
    if primaries == 2 and transfer == 2:
        return None
    curve = TRANSFERS.get(13 if transfer == 2 else transfer)
    colors = PRIMARIES.get(1 if primaries == 2 else primaries)
    return None if curve is None or colors is None else _matrix_profile(*colors, curve)


def profile_of_gamma(gamma: float, chromaticities: tuple[float, ...] | None) -> bytes | None:
    """An ICC profile for the gAMA and cHRM chunks of PNG; None where they say sRGB, or nonsense.

    Args:
        gamma: exponent from light to signal: 1 for linear light, 0.45455 for screens.
        chromaticities: x and y of white, red, green and blue.
    """
    if not 0.1 <= gamma <= 10:
        return None
    colors: Sequence[Chromaticity] = SRGB_PRIMARIES
    white = D65
    if chromaticities is not None and len(chromaticities) == 8:
        white, *colors = zip(chromaticities[::2], chromaticities[1::2], strict=True)
    screens = abs(gamma / GAMMA_OF_SCREENS - 1) <= SAME_GAMMA
    try:
        return _matrix_profile(colors, white, _srgb if screens else lambda signal: signal ** (1 / gamma))
    except (np.linalg.LinAlgError, ZeroDivisionError, struct.error):  # chromaticities that no screen has
        return None


def changes_colors(profile: bytes, mode: str) -> bool:
    """Whether a picture looks otherwise to programs that apply its profile.

    Args:
        profile: ICC.
        mode: Pillow's name of the picture's mode, ``L`` or ``RGB``.
    """
    try:
        return _transform(profile, "RGB" if profile[16:20] == b"RGB " else mode) is not None
    except (ImageCms.PyCMSError, OSError, ValueError):
        return False


def in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Apply a profile.

    Args:
        image: without alpha channel.
        profile: ICC.

    Returns:
        The image in sRGB; itself when its profile is sRGB already, damaged or meant for other channels. Gray pictures
        may have a profile for colors, from before they were made gray.
    """
    try:
        if image.mode == "L" and profile[16:20] == b"RGB ":
            image = image.convert("RGB")
        transform = _transform(profile, image.mode)
        return image if transform is None else ImageCms.applyTransform(image, transform) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """From a profile to sRGB, or None when that changes nothing that is seen."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    if mode in ("L", "RGB"):
        sample = _sample(mode)
        applied = ImageCms.applyTransform(sample, transform)
        before = np.asarray(sample.convert("RGB"), int)
        if applied is not None and np.abs(np.asarray(applied, int) - before).max() <= SAME:
            return None
    return transform


def _sample(mode: str) -> Image.Image:
    """All grays, or colors all over the cube."""
    if mode == "L":
        return Image.fromarray(np.arange(256, dtype=np.uint8)[None])
    steps = np.linspace(0, 255, 18).round().astype(np.uint8)
    return Image.fromarray(np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3))


def _matrix_profile(
    colors: Sequence[Chromaticity], white: Chromaticity, curve: Callable[[Floats], Floats]
) -> bytes:
    """An ICC profile, version 2, of three primaries and one curve (ICC.1:2001-04)."""
    points = curve(np.linspace(0, 1, CURVE_POINTS)).clip(0, 1)
    table = (points * 65535).round().astype(">u2").tobytes()
    tags = {
        b"desc": b"desc" + struct.pack(">II", 0, 1) + b"\0" * 79,
        b"cprt": b"text" + struct.pack(">I", 0) + b"none\0",
        b"wtpt": _xyz(_light(D50)),
    }
    adapted = _adapted(colors, white)
    tags |= {name: _xyz(adapted[:, place]) for place, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), b"curv" + struct.pack(">II", 0, CURVE_POINTS) + table)
    place = 128 + 4 + 12 * len(tags)
    directory, content = struct.pack(">I", len(tags)), b""
    for name, tag in tags.items():
        directory += name + struct.pack(">II", place + len(content), len(tag))
        content += tag + b"\0" * (-len(tag) % 4)
    header = struct.pack(
        ">I4sI4s4s4s12s4s4sI4s4sQI12s4s44s", place + len(content), b"", 0x02400000, b"mntr", b"RGB ", b"XYZ ",
        b"", b"acsp", b"", 0, b"", b"", 0, 0, _xyz(_light(D50))[8:], b"", b"",
    )  # fmt: skip
    return header + directory + content


def _xyz(values: Floats) -> bytes:
    return b"XYZ " + struct.pack(">I3i", 0, *(round(float(value) * 65536) for value in values))


def _light(chromaticity: Chromaticity) -> Floats:
    """XYZ of a light of luminance 1."""
    x, y = chromaticity
    return np.array([x / y, 1, (1 - x - y) / y])


def _adapted(colors: Sequence[Chromaticity], white: Chromaticity) -> Floats:
    """XYZ of the primaries, one a column, seen under D50: Bradford's adaptation, as ICC profiles have it."""
    primaries = np.stack([_light(color) for color in colors], axis=1)
    primaries = primaries * np.linalg.solve(primaries, _light(white))
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    gains = (bradford @ _light(D50)) / (bradford @ _light(white))
    return np.asarray(np.linalg.solve(bradford, np.diag(gains) @ bradford @ primaries))
