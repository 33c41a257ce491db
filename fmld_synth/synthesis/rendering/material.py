"""From texture point to light: artwork, relief, folds and weave of a mask under the photograph's light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.photometry.colour import LUMINANCE, to_linear
from fmld_synth.synthesis.photometry.fabric import (
    THREAD,
    WEAVE_TILE,
    Folding,
    fold_relief,
    weave_contrast,
    weave_tile,
)
from fmld_synth.synthesis.photometry.light import Light
from fmld_synth.synthesis.rendering.placing import MaskGeometry
from fmld_synth.templates.template import Colourway, Template

PAPER = 0.86  # reflectance of white cloth
HAZE = 0.012  # reflectance of the blackest cloth
_BRIGHTEST_ALBEDO = 0.92
_RELIEF_STRENGTH = 1.0
_DEFAULT_LIGHT = (0.18, -0.62)  # most light comes from above; kept even where the skin shows no direction


@dataclass(frozen=True, eq=False)
class Artwork:
    """The texture as seen in a photograph: albedo float32 (3, h, w) linear, outline and relief (h, w)."""

    albedo: FloatArray
    outline: FloatArray
    relief: FloatArray


class TextureLevel(NamedTuple):
    """One size of a texture: picture uint8 (h, w, 4) with its alpha last, relief uint8 (h, w)."""

    picture: ByteArray
    relief: ByteArray


class TexturePyramid:
    """A template's texture and relief at halved sizes, so that small masks are not sampled with gaps."""

    def __init__(self, template: Template) -> None:
        """Build all levels of ``template``."""
        self.levels = [TextureLevel(template.texture, template.relief)]
        while min(self.levels[-1].relief.shape) > 24:
            self.levels.append(_halved(self.levels[-1]))

    def level(self, texels: float) -> TextureLevel:
        """The level whose texels are about as large as an image pixel that spans ``texels`` full-size columns."""
        wanted = int(np.clip(np.floor(np.log2(max(texels, 1e-3)) + 0.35), 0, len(self.levels) - 1))
        return self.levels[wanted]


def _halved(level: TextureLevel) -> TextureLevel:
    """Half size; artwork is averaged by its alpha, so that what lies outside the outline does not bleed in."""
    rows, columns = level.relief.shape
    size = max(columns // 2, 1), max(rows // 2, 1)
    alpha = level.picture[..., 3:].astype(np.float32) / 255
    weighted = np.dstack([level.picture[..., :3] * alpha, alpha * 255])
    small = np.asarray(cv2.resize(weighted, size, interpolation=cv2.INTER_AREA), np.float32)
    small[..., :3] /= np.maximum(small[..., 3:] / 255, 1 / 255)
    relief = cv2.resize(level.relief, size, interpolation=cv2.INTER_AREA)
    return TextureLevel(np.clip(small + 0.5, 0, 255).astype(np.uint8), np.asarray(relief, np.uint8))


def sample_artwork(
    pyramid: TexturePyramid, template: Template, colourway: Colourway, colour_shift: tuple[float, float, float],
    geometry: MaskGeometry,
) -> Artwork:  # fmt: skip
    """Look the artwork up for every pixel of the geometry's window."""
    level = pyramid.level(geometry.texels)
    rows, columns = level.relief.shape
    x = geometry.u * columns - 0.5
    y = geometry.v * rows - 0.5
    *colours, alpha = cv2.split(
        cv2.remap(level.picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    )
    relief = cv2.remap(level.relief, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    paint = np.asarray(colours, np.uint8).reshape(3, -1)
    inks = np.stack([_linear(colourway.primary), _linear(colourway.secondary), _linear(colourway.trim)])
    if template.description.artwork == "inks":
        # White paper shows where there is no ink: albedo = paper + sum of weight * (ink - paper).
        mix, paper, tinted = ((inks - PAPER) / 255).T, PAPER, paint.astype(np.float32)
    else:
        mix, paper, tinted = np.diag(inks[0]), 0.0, to_linear(paint)
    # Fibres scatter a little light before any dye takes it.
    shift = np.exp(np.array(colour_shift, np.float32))[:, None] * (1 - HAZE)
    albedo = (mix * shift).astype(np.float32) @ tinted
    albedo += (paper * shift + HAZE).astype(np.float32)
    np.maximum(albedo, HAZE, out=albedo)
    np.minimum(albedo, _BRIGHTEST_ALBEDO, out=albedo)
    scale = np.float32(template.description.fabric.relief / 255)
    heights = (relief.astype(np.float32) - np.float32(128)) * scale
    return Artwork(albedo.reshape(3, *relief.shape), alpha * np.float32(1 / 255), heights)


def _linear(colour: str) -> FloatArray:
    return to_linear(np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)], np.uint8))


def shade(
    artwork: Artwork, template: Template, parameters: Parameters, geometry: MaskGeometry, light: Light,
    inter_ocular_distance: float, generator: np.random.Generator,
) -> FloatArray:  # fmt: skip
    """Radiance of the mask in the photograph, linear RGB float32 (3, h, w), before camera and file.

    Args:
        inter_ocular_distance: of this face, in pixels.
        generator: drives folds and weave; always drawn from in the same order.
    """
    description = template.description
    fabric = description.fabric
    height = artwork.relief + _folds(template, parameters, geometry, generator)
    form = light.relative(geometry.normals) * light.residual(geometry.window)
    np.maximum(form, 0.06, out=form)
    lower = (geometry.height - 1.50) * np.float32(0.30 / 0.6)
    form *= 1 - np.minimum(
        np.maximum(lower, 0, out=lower), 0.30, out=lower
    )  # the chin shades what lies below it
    detail, slope = _relief_shading(height, light, inter_ocular_distance)
    form *= detail
    form *= _rounded_edges(artwork.outline, inter_ocular_distance)
    contrast = weave_contrast(fabric, THREAD[fabric.weave] * inter_ocular_distance)
    form *= _weave(fabric.weave, contrast, template, geometry, generator)
    form *= np.float32(light.white / PAPER)
    radiance = artwork.albedo * form
    if fabric.sheen > 0:
        radiance += _sheen(geometry.normals, slope, light, fabric.sheen)
    radiance *= light.cast[:, None, None]
    return _toned(radiance, light)


def light_in_plane(light: Light) -> tuple[float, float]:
    """Where light comes from in the image plane, (x, y) of length up to 1: the measured direction and a prior."""
    strength = light.direction[:2] / max(light.ambient, 0.2)
    x, y = np.array(_DEFAULT_LIGHT) * 0.6 + strength * 0.9
    length = float(np.hypot(x, y))
    return (float(x), float(y)) if length <= 1 else (float(x / length), float(y / length))


def tone_strap(colour: str, shading: FloatArray, light: Light) -> FloatArray:
    """Radiance of a strap of sRGB ``colour`` under relative ``shading`` (n,): linear RGB (3, n)."""
    facing = _linear(colour) * np.float32(light.white / PAPER) * light.cast
    return _toned(facing[:, None] * shading, light)


def _folds(
    template: Template, parameters: Parameters, geometry: MaskGeometry, generator: np.random.Generator
) -> FloatArray:
    description = template.description
    folding = Folding(parameters.fold_amplitude, parameters.bunching, description.shape.stiffness)
    aspect = description.shape.width / max(parameters.bottom - parameters.top, 0.4)
    relief = fold_relief(folding, description.anchors, aspect, generator)
    rows, columns = relief.shape
    if geometry.texels < 4:  # a large mask: smooth the coarse grid, or its cells show
        finer = cv2.resize(relief, (columns * 4, rows * 4), interpolation=cv2.INTER_CUBIC)
        relief = np.asarray(finer, np.float32)
        rows, columns = relief.shape
    x, y = geometry.u * columns - 0.5, geometry.v * rows - 0.5
    looked_up = cv2.remap(relief, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(looked_up, np.float32)


def _relief_shading(
    height: FloatArray, light: Light, inter_ocular_distance: float
) -> tuple[FloatArray, FloatArray]:
    """Factor that relief puts on the light, and its slopes (2, h, w).

    Slopes facing the light gain, those away from it lose (the normal's first-order change); hollows lose a little
    more (they see less of the sky).
    """
    pixels = height * np.float32(inter_ocular_distance)
    across = cv2.Sobel(pixels, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(pixels, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    x, y = light_in_plane(light)
    facing = (across * x + down * y) * np.float32(-_RELIEF_STRENGTH)
    hollow = height - cv2.blur(height, (_odd(0.12 * inter_ocular_distance),) * 2)
    factor = 1 + 0.75 * np.tanh(1.5 * facing) + 0.3 * np.tanh(hollow * 20)
    return np.maximum(factor, 0.25, out=factor), np.stack([across, down])


def _rounded_edges(outline: FloatArray, inter_ocular_distance: float) -> FloatArray:
    """Factor that darkens cloth toward its edge, where it curves in to the face and sees less of the sky."""
    size = _odd(0.16 * inter_ocular_distance)
    inside = cv2.blur(cv2.blur(outline, (size, size)), (size, size))
    return np.asarray(0.80 + 0.22 * np.minimum(np.maximum(inside * 1.5 - 0.5, 0), 1), np.float32)


def _odd(size: float) -> int:
    return max(int(size) // 2 * 2 + 1, 3)


def _weave(
    weave: str, contrast: float, template: Template, geometry: MaskGeometry, generator: np.random.Generator
) -> FloatArray:
    phase = generator.random(2)
    if contrast <= 0:
        return np.ones_like(geometry.u)
    shape = template.description.shape
    samples = 8 / THREAD[weave]
    x = geometry.u * np.float32(shape.width * samples / WEAVE_TILE) + np.float32(phase[0])
    y = geometry.v * np.float32(shape.height * samples / WEAVE_TILE) + np.float32(phase[1])
    for place in (x, y):  # far outside the tile OpenCV is slow
        place -= np.floor(place)
        place *= WEAVE_TILE
    texture = cv2.remap(weave_tile(weave), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return np.asarray(1 + np.float32(contrast) * texture, np.float32)


def _sheen(normals: FloatArray, slope: FloatArray, light: Light, sheen: float) -> FloatArray:
    """Broad glossy reflection (Blinn-Phong, low exponent) of a light above the camera."""
    x, y = light_in_plane(light)
    half = np.array([x, y, -1.3], np.float32)
    half /= np.linalg.norm(half)
    # half . (normal - 1.1 slope)
    cosine = np.tensordot(half, normals, axes=1) - np.tensordot(1.1 * half[:2], slope, axes=1)
    np.maximum(cosine, 0, out=cosine)
    squared = cosine * cosine
    fourth = squared * squared
    return np.asarray(fourth * fourth * squared * np.float32(sheen * 0.22 * light.white), np.float32)


def _toned(radiance: FloatArray, light: Light) -> FloatArray:
    """Take colour away where the photograph has none (greyscale, sepia)."""
    if light.saturation >= 1:
        return radiance
    grey = np.multiply.outer(light.tone, np.tensordot(LUMINANCE, radiance, axes=1))
    return np.asarray(grey + (radiance - grey) * np.float32(light.saturation), np.float32)
