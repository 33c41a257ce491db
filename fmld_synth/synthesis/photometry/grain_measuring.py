"""Measuring what camera and file did to a photograph: its sharpness and noise around one face."""

from __future__ import annotations

import cv2
import cv2.typing
import numpy as np

from fmld_synth.faces.face import Face
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.grain import Grain

# Brightness and noise are in 8-bit levels, blurs are standard deviations in pixels. Chosen by eye on photographs, and
# checked on pictures of known blur and noise (``tests/synthesis/photometry/test_grain.py``).
_MARGIN = 0.05
"""How far the measured part reaches beyond the face's box, in box sizes."""
_LEAST_SIDE = 8
"""Side of the smallest part that is measured, in pixels."""
_MEASURED = 400
"""Sharpness and noise are measured on at most this many pixels squared: the eyes and the nose."""
_SPARSE = slice(None, None, 3)
"""Every third row and column: percentiles need no more, because neighbors say the same."""
_LEAST_SAMPLES = 12
"""With fewer edges or flat places nothing can be told."""
_TINY = 1e-6
"""Keeps a division by an energy finite."""

# Noise.
_SECOND_DIFFERENCE = np.outer([1, -2, 1], [1, -2, 1]).astype(np.float32) / 6
_WIDE_SECOND_DIFFERENCE = np.outer([1, 0, -2, 0, 1], [1, 0, -2, 0, 1]).astype(np.float32) / 6
_NEIGHBORHOOD = (9, 9)
"""Pixels over which the noise's energy is averaged."""
_DARKEST, _BRIGHTEST = 12.0, 245.0
"""Pixels beyond these may be clipped, which takes noise away."""
_UNCLIPPED = 242
"""Share of a neighborhood that lies between them, of 255: 95 %."""
_LEAST_PERCENTILE, _FLAT_PERCENTILE = 5, 30
"""Percentiles of the energy: the first tells how much noise there is, places up to the second how coarse it is."""
_MOST_NOISE = 14.0
"""More than this is taken for texture."""
_NOISE_SCALES = np.linspace(0.0, 0.75, 16)
"""Blurs that noise may have gone through. Beyond the last, skin's own texture would be taken for noise."""
_WHITE_SCALE = 0.05
"""Noise that went through a smaller blur is white."""

# Sharpness.
_PROBE = 1.0
"""Blur that the picture is blurred by once more; twice as much for blurred pictures."""
_STRONG_NOISE, _NOISE_BLUR = 4, 0.6
"""Noise from which a picture is blurred before edges are looked for, and that blur."""
_EDGE_PERCENTILE = 97.5
"""Percentile of the gradients from which an edge counts: the strongest edges are the sharpest ones."""
_OVER_NOISE = 4
"""Edges are stronger than this many times the noise."""
_WEAKEST_EDGE = 3.0
"""Least gradient of an edge, in levels a pixel."""
_NEARLY = 0.999
"""An edge's middle is the strongest of its neighbors but for rounding."""
_UNKNOWN_BLUR = 1.2
"""Blur of a picture without edges."""
_LEAST_GRADIENT = 1e-3
"""Keeps a division by a gradient finite."""
_CREDIBLE_RATIO = (1.02, 8.0)
"""Ratios of gradients beyond these count as these."""
_WIDE_PROBE_FROM, _WIDE_PROBE_SIDE = 1.2, 60
"""Blur, and shorter side of the picture in pixels, from which the wider probe is used."""
_FILTER_BLUR = 0.65
"""What sampling in pixels and the derivative filter add: with it ideal edges, drawn as the mean over each pixel,
measure as the renderer draws them, 0.45."""
_SHARPEST, _BLURRIEST = 0.3, 6.0
"""Below the first, a picture was sharpened; beyond the second, nothing was in focus."""
_SOBEL_SUM = 8
"""Sum of the absolute weights of OpenCV's 3 x 3 derivative filter."""


def measure_grain(image: ByteArray, face: Face, compression: int | None) -> Grain:
    """Measure sharpness and noise within the face box of ``image``, uint8 (height, width, 3), RGB."""
    box = face.box.expanded(_MARGIN).clipped(image.shape[1], image.shape[0])
    left, top = int(box.x), int(box.y)
    crop = image[
        top : top + max(int(box.height), _LEAST_SIDE), left : left + max(int(box.width), _LEAST_SIDE)
    ]
    row, column = (max((side - _MEASURED) // 2, 0) for side in crop.shape[:2])
    crop = crop[row : row + _MEASURED, column : column + _MEASURED]
    gray = cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_RGB2GRAY).astype(np.float32)
    noise, scale = _noise(gray)
    return Grain(_blur(gray, noise), noise, scale, compression)


def _noise(gray: FloatArray) -> tuple[float, float]:
    """Standard deviation of noise, and the blur it went through, from the flattest parts of the picture.

    The second difference [1 -2 1] x [1 -2 1] cancels smooth shading (Immerkaer 1996), and so does the same over
    every other pixel; how much more the latter holds tells how coarse the noise is.
    """
    fine, coarse = (
        cv2.filter2D(gray, -1, kernel) for kernel in (_SECOND_DIFFERENCE, _WIDE_SECOND_DIFFERENCE)
    )
    energy = cv2.blur(fine * fine, _NEIGHBORHOOD)[_SPARSE, _SPARSE]
    wide_energy = cv2.blur(coarse * coarse, _NEIGHBORHOOD)[_SPARSE, _SPARSE]
    unclipped = cv2.inRange(gray, np.array(_DARKEST), np.array(_BRIGHTEST))
    exposed = cv2.blur(unclipped, _NEIGHBORHOOD)[_SPARSE, _SPARSE] > _UNCLIPPED
    if np.count_nonzero(exposed) < _LEAST_SAMPLES:
        return 0.0, 0.0
    typical, wide = energy[exposed], wide_energy[exposed]
    least, flattest = np.percentile(typical, (_LEAST_PERCENTILE, _FLAT_PERCENTILE))
    flat = typical <= flattest
    ratio = float(np.sqrt(wide[flat].mean() / max(float(typical[flat].mean()), _TINY)))
    scale = float(np.interp(ratio, _NOISE_RATIOS, _NOISE_SCALES))
    return min(float(np.sqrt(max(float(least), 0.0))) * _second_difference_gain(scale, 1), _MOST_NOISE), scale


def _second_difference_gain(scale: float, step: int) -> float:
    """How much smaller the second difference of noise blurred by ``scale`` is than that of white noise.

    From the autocorrelation exp(-d^2 / (4 scale^2)) of such noise at distances ``step`` and twice that.
    """
    if scale < _WHITE_SCALE:
        return 1.0
    near, far = (np.exp(-((step * k) ** 2) / (4 * scale**2)) for k in (1, 2))
    return float(6 / (6 - 8 * near + 2 * far))


_NOISE_RATIOS = np.array(
    [_second_difference_gain(scale, 1) / _second_difference_gain(scale, 2) for scale in _NOISE_SCALES]
)


def _blur(gray: FloatArray, noise: float) -> float:
    """Blur of the strongest edges by re-blurring (Zhuo and Sim 2011): R = |grad| / |grad re-blurred|.

    For a step edge blurred by s, R = sqrt(1 + p^2 / s^2) with p the probe's blur, so s = p / sqrt(R^2 - 1).
    """
    sharp = cv2.GaussianBlur(gray, (0, 0), _NOISE_BLUR) if noise > _STRONG_NOISE else gray
    strength = _gradient(sharp)
    threshold = max(
        float(np.percentile(strength[_SPARSE, _SPARSE], _EDGE_PERCENTILE)), _OVER_NOISE * noise, _WEAKEST_EDGE
    )
    edges = (strength >= threshold) & (strength >= cv2.dilate(strength, np.ones((3, 3), np.uint8)) * _NEARLY)
    if edges.sum() < _LEAST_SAMPLES:
        return _UNKNOWN_BLUR
    measured = 0.0
    for probe in (_PROBE, 2 * _PROBE):
        reblurred = _gradient(cv2.GaussianBlur(sharp, (0, 0), probe))[edges]
        ratio = np.clip(strength[edges] / np.maximum(reblurred, _LEAST_GRADIENT), *_CREDIBLE_RATIO)
        measured = float(np.median(probe / np.sqrt(ratio**2 - 1)))
        if measured < _WIDE_PROBE_FROM or min(gray.shape) <= _WIDE_PROBE_SIDE:
            break
    return float(np.clip(np.sqrt(max(measured**2 - _FILTER_BLUR**2, 0.0)), _SHARPEST, _BLURRIEST))


def _gradient(gray: cv2.typing.MatLike) -> FloatArray:
    across = cv2.Sobel(gray, cv2.CV_32F, 1, 0, ksize=3) / _SOBEL_SUM
    down = cv2.Sobel(gray, cv2.CV_32F, 0, 1, ksize=3) / _SOBEL_SUM
    return np.asarray(cv2.magnitude(across, down), np.float32)
