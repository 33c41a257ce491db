"""What camera and file did to a photograph (blur, noise, compression), and doing the same to what is drawn into it.

What is drawn into a photograph looks pasted when it is sharper, cleaner or less compressed than its surroundings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray, FloatArray

# Standard deviations of blurs are in pixels; chosen by eye unless it is said otherwise.
_RENDERED_BLUR = 0.45
"""Blur of what the renderer draws, from its anti-aliasing: the mean over a pixel."""
_INTERPOLATED_BLUR = 0.41
"""Blur of linear interpolation between samples, in samples: the standard deviation of a triangle two samples wide."""
_LEAST_BLUR = 0.03
"""Variance in square cells below which blurring changes nothing that is seen."""

_TILE = 512
"""Side of the tile of noise, in pixels; large enough that its repetition is not seen."""
_TILE_SEED = 11
_WRAP = 8
"""Pixels by which the tile is continued on each side before it is blurred: ten times the blur of the coarsest noise."""
_FAINTEST_NOISE = 0.3
"""Standard deviation in 8-bit levels; weaker noise is rounded away."""
_FINEST_SCALE = 0.3
"""Noise that went through a smaller blur is white."""
_LUMINANCE_NOISE, _COLOR_NOISE = 0.95, 0.35
"""Shares of noise that is equal in all channels and of noise of each channel's own, which is half as fine. With these
the luminance's standard deviation is about 1."""

_LEAST_QUALITY_CHANGE = 96
"""JPEG at this quality or above leaves no visible trace."""
_JPEG_GRID = 16
"""Grid of the file in pixels: twice a block's 8, because color is stored at half resolution (ITU-T T.81)."""


@dataclass(frozen=True)
class Grain:
    """Sharpness, noise and compression of one photograph, around one face.

    Attributes:
        blur: standard deviation in pixels of the Gaussian that the sharpest edges went through.
        noise: standard deviation of luminance noise, in 8-bit levels.
        noise_scale: standard deviation in pixels of the blur that the noise went through; 0 for white noise.
        compression: JPEG quality, 1 to 100; None when the file is not lossy.
    """

    blur: float
    noise: float
    noise_scale: float
    compression: int | None


SHARP = Grain(blur=0.0, noise=0.0, noise_scale=0.0, compression=None)
"""Of a picture that no camera made."""


def soften(layer: FloatArray, grain: Grain, side: int = 1) -> FloatArray:
    """Blur a layer (h, w, n) as the photograph was blurred.

    Args:
        layer: in cells.
        side: pixels along the side of a cell. Where it is more than 1, interpolating between cells blurs, too.
    """
    needed = (grain.blur / side) ** 2 - _RENDERED_BLUR**2 - (_INTERPOLATED_BLUR**2 if side > 1 else 0)
    if needed <= _LEAST_BLUR:
        return layer
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), float(np.sqrt(needed))), np.float32)


def noise_over(size: tuple[int, int], grain: Grain, generator: np.random.Generator) -> FloatArray | None:
    """The photograph's noise over a window of ``size`` (height, width): float32 (3, height, width), in 8-bit levels.

    None where there is none to be seen.
    """
    row, column = (int(start) for start in generator.integers(0, _TILE, 2))
    if grain.noise < _FAINTEST_NOISE:
        return None
    tile = _noise_tile(round(grain.noise_scale, 1))
    noise = np.empty((3, *size), np.float32)
    for top in range(-row, size[0], _TILE):
        for left in range(-column, size[1], _TILE):
            part = tile[:, max(-top, 0) : size[0] - top, max(-left, 0) : size[1] - left]
            place = noise[:, max(top, 0) : top + _TILE, max(left, 0) : left + _TILE]
            np.multiply(part, np.float32(grain.noise), out=place)
    return noise


@lru_cache(maxsize=16)
def _noise_tile(scale: float) -> FloatArray:
    """A seamless tile (3, _TILE, _TILE) of noise with unit luminance deviation, mostly the same in all channels."""
    generator = np.random.default_rng(_TILE_SEED)
    fine = generator.standard_normal((_TILE, _TILE, 1), dtype=np.float32)
    color = generator.standard_normal((_TILE // 2, _TILE // 2, 3), dtype=np.float32)
    if scale > _FINEST_SCALE:
        wrapped = cv2.copyMakeBorder(fine, _WRAP, _WRAP, _WRAP, _WRAP, cv2.BORDER_WRAP)
        fine = np.asarray(
            cv2.GaussianBlur(wrapped, (0, 0), scale)[_WRAP:-_WRAP, _WRAP:-_WRAP, None], np.float32
        )
        fine /= fine.std()
    both = _LUMINANCE_NOISE * fine + _COLOR_NOISE * cv2.resize(color, (_TILE, _TILE))
    return np.ascontiguousarray(np.moveaxis(both, 2, 0), np.float32)


def compress(image: ByteArray, grain: Grain, origin: tuple[int, int]) -> ByteArray:
    """Send a crop through JPEG at the photograph's quality, on the photograph's own grid of 8 x 8 blocks.

    Args:
        image: uint8 (h, w, 3), RGB.
        origin: (left, top) of the crop in the photograph, in pixels.
    """
    if grain.compression is None or grain.compression >= _LEAST_QUALITY_CHANGE:
        return image
    left, top = origin[0] % _JPEG_GRID, origin[1] % _JPEG_GRID
    padded = cv2.copyMakeBorder(image, top, 0, left, 0, cv2.BORDER_REPLICATE)
    blue_first = cv2.cvtColor(padded, cv2.COLOR_RGB2BGR)
    encoded = cv2.imencode(".jpg", blue_first, [cv2.IMWRITE_JPEG_QUALITY, grain.compression])[1]
    decoded = cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return np.asarray(decoded[top:, left:], np.uint8)
