"""How bright a white cloth would be in a photograph.

Skin alone cannot tell dark skin in good light from bright skin in the dark; the whites of the eyes and the brightest
parts of the picture can.
"""

from __future__ import annotations

import cv2
import numpy as np

from fmld_synth.faces.mesh_points import EYE_OPENINGS
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.color import luminance, to_linear

# Reflectances are relative to white cloth and set so that the brightness of rendered white masks, over that of the
# skin, is what ``benchmarks/measure_real_masks.py`` finds on real ones ("cloth over skin luminance").
BRIGHT_SKIN_REFLECTANCE = 0.255
EYE_WHITE_REFLECTANCE = 0.51
BRIGHTEST_WHITE = 1.1
"""Largest luminance of white cloth; above 1, where a photograph is overexposed."""

# Chosen by eye.
_DARKEST_WHITE = 0.02
"""Least luminance of white cloth."""
_EYE_PERCENTILE, _LEAST_EYE_PIXELS = 92, 12
"""Which percentile of an eye's pixels is its white, and how few pixels tell nothing."""
_PICTURE_PERCENTILE, _PICTURE_SAMPLES = 97, 100
"""Which percentile of the picture counts as its brightest things, and how many samples along its longer side do."""
_BRIGHTEST_THINGS, _PICTURE_TRUST = 0.9, 0.6
"""What such things reflect, and how much of that answer is believed: they may be lamps or sky."""
_MOST_OVER_SKIN = 2.8
"""Eyes and picture may raise the skin's own answer by no more than this factor: the darkest skin tones."""


def white_luminance(image: ByteArray, linear: FloatArray, points: FloatArray, skin: float) -> float:
    """Luminance of white cloth in the face's place: the brightest credible answer of skin, eyes and whole picture.

    Args:
        image: uint8 (height, width, 3), RGB, the photograph.
        linear: float32 (h, w, 3), the face in linear light.
        points: float32 (468, 2), its mesh points in pixels of ``linear``.
        skin: luminance of its skin.
    """
    from_skin = skin / BRIGHT_SKIN_REFLECTANCE
    eyes = np.zeros(linear.shape[:2], np.uint8)
    for opening in EYE_OPENINGS:
        cv2.fillPoly(eyes, [np.round(points[list(opening)]).astype(np.int32)], (1,))
    light = luminance(linear)
    whites = light[eyes > 0]
    from_eyes = 0.0
    if whites.size > _LEAST_EYE_PIXELS:
        from_eyes = float(np.percentile(whites, _EYE_PERCENTILE)) / EYE_WHITE_REFLECTANCE
    step = max(max(image.shape[:2]) // _PICTURE_SAMPLES, 1)
    picture = luminance(to_linear(image[::step, ::step]))
    from_picture = _PICTURE_TRUST * float(np.percentile(picture, _PICTURE_PERCENTILE)) / _BRIGHTEST_THINGS
    brightest = min(max(from_eyes, from_picture), _MOST_OVER_SKIN * from_skin)
    return float(np.clip(max(from_skin, brightest), _DARKEST_WHITE, BRIGHTEST_WHITE))
