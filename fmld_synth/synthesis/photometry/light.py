"""The light on a face, read off its visible skin.

Three things are measured in linear light. The first-order spherical-harmonic light a + b . n, fitted to the
luminance of skin vertices against the mesh's normals (Basri and Jacobs 2003: it holds most of what a matt surface
shows). What of the real shading that fit misses (cast shadows, a face half in the dark), kept as a smooth map.
And how bright a white cloth would be here, from skin, from the whites of the eyes and from the whole picture,
because skin alone cannot tell dark skin in good light from bright skin in the dark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.face import Face
from fmld_synth.geometry import ByteArray, FloatArray, Window
from fmld_synth.synthesis.photometry.colour import luminance, to_linear
from fmld_synth.synthesis.warp.head import OVAL

AnyArray = TypeVar("AnyArray", ByteArray, FloatArray)
BRIGHT_SKIN_REFLECTANCE = 0.255
EYE_WHITE_REFLECTANCE = 0.51
BRIGHTEST_WHITE = 1.1
# Chromaticity (linear R, G, B over luminance) of skin under white light, an average over skin tones.
NEUTRAL_SKIN = np.array([1.42, 0.92, 0.70], np.float32)
CAST_TRUST = 0.45  # skin varies too, so only part of its departure from the average is blamed on the light
# Mesh points that are skin on any face: forehead, cheeks, nose ridge, sides; no lips, brows, eyes, beard.
SKIN_POINTS = np.array(
    [10, 151, 9, 8, 109, 338, 67, 297, 108, 337, 69, 299, 104, 333, 168, 6, 197, 195, 5, 50, 280, 101, 330, 36, 266,
     205, 425, 117, 346, 118, 347, 119, 348, 123, 352, 116, 345, 111, 340, 187, 411, 147, 376, 142, 371, 126, 355,
     100, 329, 227, 447, 137, 366, 177, 401, 207, 427]
)  # fmt: skip
EYE_OPENINGS = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
)
# Left out of the shading map: features that are dark by colour, not by shadow.
FEATURES = (
    *EYE_OPENINGS,
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146),
    (98, 97, 2, 326, 327, 278, 4, 48),
    (70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    (300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
)
STRONGEST_DIRECTION = 0.75  # relative to the mean; beyond it, colour or hair was taken for light
_MAP_SIZE = 96
_COARSER = 4  # pixels of the photograph for each look into the shading map


@dataclass(frozen=True, eq=False)
class Light:
    """The light on one face.

    Attributes:
        white: luminance (linear) of white cloth facing the mean direction of the skin.
        ambient, direction: relative shading of a normal n is ambient + direction . n; 1 on average over the skin.
        cast: float32 (3,), colour of the light in linear RGB, luminance 1.
        shading: float32 (h, w), smooth factor for what the fit misses; low resolution, over ``area``.
        area: (left, top, width, height) in pixels that ``shading`` spans.
        saturation: 0 for a greyscale photograph, 1 for an ordinary one.
        tone: float32 (3,), chromaticity of the skin; what a greyscale or sepia photograph tones everything with.
    """

    white: float
    ambient: float
    direction: FloatArray
    cast: FloatArray
    shading: FloatArray
    area: tuple[float, float, float, float]
    saturation: float
    tone: FloatArray

    def relative(self, normals: FloatArray) -> FloatArray:
        """Shading (...) of unit normals (3, ...), about 1 on average; never below a tenth."""
        facing = np.tensordot(self.direction, normals, axes=1) + np.float32(self.ambient)
        return np.asarray(np.maximum(facing, 0.1), np.float32)

    def residual(self, window: Window) -> FloatArray:
        """The smooth shading factor over a window of the photograph, float32 (h, w)."""
        left, top, width, height = self.area
        rows, columns = self.shading.shape
        # Smooth as it is, it may be looked up at fewer points and enlarged, which is cheaper.
        size = max(window.width // _COARSER, 1), max(window.height // _COARSER, 1)
        step_x, step_y = window.width / size[0], window.height / size[1]
        across, down = columns / width, rows / height
        lookup = np.array(
            [
                [step_x * across, 0, (window.left + step_x / 2 - left) * across - 0.5],
                [0, step_y * down, (window.top + step_y / 2 - top) * down - 0.5],
            ],
            np.float32,
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        coarse = cv2.warpAffine(self.shading, lookup, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(cv2.resize(coarse, (window.width, window.height)), np.float32)


def measure_light(image: ByteArray, face: Face, skin_likeness: FloatArray) -> Light:
    """Measure the light on a face.

    Args:
        image: uint8 (height, width, 3), RGB.
        face: its landmarks in pixels of ``image``.
        skin_likeness: (height, width), 0 to 1; tells the neck, whose shade is measured too, from clothes.
    """
    small, scale, offset = _face_crop(image, face)
    points = (face.landmarks[:468, :2] - offset) * scale
    linear = to_linear(np.asarray(cv2.GaussianBlur(small, (0, 0), 1.5), np.uint8))
    normals = vertex_normals(face.landmarks[:468])
    skin, used = _sample(linear, points, SKIN_POINTS)
    skin_luminance = luminance(skin)
    coefficients = _fit(skin_luminance, normals[SKIN_POINTS[used]])
    mean = max(float(np.median(skin_luminance)), 0.004)
    chromaticity = np.median(skin / np.maximum(skin_luminance, 1e-3)[:, None], axis=0)
    direction = coefficients[1:] / np.float32(mean)
    direction *= min(1.0, STRONGEST_DIRECTION / max(float(np.linalg.norm(direction)), 1e-6))
    ambient = 1.0 - float(normals[SKIN_POINTS[used]].mean(axis=0) @ direction)
    white = _white(image, linear, points, mean)
    cast = (np.clip(chromaticity / NEUTRAL_SKIN, 0.4, 2.5) ** CAST_TRUST).astype(np.float32)
    cast /= luminance(cast)
    neck = _face_crop(skin_likeness, face, cv2.INTER_NEAREST)[0] > 0.6
    shading, area = _shading_map(linear, points, normals, ambient, direction, mean, neck)
    left, top, width, height = area
    return Light(
        white,
        ambient,
        direction.astype(np.float32),
        cast,
        shading,
        (left / scale + offset[0], top / scale + offset[1], width / scale, height / scale),
        _saturation(small),
        (chromaticity / luminance(chromaticity.astype(np.float32))).astype(np.float32),
    )


def vertex_normals(vertices: FloatArray) -> FloatArray:
    """Unit normals (468, 3) of mesh vertices (468, 3), pointing out of the face (a frontal face's nose: -z)."""
    triangles = canonical_face().triangles
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    facing = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices[:468])
    for k in range(3):
        np.add.at(normals, triangles[:, k], facing)
    # Triangles are wound so that on a frontal face the cross product points away from the camera.
    return np.asarray(-normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-6), np.float32)


def _face_crop(
    image: AnyArray, face: Face, shrinking: int = cv2.INTER_AREA
) -> tuple[AnyArray, float, FloatArray]:
    """The face at a fixed working size: crop, its scale, and the offset of its corner in pixels of the image."""
    box = face.box.expanded(0.3).clipped(image.shape[1], image.shape[0])
    left, top = int(box.x), int(box.y)
    crop = image[top : top + max(int(box.height), 2), left : left + max(int(box.width), 2)]
    scale = _MAP_SIZE * 1.5 / max(crop.shape[:2])
    size = max(round(crop.shape[1] * scale), 2), max(round(crop.shape[0] * scale), 2)
    small = cv2.resize(crop, size, interpolation=shrinking if scale < 1 else cv2.INTER_LINEAR)
    return np.asarray(small, image.dtype), scale, np.array([left, top], np.float32)


def _sample(
    linear: FloatArray, points: FloatArray, chosen: npt.NDArray[np.intp]
) -> tuple[FloatArray, npt.NDArray[np.intp]]:
    """Colours at the chosen points inside the crop, and which of ``chosen`` they are (at least one)."""
    x, y = np.round(points[chosen]).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < linear.shape[1]) & (y < linear.shape[0])
    if not inside.any():
        return linear.reshape(-1, 3).mean(axis=0, keepdims=True), np.array([0])
    used = np.nonzero(inside)[0]
    return linear[y[used], x[used]], used


def _fit(values: FloatArray, normals: FloatArray) -> FloatArray:
    """Robust ridge fit of values = c0 + c . n by reweighted least squares (Cauchy weights)."""
    design = np.hstack([np.ones((len(normals), 1), np.float32), normals]).astype(np.float64)
    prior = np.array([np.median(values), 0.0, 0.0, 0.0])
    ridge = np.diag([0.01, 0.8, 0.8, 5.0])
    weights = np.ones(len(values))
    solution = prior
    for _ in range(4):
        weighted = design * weights[:, None]
        solution = np.linalg.solve(weighted.T @ design + ridge, weighted.T @ values + ridge @ prior)
        residual = np.abs(values - design @ solution)
        spread = max(1.5 * float(np.median(residual)), 1e-4)
        weights = 1 / (1 + (residual / spread) ** 2)
    return solution.astype(np.float32)


def _white(image: ByteArray, linear: FloatArray, points: FloatArray, skin: float) -> float:
    """Luminance of white cloth: the brightest credible answer of skin, whites of the eyes and whole picture."""
    from_skin = skin / BRIGHT_SKIN_REFLECTANCE
    eyes = np.zeros(linear.shape[:2], np.uint8)
    for opening in EYE_OPENINGS:
        cv2.fillPoly(eyes, [np.round(points[list(opening)]).astype(np.int32)], (1,))
    light = luminance(linear)
    whites = light[eyes > 0]
    from_eyes = float(np.percentile(whites, 92)) / EYE_WHITE_REFLECTANCE if whites.size > 12 else 0.0
    step = max(max(image.shape[:2]) // 100, 1)
    picture = luminance(to_linear(image[::step, ::step]))
    from_picture = 0.6 * float(np.percentile(picture, 97)) / 0.9
    brightest = min(max(from_eyes, from_picture), 2.8 * from_skin)
    return float(np.clip(max(from_skin, brightest), 0.02, BRIGHTEST_WHITE))


def _shading_map(
    linear: FloatArray,
    points: FloatArray,
    normals: FloatArray,
    ambient: float,
    direction: FloatArray,
    mean: float,
    neck: npt.NDArray[np.bool_],
) -> tuple[FloatArray, tuple[float, float, float, float]]:
    """Smooth ratio of real to fitted shading over the face, and the area it spans in the crop's pixels."""
    height, width = linear.shape[:2]
    face = np.zeros((height, width), np.uint8)
    cv2.fillPoly(face, [np.round(points[list(OVAL)]).astype(np.int32)], (1,))
    face = np.asarray(cv2.erode(face, np.ones((5, 5), np.uint8)), np.uint8)
    for feature in FEATURES:
        cv2.fillPoly(face, [np.round(points[list(feature)]).astype(np.int32)], (0,))
    # Below the jaw, skin-like pixels are the neck; they tell how deep the chin's shadow is.
    below = np.arange(height)[:, None] > points[152, 1] + 2
    beside = np.abs(np.arange(width) - points[152, 0]) < 0.22 * width
    face = np.maximum(face, (neck & below & beside).astype(np.uint8))
    predicted = np.maximum(ambient + normals @ direction, 0.1) * mean
    columns, rows = np.clip(np.round(points).astype(int), 0, (width - 1, height - 1)).T
    weight = np.full((height, width), 1e-4, np.float32)
    total = weight * mean
    np.add.at(weight, (rows, columns), 1.0)
    np.add.at(total, (rows, columns), predicted)
    spread = width * 0.05
    fitted = cv2.GaussianBlur(total, (0, 0), spread) / cv2.GaussianBlur(weight, (0, 0), spread)
    ratio = np.clip(np.log(np.maximum(luminance(linear), 2e-3) / np.maximum(fitted, 2e-3)), -1.2, 0.8)
    known = face.astype(np.float32)
    spread = width * 0.09
    near = cv2.GaussianBlur(known, (0, 0), spread) + 0.02
    smooth = cv2.GaussianBlur(ratio * known, (0, 0), spread) / near
    # Beards and stubble darken by colour; only part of the darkness is believed to be shadow.
    believed = np.where(smooth < 0, 0.6 * smooth, 0.5 * smooth)
    return np.exp(np.clip(believed, -0.55, 0.3)).astype(np.float32), (0.0, 0.0, float(width), float(height))


def _saturation(small: ByteArray) -> float:
    """0 for greyscale or evenly toned photographs, 1 for ordinary ones: the spread of chromaticity decides."""
    colour = small[::2, ::2].reshape(-1, 3).astype(np.float32)
    brightness = colour.mean(axis=1, keepdims=True)
    chroma = ((colour - brightness) / np.maximum(brightness, 12))[brightness[:, 0] > 20]
    if len(chroma) < 10:
        return 1.0
    spread = float(np.linalg.norm(chroma - np.median(chroma, axis=0), axis=1).mean())
    return float(np.clip((spread - 0.012) / 0.03, 0, 1))


NEUTRAL_LIGHT = Light(
    white=0.86,
    ambient=1.0,
    direction=np.zeros(3, np.float32),
    cast=np.ones(3, np.float32),
    shading=np.ones((2, 2), np.float32),
    area=(0.0, 0.0, 1.0, 1.0),
    saturation=1.0,
    tone=np.ones(3, np.float32),
)
"""Even white light, for the flat control."""
