"""How the camera and the file treated the photograph: sharpness, noise and compression, measured and re-applied.

What is drawn into a photograph looks pasted when it is sharper, cleaner or less compressed than its surroundings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.faces.face import Face
from fmld_synth.geometry import ByteArray, FloatArray

_RENDERED_BLUR = 0.45  # standard deviation, in pixels, of what the renderer draws by itself (box anti-aliasing)
_SHARPEST = 0.6  # lens, sensor and colour filter blur every photograph at least this much
_PROBE = 1.0
_TILE = 512
_MEASURED = 400  # sharpness and noise are measured on at most this many pixels squared: the eyes and the nose
_SPARSE = slice(None, None, 3)  # neighbours say the same: percentiles are taken from every third row and column
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
    return cv2.GaussianBlur(layer, (0, 0), float(np.sqrt(needed))) if needed > 0.03 else layer


def noise_at(
    rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp], grain: Grain, generator: np.random.Generator
) -> FloatArray:
    """The photograph's noise at n pixels, float32 (n, 3), in 8-bit levels."""
    row, column = generator.integers(0, _TILE, 2)
    tile = _noise_tile(round(grain.noise_scale, 1))
    noise = np.take(tile, (rows + row) % _TILE * _TILE + (columns + column) % _TILE, axis=0)
    return np.asarray(noise * np.float32(grain.noise if grain.noise >= 0.3 else 0.0), np.float32)


@lru_cache(maxsize=16)
def _noise_tile(scale: float) -> FloatArray:
    """A seamless tile (_TILE * _TILE, 3), row by row, of noise with unit luminance deviation, mostly the same in all channels."""
    generator = np.random.default_rng(11)
    fine = generator.standard_normal((_TILE, _TILE, 1), dtype=np.float32)
    colour = generator.standard_normal((_TILE // 2, _TILE // 2, 3), dtype=np.float32)
    if scale > 0.3:
        wrapped = cv2.copyMakeBorder(fine, 8, 8, 8, 8, cv2.BORDER_WRAP)
        fine = cv2.GaussianBlur(wrapped, (0, 0), scale)[8:-8, 8:-8, None]
        fine /= fine.std()
    both = 0.95 * fine + 0.35 * cv2.resize(colour, (_TILE, _TILE))
    return np.asarray(both.reshape(-1, 3), np.float32)


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
    encoded = cv2.imencode(".jpg", padded[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, grain.compression])[1]
    return np.ascontiguousarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR)[top:, left:, ::-1])


def _noise(grey: FloatArray) -> tuple[float, float]:
    """Standard deviation of noise, and the blur it went through, from the flattest parts of the picture.

    The second difference [1 -2 1] x [1 -2 1] cancels smooth shading (Immerkaer 1996); its median over the
    flattest blocks keeps texture out.
    """
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    detail = cv2.filter2D(grey, -1, kernel) / 6
    energy = cv2.blur(detail**2, (9, 9))
    exposed = cv2.blur(((grey > 12) & (grey < 245)).astype(np.float32), (9, 9)) > 0.95
    if exposed.sum() < 200:
        return 0.0, 0.0
    typical = energy[_SPARSE, _SPARSE][exposed[_SPARSE, _SPARSE]]
    least, flattest = np.percentile(typical, (20, 40)) if typical.size else (0.0, 0.0)
    sigma = float(np.sqrt(least))
    smooth = grey - cv2.GaussianBlur(grey, (0, 0), 2.5)
    flat = exposed & (energy < flattest)
    flat = flat[:, 1:] & flat[:, :-1]
    area = np.count_nonzero(flat)
    if area == 0:
        return sigma, 0.0
    right, left = smooth[:, 1:] * flat, smooth[:, :-1]
    product, power = (float(np.vdot(right, other)) / area for other in (left, right))
    correlation = product / max(power, 1e-3)
    scale = float(np.sqrt(-1 / (4 * np.log(correlation)))) if 0.05 < correlation < 0.9 else 0.0
    # Correlated noise loses most of its second difference; part of it is regained from the measured scale.
    gain = 1 + min(scale, 1.2) ** 2 * 2
    return min(sigma * gain, 14.0), min(scale, 1.2)


def _blur(grey: FloatArray, noise: float) -> float:
    """Blur of the strongest edges by re-blurring (Zhuo and Sim 2011): R = |grad| / |grad re-blurred|.

    For a step edge blurred by s, R = sqrt(1 + p^2 / s^2) with p the probe's blur, so s = p / sqrt(R^2 - 1).
    """
    probes = [_PROBE, 2 * _PROBE] if min(grey.shape) > 60 else [_PROBE]
    sharp = cv2.GaussianBlur(grey, (0, 0), 0.6) if noise > 4 else grey
    strength = _gradient(sharp)
    threshold = max(float(np.percentile(strength[_SPARSE, _SPARSE], 97.5)), 4 * noise, 3.0)
    edges = (strength >= threshold) & (strength >= cv2.dilate(strength, np.ones((3, 3), np.uint8)) * 0.999)
    if edges.sum() < 12:
        return 1.2
    answers = []
    for probe in probes:
        ratio = strength[edges] / np.maximum(_gradient(cv2.GaussianBlur(sharp, (0, 0), probe))[edges], 1e-3)
        ratio = np.clip(ratio, 1.02, 8.0)
        answers.append(float(np.median(probe / np.sqrt(ratio**2 - 1))))
    measured = answers[0] if answers[0] < 1.2 or len(answers) == 1 else answers[1]
    # The derivative filter itself blurs by about half a pixel.
    return float(np.clip(np.sqrt(max(measured**2 - 0.25, 0.0)), _SHARPEST, 6.0))


def _gradient(grey: FloatArray) -> FloatArray:
    across = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3) / 8
    down = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3) / 8
    return np.asarray(cv2.magnitude(across, down), np.float32)
