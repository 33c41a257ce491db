"""How much each pixel looks like the skin of this face."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from fmld_synth.faces.face import Face
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.occluders.patch import SCALE, Patch, cut_patch
from fmld_synth.synthesis.photometry.occluders.regions import Mask
from fmld_synth.synthesis.photometry.occluders.upsample import onto_photograph

# Skin that is bare on almost every face: both cheeks, the nose, the middle of the forehead.
_BARE_SKIN = (
    (117, 118, 119, 100, 36, 205, 187, 123),
    (346, 347, 348, 329, 266, 425, 411, 352),
    (6, 122, 198, 45, 4, 275, 420, 351),
    (9, 107, 108, 151, 337, 336),
)
_REACH = 0.45
"""Over what distance (standard deviation, in inter-ocular distances) the skin's colour is averaged."""
_COARSE = 4
"""The expected skin colour varies slowly: it is worked out on a grid this much coarser than the patch."""


@dataclass(frozen=True, eq=False)
class Skin:
    """What skin looks like on one face.

    Colours are (L + 16, a, b) of CIELAB. Light scales all three by one factor, the cube root of its strength.
    So shading moves a colour along its own direction, and what is left across it is a change of hue.

    Attributes:
        colours: float32 (height, width, 3), the patch in these colours.
        expected: float32 (height, width, 3), skin as it would look here, going by the bare skin nearby.
        brightness: float32 (height, width), each pixel's brightness as a multiple of that skin's.
        likeness: float32 (height, width), 1 where a pixel looks like skin, falling to 0.
    """

    colours: FloatArray
    expected: FloatArray
    brightness: FloatArray
    likeness: FloatArray


def measure_skin(patch: Patch) -> Skin:
    """Model the skin of the face in ``patch`` on its cheeks, nose and forehead."""
    colours = _lab(patch.pixels)
    bare = (patch.polygon(*_BARE_SKIN) > 0) & patch.in_frame
    if np.count_nonzero(bare) < 50:
        bare = (patch.outside < -0.2) & patch.in_frame
    if not bare.any():
        bare = np.ones_like(bare)
    bare = _near_median(colours, bare)
    expected = _spread(colours, bare)
    along = dot(colours, expected)
    brightness = along / np.maximum(dot(expected, expected), 1e-3)
    across = np.sqrt(np.maximum(dot(colours, colours) - along * brightness, 0))
    # Brightness is divided out of the hue's shift, else everything dark would count as skin in shadow.
    hue_shift = across / np.maximum(brightness, 0.35)
    hue_spread = max(1.4826 * float(np.median(hue_shift[bare])), 2.0)
    spread = float(np.clip(1.4826 * np.median(np.abs(brightness[bare] - 1)), 0.045, 0.065))
    # Shadow is common on skin, glare less so, a change of hue is not.
    off = np.maximum((1 - brightness) / (4.2 * spread), (brightness - 1) / (3.2 * spread))
    distance = off * off + np.square(hue_shift / (3 * hue_spread))
    likeness = patch.in_frame / (1 + distance * distance)
    return Skin(colours, expected, brightness, likeness.astype(np.float32))


def skin_likeness(image: ByteArray, face: Face) -> FloatArray:
    """How much each pixel looks like this face's own skin.

    The model comes from the bare skin of cheeks, nose and forehead and follows the light across the face.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: a face of this photograph.

    Returns:
        float32 (height, width), 0 to 1; 0 further from the face than about two inter-ocular distances.
    """
    patch = cut_patch(image, face)
    return onto_photograph(measure_skin(patch).likeness, patch, image, guided=False)


def dot(first: FloatArray, second: FloatArray) -> FloatArray:
    """Scalar product of the colours at each pixel: float32 (height, width)."""
    product = cv2.transform(cv2.multiply(first, second), np.ones((1, 3), np.float32))
    return np.asarray(product, np.float32)


def _lab(pixels: ByteArray) -> FloatArray:
    smooth = cv2.GaussianBlur(pixels, (0, 0), 0.8)
    lab = cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB)
    to_units = np.array([[100 / 255, 0, 0, 16], [0, 1, 0, -128], [0, 0, 1, -128]], np.float32)
    return np.asarray(cv2.transform(lab.astype(np.float32), to_units), np.float32)


def _near_median(colours: FloatArray, bare: Mask) -> Mask:
    """Leave out what happens to lie over bare skin: a fringe, glasses, a highlight."""
    chosen = colours[bare]
    deviation = np.abs(chosen - np.median(chosen, axis=0))
    spread = np.maximum(1.4826 * np.median(deviation, axis=0), (4.0, 2.0, 2.0))
    kept = np.zeros_like(bare)
    kept[bare] = (deviation < 2.5 * spread).all(axis=1)
    return kept


def _spread(colours: FloatArray, bare: Mask) -> FloatArray:
    """Average the colours of bare skin near each pixel; far from any, their overall mean takes over."""
    height, width = bare.shape
    size = (width // _COARSE, height // _COARSE)
    share = bare.astype(np.float32)
    masked = cv2.merge([*cv2.split(cv2.bitwise_and(colours, colours, mask=bare.view(np.uint8))), share])
    coarse = cv2.resize(masked, size, interpolation=cv2.INTER_AREA)
    mean = coarse.reshape(-1, 4).mean(axis=0)
    coarse = cv2.GaussianBlur(coarse, (0, 0), _REACH * SCALE / _COARSE, borderType=cv2.BORDER_CONSTANT)
    coarse = coarse + mean * np.float32(0.05)
    mean_colours = coarse[..., :3] / np.maximum(coarse[..., 3:], 1e-9)
    return np.asarray(cv2.resize(mean_colours, (width, height)), np.float32)
