"""From texture point to light: artwork, relief, folds and weave of a mask under the photograph's light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.parameters import Parameters
from fmld_synth.photometry.colour import luminance, to_linear
from fmld_synth.photometry.fabric import (
    WEAVE_TILE,
    THREAD,
    Folding,
    fold_relief,
    weave_contrast,
    weave_tile,
)
from fmld_synth.photometry.light import Light
from fmld_synth.rendering.geometry import MaskGeometry
from fmld_synth.templates.template import Colourway, Template

PAPER = 0.86  # reflectance of white cloth
HAZE = 0.022  # reflectance of the blackest cloth
_BRIGHTEST_ALBEDO = 0.92
_RELIEF_STRENGTH = 1.0
_DEFAULT_LIGHT = (0.18, -0.62)  # most light comes from above; kept even where the skin shows no direction


@dataclass(frozen=True, eq=False)
class Artwork:
    """The texture as seen in a photograph: albedo float32 (h, w, 3) linear, outline and relief (h, w)."""

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
    # OpenCV interpolates fastest with both coordinates in fixed point; converted once, used twice.
    where = cv2.convertMaps(x, y, cv2.CV_16SC2)
    picture = cv2.remap(level.picture, *where, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    relief = cv2.remap(level.relief, *where, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    inks = np.stack([_linear(colourway.primary), _linear(colourway.secondary), _linear(colourway.trim)])
    if template.description.artwork == "inks":
        # White paper shows where there is no ink: albedo = paper + sum of weight * (ink - paper).
        mix = np.hstack([((inks - PAPER) / 255).T, np.zeros((3, 1)), np.full((3, 1), PAPER)]).astype(np.float32)
        tinted = picture.astype(np.float32)
    else:
        tinted = np.dstack([to_linear(picture[..., :3]) * 255, picture[..., 3]])
        mix = np.hstack([np.diag(inks[0] / 255), np.zeros((3, 2))]).astype(np.float32)
    mix *= np.exp(np.array(colour_shift, np.float32))[:, None]
    # Fibres scatter a little light before any dye takes it.
    mix *= 1 - HAZE
    mix[:, 4] += HAZE
    albedo = np.asarray(cv2.transform(tinted, mix), np.float32)
    np.clip(albedo, HAZE, _BRIGHTEST_ALBEDO, out=albedo)
    scale = np.float32(template.description.fabric.relief / 255)
    heights = (relief.astype(np.float32) - np.float32(128)) * scale
    return Artwork(albedo, picture[..., 3] * np.float32(1 / 255), heights)


def _linear(colour: str) -> FloatArray:
    return to_linear(np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)], np.uint8))


def shade(
    artwork: Artwork, template: Template, parameters: Parameters, geometry: MaskGeometry, light: Light,
    inter_ocular_distance: float, generator: np.random.Generator,
) -> FloatArray:  # fmt: skip
    """Radiance of the mask in the photograph, linear RGB float32 (h, w, 3), before camera and file.

    Args:
        inter_ocular_distance: of this face, in pixels.
        generator: drives folds and weave; always drawn from in the same order.
    """
    description = template.description
    fabric = description.fabric
    height = artwork.relief + _folds(template, parameters, geometry, generator)
    form = light.relative(geometry.normals) * light.residual(geometry.window)
    np.maximum(form, 0.06, out=form)
    form *= 1 - 0.30 * np.clip((geometry.height - 1.50) / 0.6, 0, 1)  # the chin shades what lies below it
    detail, slope = _relief_shading(height, light, inter_ocular_distance)
    form *= detail
    form *= _rounded_edges(artwork.outline, inter_ocular_distance)
    contrast = weave_contrast(fabric, THREAD[fabric.weave] * inter_ocular_distance)
    form *= _weave(fabric.weave, contrast, template, geometry, generator)
    form *= np.float32(light.white / PAPER)
    radiance = artwork.albedo * form[..., None]
    if fabric.sheen > 0:
        radiance += _sheen(geometry.normals, slope, light, fabric.sheen)[..., None]
    return _toned(radiance * light.cast, light)


def light_in_plane(light: Light) -> tuple[float, float]:
    """Where light comes from in the image plane, (x, y) of length up to 1: the measured direction and a prior."""
    strength = light.direction[:2] / max(light.ambient, 0.2)
    x, y = np.array(_DEFAULT_LIGHT) * 0.6 + strength * 0.9
    length = float(np.hypot(x, y))
    return (float(x), float(y)) if length <= 1 else (float(x / length), float(y / length))


def tone_strap(colour: str, shading: FloatArray, light: Light) -> FloatArray:
    """Radiance of a strap of sRGB ``colour`` under relative ``shading`` (n,): linear RGB (n, 3)."""
    radiance = _linear(colour) * (light.white / PAPER) * shading[:, None] * light.cast
    return _toned(radiance.astype(np.float32), light)


def _folds(
    template: Template, parameters: Parameters, geometry: MaskGeometry, generator: np.random.Generator
) -> FloatArray:
    description = template.description
    folding = Folding(parameters.fold_amplitude, parameters.bunching, description.shape.stiffness)
    aspect = description.shape.width / max(parameters.bottom - parameters.top, 0.4)
    relief = fold_relief(folding, description.anchors, aspect, generator)
    rows, columns = relief.shape
    if geometry.texels < 4:  # a large mask: smooth the coarse grid, or its cells show
        relief = cv2.resize(relief, (columns * 4, rows * 4), interpolation=cv2.INTER_CUBIC)
        rows, columns = relief.shape
    x, y = geometry.u * columns - 0.5, geometry.v * rows - 0.5
    return cv2.remap(relief, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _relief_shading(height: FloatArray, light: Light, inter_ocular_distance: float) -> tuple[FloatArray, FloatArray]:
    """Factor that relief puts on the light, and its slopes (h, w, 2).

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
    return np.maximum(factor, 0.25).astype(np.float32), cv2.merge([across, down])


def _rounded_edges(outline: FloatArray, inter_ocular_distance: float) -> FloatArray:
    """Factor that darkens cloth toward its edge, where it curves in to the face and sees less of the sky."""
    size = _odd(0.16 * inter_ocular_distance)
    inside = cv2.blur(cv2.blur(outline, (size, size)), (size, size))
    return np.asarray(0.80 + 0.22 * np.clip(inside * 1.5 - 0.5, 0, 1), np.float32)


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
    x = geometry.u * np.float32(shape.width * samples) + np.float32(phase[0] * WEAVE_TILE)
    y = geometry.v * np.float32(shape.height * samples) + np.float32(phase[1] * WEAVE_TILE)
    texture = cv2.remap(weave_tile(weave), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return np.asarray(1 + np.float32(contrast) * texture, np.float32)


def _sheen(normals: FloatArray, slope: FloatArray, light: Light, sheen: float) -> FloatArray:
    """Broad glossy reflection (Blinn-Phong, low exponent) of a light above the camera."""
    x, y = light_in_plane(light)
    half = np.array([x, y, -1.3], np.float32)
    half /= np.linalg.norm(half)
    # half . (normal - 1.1 slope)
    weights = np.array([[*half, -1.1 * half[0], -1.1 * half[1]]], np.float32)
    cosine = np.maximum(cv2.transform(normals, weights[:, :3]) + cv2.transform(slope, weights[:, 3:]), 0)
    squared = cosine * cosine
    fourth = squared * squared
    return np.asarray(fourth * fourth * squared * np.float32(sheen * 0.30 * light.white), np.float32)


def _toned(radiance: FloatArray, light: Light) -> FloatArray:
    """Take colour away where the photograph has none (greyscale, sepia)."""
    if light.saturation >= 1:
        return radiance
    grey = luminance(radiance)[..., None] * light.tone
    return np.asarray(grey + (radiance - grey) * np.float32(light.saturation), np.float32)
