"""How much each pixel looks like the skin of this face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from fmld_synth.faces.face import Face
from fmld_synth.faces.mesh_points import BARE_SKIN
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.occluders.connected_parts import Mask
from fmld_synth.synthesis.photometry.occluders.patch import SCALE, Patch, cut_patch
from fmld_synth.synthesis.photometry.occluders.upsample import onto_photograph

_REACH = 0.45
"""Over what distance (standard deviation, in inter-ocular distances) the skin's color is averaged."""
_COARSE = 4
"""The expected skin color varies slowly: it is worked out on a grid this much coarser than the patch."""
_MEAN_WEIGHT = 0.05
"""Weight of the overall mean, compared with 1 where all skin around is bare: it counts only far from bare skin."""
_LEAST_WEIGHT = 1e-9
"""Keeps a division by these weights finite."""

# Chosen by eye on varied photographs. Hue shifts are in CIELAB units, brightness is a multiple of the expected skin's.
_SMOOTHING = 0.8
"""Standard deviation of the patch's blur, in pixels; takes noise away."""
_CIELAB_OFFSET = 16
"""L + 16 is 116 times the cube root of the luminance, so that shade scales it as it scales a and b (CIE 15)."""
_TO_SIGMA = 1.4826
"""Standard deviation of a normal distribution, in median absolute deviations."""
_LEAST_BARE = 50
"""Least pixels of bare skin; with fewer, all of the inner face counts as bare."""
_INNER = 0.2
"""How far inside its contour a face then counts as bare skin, in inter-ocular distances."""
_LEAST_SPREAD = (4.0, 2.0, 2.0)
"""Least standard deviation of (L, a, b) over bare skin; less counts as this."""
_OUTLIER = 2.5
"""Standard deviations from the median beyond which a pixel is not bare skin."""
_DARKEST = 0.35
"""Brightness by which a hue shift is divided at least."""
_LEAST_LENGTH = 1e-3
"""Keeps a division by a squared color finite."""
_LEAST_HUE_SPREAD = 2.0
_BRIGHTNESS_SPREAD = (0.045, 0.065)
"""Least and largest standard deviation of the brightness of bare skin that is believed."""
_DARKER, _BRIGHTER, _OTHER_HUE = 4.2, 3.2, 3
"""Standard deviations at which a pixel is half like skin: shadow is common on skin, glare less so, a change of hue is
not."""


@dataclass(frozen=True, eq=False)
class Skin:
    """What skin looks like on one face.

    Colors are (L + 16, a, b) of CIELAB. Light scales all three by one factor, the cube root of its strength.
    So shading moves a color along its own direction, and what is left across it is a change of hue.

    Attributes:
        colors: float32 (height, width, 3), the patch in these colors.
        expected: float32 (height, width, 3), skin as it would look here, going by the bare skin nearby.
        brightness: float32 (height, width), each pixel's brightness as a multiple of that skin's.
        likeness: float32 (height, width), 1 where a pixel looks like skin, falling to 0.
    """

    colors: FloatArray
    expected: FloatArray
    brightness: FloatArray
    likeness: FloatArray


def measure_skin(patch: Patch) -> Skin:
    """Model the skin of the face in ``patch`` on its cheeks, nose and forehead."""
    colors = _lab(patch.pixels)
    bare = (patch.polygon(*BARE_SKIN) > 0) & patch.in_frame
    if np.count_nonzero(bare) < _LEAST_BARE:
        bare = (patch.outside < -_INNER) & patch.in_frame
    if not bare.any():
        bare = np.ones_like(bare)
    bare = _near_median(colors, bare)
    expected = _spread(colors, bare)
    along = dot(colors, expected)
    brightness = along / np.maximum(dot(expected, expected), _LEAST_LENGTH)
    across = np.sqrt(np.maximum(dot(colors, colors) - along * brightness, 0))
    # Brightness is divided out of the hue's shift, else everything dark would count as skin in shadow.
    hue_shift = across / np.maximum(brightness, _DARKEST)
    hue_spread = max(_TO_SIGMA * float(np.median(hue_shift[bare])), _LEAST_HUE_SPREAD)
    spread = float(np.clip(_TO_SIGMA * np.median(np.abs(brightness[bare] - 1)), *_BRIGHTNESS_SPREAD))
    off = np.maximum((1 - brightness) / (_DARKER * spread), (brightness - 1) / (_BRIGHTER * spread))
    distance = off * off + np.square(hue_shift / (_OTHER_HUE * hue_spread))
    likeness = patch.in_frame / (1 + distance * distance)
    return Skin(colors, expected, cast(FloatArray, brightness), likeness.astype(np.float32))


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
    """Scalar product of the colors at each pixel: float32 (height, width)."""
    product = cv2.transform(cv2.multiply(first, second), np.ones((1, 3), np.float32))
    return np.asarray(product, np.float32)


def _lab(pixels: ByteArray) -> FloatArray:
    """The colors (L + 16, a, b) of RGB pixels; OpenCV stores L times 2.55, and a and b plus 128."""
    smooth = cv2.GaussianBlur(pixels, (0, 0), _SMOOTHING)
    lab = cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB)
    to_units = np.array([[100 / 255, 0, 0, _CIELAB_OFFSET], [0, 1, 0, -128], [0, 0, 1, -128]], np.float32)
    return np.asarray(cv2.transform(lab.astype(np.float32), to_units), np.float32)


def _near_median(colors: FloatArray, bare: Mask) -> Mask:
    """Leave out what happens to lie over bare skin: a fringe, glasses, a highlight."""
    chosen = colors[bare]
    deviation = np.abs(chosen - np.median(chosen, axis=0))
    spread = np.maximum(_TO_SIGMA * np.median(deviation, axis=0), _LEAST_SPREAD)
    kept = np.zeros_like(bare)
    kept[bare] = (deviation < _OUTLIER * spread).all(axis=1)
    return kept


def _spread(colors: FloatArray, bare: Mask) -> FloatArray:
    """Average the colors of bare skin near each pixel; far from any, their overall mean takes over."""
    height, width = bare.shape
    size = (width // _COARSE, height // _COARSE)
    share = bare.astype(np.float32)
    masked = cv2.merge([*cv2.split(cv2.bitwise_and(colors, colors, mask=bare.view(np.uint8))), share])
    coarse = cv2.resize(masked, size, interpolation=cv2.INTER_AREA)
    mean = coarse.reshape(-1, 4).mean(axis=0)
    coarse = cv2.GaussianBlur(coarse, (0, 0), _REACH * SCALE / _COARSE, borderType=cv2.BORDER_CONSTANT)
    coarse = coarse + mean * np.float32(_MEAN_WEIGHT)
    mean_colors = coarse[..., :3] / np.maximum(coarse[..., 3:], _LEAST_WEIGHT)
    return np.asarray(cv2.resize(mean_colors, (width, height)), np.float32)
