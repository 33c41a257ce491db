"""How the camera and the file treated the photograph: sharpness, noise and compression, measured and re-applied.

What is drawn into a photograph looks pasted when it is sharper, cleaner or less compressed than its surroundings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import cv2.typing
import numpy as np

from fmld_synth.faces.face import Face
from fmld_synth.geometry import ByteArray, FloatArray

_RENDERED_BLUR = (
    0.45  # standard deviation, in pixels, of what the renderer draws by itself (box anti-aliasing)
)
_SHARPEST = 0.78  # lens, sensor and colour filter blur every photograph at least this much
_PROBE = 1.0
_TILE = 512
_MEASURED = 400  # sharpness and noise are measured on at most this many pixels squared: the eyes and the nose
_SPARSE = slice(
    None, None, 3
)  # neighbours say the same: percentiles are taken from every third row and column
_LEAST_QUALITY_CHANGE = 96  # JPEG at this quality or above leaves no visible trace


@dataclass(frozen=True)
class Grain:
    """Measured on one photograph around one face.

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


_SECOND_DIFFERENCE = np.outer([1, -2, 1], [1, -2, 1]).astype(np.float32) / 6
_WIDE_SECOND_DIFFERENCE = np.outer([1, 0, -2, 0, 1], [1, 0, -2, 0, 1]).astype(np.float32) / 6
# Beyond the last of these, skin's own texture would be taken for noise.
_NOISE_SCALES = np.linspace(0.0, 0.75, 16)


def measure_grain(image: ByteArray, face: Face, compression: int | None) -> Grain:
    """Measure sharpness and noise within the face box of ``image``, uint8 (height, width, 3), RGB."""
    box = face.box.expanded(0.05).clipped(image.shape[1], image.shape[0])
    left, top = int(box.x), int(box.y)
    crop = image[top : top + max(int(box.height), 8), left : left + max(int(box.width), 8)]
    row, column = (max((side - _MEASURED) // 2, 0) for side in crop.shape[:2])
    crop = crop[row : row + _MEASURED, column : column + _MEASURED]
    grey = cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_RGB2GRAY).astype(np.float32)
    noise, scale = _noise(grey)
    return Grain(_blur(grey, noise), noise, scale, compression)


def soften(layer: FloatArray, grain: Grain) -> FloatArray:
    """Blur a layer (h, w, n) as the photograph was blurred."""
    needed = grain.blur**2 - _RENDERED_BLUR**2
    if needed <= 0.03:
        return layer
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), float(np.sqrt(needed))), np.float32)


def noise_over(size: tuple[int, int], grain: Grain, generator: np.random.Generator) -> FloatArray | None:
    """The photograph's noise over a window of ``size`` (height, width): float32 (3, height, width), in 8-bit levels.

    None where there is none to be seen.
    """
    row, column = (int(start) for start in generator.integers(0, _TILE, 2))
    if grain.noise < 0.3:
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
    generator = np.random.default_rng(11)
    fine = generator.standard_normal((_TILE, _TILE, 1), dtype=np.float32)
    colour = generator.standard_normal((_TILE // 2, _TILE // 2, 3), dtype=np.float32)
    if scale > 0.3:
        wrapped = cv2.copyMakeBorder(fine, 8, 8, 8, 8, cv2.BORDER_WRAP)
        fine = np.asarray(cv2.GaussianBlur(wrapped, (0, 0), scale)[8:-8, 8:-8, None], np.float32)
        fine /= fine.std()
    both = 0.95 * fine + 0.35 * cv2.resize(colour, (_TILE, _TILE))
    return np.ascontiguousarray(np.moveaxis(both, 2, 0), np.float32)


def compress(image: ByteArray, grain: Grain, origin: tuple[int, int]) -> ByteArray:
    """Send a crop through JPEG at the photograph's quality, on the photograph's own grid of 8 x 8 blocks.

    Args:
        image: uint8 (h, w, 3), RGB.
        origin: (left, top) of the crop in the photograph, in pixels.
    """
    if grain.compression is None or grain.compression >= _LEAST_QUALITY_CHANGE:
        return image
    # 16, because colour is stored at half resolution.
    left, top = origin[0] % 16, origin[1] % 16
    padded = cv2.copyMakeBorder(image, top, 0, left, 0, cv2.BORDER_REPLICATE)
    blue_first = cv2.cvtColor(padded, cv2.COLOR_RGB2BGR)
    encoded = cv2.imencode(".jpg", blue_first, [cv2.IMWRITE_JPEG_QUALITY, grain.compression])[1]
    decoded = cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return np.asarray(decoded[top:, left:], np.uint8)


def _noise(grey: FloatArray) -> tuple[float, float]:
    """Standard deviation of noise, and the blur it went through, from the flattest parts of the picture.

    The second difference [1 -2 1] x [1 -2 1] cancels smooth shading (Immerkaer 1996), and so does the same over
    every other pixel; how much more the latter holds tells how coarse the noise is.
    """
    fine, coarse = (
        cv2.filter2D(grey, -1, kernel) for kernel in (_SECOND_DIFFERENCE, _WIDE_SECOND_DIFFERENCE)
    )
    energy = cv2.blur(fine * fine, (9, 9))[_SPARSE, _SPARSE]
    wide_energy = cv2.blur(coarse * coarse, (9, 9))[_SPARSE, _SPARSE]
    unclipped = cv2.inRange(grey, np.array(12.0), np.array(245.0))
    exposed = cv2.blur(unclipped, (9, 9))[_SPARSE, _SPARSE] > 242
    if np.count_nonzero(exposed) < 12:
        return 0.0, 0.0
    typical, wide = energy[exposed], wide_energy[exposed]
    least, flattest = np.percentile(typical, (5, 30))
    flat = typical <= flattest
    ratio = float(np.sqrt(wide[flat].mean() / max(float(typical[flat].mean()), 1e-6)))
    scale = float(np.interp(ratio, _NOISE_RATIOS, _NOISE_SCALES))
    return min(float(np.sqrt(max(float(least), 0.0))) * _second_difference_gain(scale, 1), 14.0), scale


def _second_difference_gain(scale: float, step: int) -> float:
    """How much smaller the second difference of noise blurred by ``scale`` is than that of white noise.

    From the autocorrelation exp(-d^2 / (4 scale^2)) of such noise at distances ``step`` and twice that.
    """
    if scale < 0.05:
        return 1.0
    near, far = (np.exp(-((step * k) ** 2) / (4 * scale**2)) for k in (1, 2))
    return float(6 / (6 - 8 * near + 2 * far))


_NOISE_RATIOS = np.array(
    [_second_difference_gain(scale, 1) / _second_difference_gain(scale, 2) for scale in _NOISE_SCALES]
)


def _blur(grey: FloatArray, noise: float) -> float:
    """Blur of the strongest edges by re-blurring (Zhuo and Sim 2011): R = |grad| / |grad re-blurred|.

    For a step edge blurred by s, R = sqrt(1 + p^2 / s^2) with p the probe's blur, so s = p / sqrt(R^2 - 1).
    """
    sharp = cv2.GaussianBlur(grey, (0, 0), 0.6) if noise > 4 else grey
    strength = _gradient(sharp)
    threshold = max(float(np.percentile(strength[_SPARSE, _SPARSE], 97.5)), 4 * noise, 3.0)
    edges = (strength >= threshold) & (strength >= cv2.dilate(strength, np.ones((3, 3), np.uint8)) * 0.999)
    if edges.sum() < 12:
        return 1.2
    measured = 0.0
    for probe in (_PROBE, 2 * _PROBE):
        reblurred = _gradient(cv2.GaussianBlur(sharp, (0, 0), probe))[edges]
        ratio = np.clip(strength[edges] / np.maximum(reblurred, 1e-3), 1.02, 8.0)
        measured = float(np.median(probe / np.sqrt(ratio**2 - 1)))
        if measured < 1.2 or min(grey.shape) <= 60:  # the wider probe is for what is blurred more
            break
    # The derivative filter itself blurs by about half a pixel.
    return float(np.clip(np.sqrt(max(measured**2 - 0.25, 0.0)), _SHARPEST, 6.0))


def _gradient(grey: cv2.typing.MatLike) -> FloatArray:
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3) / 8
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3) / 8
    return np.asarray(cv2.magnitude(across, down), np.float32)
