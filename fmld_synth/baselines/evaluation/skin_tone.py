"""How light skin looks in a photograph: the individual typology angle of what is seen of it.

The angle is that of the skin's color in the plane of lightness and yellowness of CIELAB (Chardon et al., Skin colour
typology and suntanning pathways, Int. J. Cosmetic Science 13, 1991), its classes those of Del Bino and Bernerd
(Variations in skin colour and the biological consequences of ultraviolet radiation exposure, Br. J. Dermatology 169,
2013). It is measured in a photograph, not with a spectrophotometer under known light: dark pictures and colored light
move it. So it is the tone that the picture shows, good enough to see a gap between many faces, and says little of one
person.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from fmld_synth.geometry import Box, ByteArray

TONES = (
    ("very light", 55.0),
    ("light", 41.0),
    ("intermediate", 28.0),
    ("tan", 10.0),
    ("brown", -30.0),
    ("dark", -90.0),
)
"""Classes, and the angle in degrees above which each begins."""
NOT_SEEN = "not measured"
"""Faces that show too little skin."""

REGION = (0.2, 0.22, 0.8, 0.55)
"""Left, top, right and bottom of where skin is looked for, as shares of the face's box: temples, nose and cheeks
around the eyes, under most hair and above most masks."""
RED_CHROMA, BLUE_CHROMA = (133, 173), (77, 127)
"""Cr and Cb of skin of all tones (Chai and Ngan, Face segmentation using skin-color map in videophone applications,
IEEE Trans. Circuits and Systems for Video Technology 9(4), 1999)."""
LIT, LIT_WITHIN = 80, 25.0
"""Hair and brows are often of skin's hue, and darker. Only what is as light as the region's skin-colored pixels are at
this percentile, within so much of L*, is skin."""
LEAST_SHARE, LEAST_PIXELS = 0.2, 24
"""Of the region, at least so much must be of skin's color; fewer pixels say nothing."""


def typology_angle(lightness: float, yellowness: float) -> float:
    """The individual typology angle in degrees, -90 to 90.

    Args:
        lightness: L* of CIELAB, 0 to 100.
        yellowness: b*; at or below 0 (bluish light) the angle is that of a b* of next to nothing.
    """
    return math.degrees(math.atan2(lightness - 50.0, max(yellowness, 1e-6)))


def tone_of(angle: float | None) -> str:
    """The class of an angle in degrees; :data:`NOT_SEEN` of None."""
    if angle is None:
        return NOT_SEEN
    return next((name for name, above in TONES if angle > above), TONES[-1][0])


def measured_angle(pixels: ByteArray, face: Box) -> float | None:
    """The angle of the skin that a picture shows of a face; None where that is too little.

    Args:
        pixels: uint8 (height, width, 3), sRGB.
        face: its box, from brow to chin, in pixels; it may reach beyond the picture.
    """
    height, width = pixels.shape[:2]
    left, right = (min(max(round(face.x + share * face.width), 0), width) for share in (REGION[0], REGION[2]))
    top, bottom = (
        min(max(round(face.y + share * face.height), 0), height) for share in (REGION[1], REGION[3])
    )
    region = pixels[top:bottom, left:right]
    if not region.size:
        return None
    chroma = cv2.cvtColor(region, cv2.COLOR_RGB2YCrCb)
    skin = np.ones(region.shape[:2], np.bool_)
    for channel, (least, most) in ((1, RED_CHROMA), (2, BLUE_CHROMA)):
        skin &= (chroma[..., channel] >= least) & (chroma[..., channel] <= most)
    if skin.sum() < max(LEAST_PIXELS, LEAST_SHARE * skin.size):
        return None
    lab = cv2.cvtColor(region.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)[skin]
    lab = lab[lab[:, 0] >= np.percentile(lab[:, 0], LIT) - LIT_WITHIN]
    return typology_angle(float(np.median(lab[:, 0])), float(np.median(lab[:, 2])))
