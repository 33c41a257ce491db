"""A template's artwork as it is seen in a photograph: albedo, outline and relief of every pixel of a mask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.arithmetic import exponential, weighted_sum
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.color import to_linear
from fmld_synth.synthesis.photometry.light import WHITE_CLOTH
from fmld_synth.synthesis.rendering.placing import MaskGeometry
from fmld_synth.templates.colors import parse_hex
from fmld_synth.templates.template import PLANE_OF_THE_CLOTH, Colorway, Template

HAZE = 0.012
"""Reflectance of the blackest cloth: fibers scatter some light before any dye takes it. Follows
``benchmarks/measure_real_masks.py`` ("cloth over skin luminance" of dark masks)."""
_BRIGHTEST_ALBEDO = 0.92
"""Reflectance of the brightest cloth. Chosen by eye."""
_SMALLEST_LEVEL = 24
"""Texels of the shorter side from which a texture is not halved any more."""
_TOWARD_SMALLER = 0.35
"""Levels that are added to the exact one before it is rounded down: a little blurred rather than with gaps. Chosen by
eye."""
_LEAST_TEXELS = 1e-3
"""Keeps the logarithm finite."""


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
        while min(self.levels[-1].relief.shape) > _SMALLEST_LEVEL:
            self.levels.append(_halved(self.levels[-1]))

    def level(self, texels: float) -> TextureLevel:
        """The level whose texels are about as large as an image pixel that spans ``texels`` full-size columns."""
        wanted = int(
            np.clip(np.floor(np.log2(max(texels, _LEAST_TEXELS)) + _TOWARD_SMALLER), 0, len(self.levels) - 1)
        )
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
    pyramid: TexturePyramid, template: Template, colorway: Colorway, color_shift: tuple[float, float, float],
    geometry: MaskGeometry,
) -> Artwork:  # fmt: skip
    """Look the artwork up for every pixel of the geometry's window."""
    level = pyramid.level(geometry.texels)
    rows, columns = level.relief.shape
    x = geometry.u * columns - 0.5
    y = geometry.v * rows - 0.5
    *colors, alpha = cv2.split(
        cv2.remap(level.picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    )
    relief = cv2.remap(level.relief, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    paint = np.asarray(colors, np.uint8).reshape(3, -1)
    inks = np.stack([linear(colorway.primary), linear(colorway.secondary), linear(colorway.trim)])
    if template.description.artwork == "inks":
        # White paper shows where there is no ink: albedo = paper + sum of weight * (ink - paper).
        mix, paper, tinted = ((inks - WHITE_CLOTH) / 255).T, WHITE_CLOTH, paint.astype(np.float32)
    else:
        mix, paper, tinted = np.diag(inks[0]), 0.0, to_linear(paint)
    # Fibers scatter a little light before any dye takes it.
    shift = exponential(color_shift)[:, None] * (1 - HAZE)
    albedo = np.stack([weighted_sum(row, tinted) for row in (mix * shift).astype(np.float32)])
    albedo += (paper * shift + HAZE).astype(np.float32)
    np.maximum(albedo, HAZE, out=albedo)
    np.minimum(albedo, _BRIGHTEST_ALBEDO, out=albedo)
    scale = np.float32(template.description.fabric.relief / 255)
    heights = (relief.astype(np.float32) - np.float32(PLANE_OF_THE_CLOTH)) * scale
    return Artwork(albedo.reshape(3, *relief.shape), alpha * np.float32(1 / 255), heights)


def linear(color: str) -> FloatArray:
    """Linear R, G and B, float32 (3,), of a color written ``#rrggbb``."""
    return to_linear(np.array(parse_hex(color), np.uint8))
