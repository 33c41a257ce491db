"""A placed mask becomes pixels: mask over straps, shadow, the photograph's noise and compression."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray, FloatArray, Window
from fmld_synth.synthesis.measured_face import MeasuredFace
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.photometry.color import to_display
from fmld_synth.synthesis.photometry.grain import compress, noise_over, soften
from fmld_synth.synthesis.photometry.light import NEUTRAL_LIGHT
from fmld_synth.synthesis.photometry.shadow import contact_shadow
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.rendering.artwork import Artwork, SeenTexture, worn_colorway
from fmld_synth.synthesis.rendering.material import light_in_plane, shade, tone_strap
from fmld_synth.synthesis.rendering.pane import seen_through
from fmld_synth.synthesis.rendering.placing import MaskGeometry
from fmld_synth.synthesis.rendering.strap_drawing import draw_straps
from fmld_synth.templates.template import Template

FAINTEST = 1 / 510
"""Alpha below half a level of an 8-bit matte is none."""
_DARKEST_STRAP = 0.5
"""Least relative shading of a strap, where its anti-aliased edge would be black. Chosen by eye."""


@dataclass(frozen=True, eq=False)
class PlacedMask:
    """A mask laid on a face, not yet colored: enough to measure what it covers."""

    geometry: MaskGeometry
    texture: SeenTexture
    sheet: FloatArray
    """Matte of the mask without straps, 0 to 1, for the cells of the geometry, before the photograph's blur."""
    blurred: FloatArray
    """The same with that blur."""
    cloth: FloatArray
    """The same for each pixel of the geometry's window."""
    alpha: FloatArray
    """The same with occluders taken out: what is seen."""


class Painted(NamedTuple):
    """What was painted over the surroundings of a mask.

    pixels: uint8 (h, w, 3), RGB.
    alpha: float32 (h, w), matte of mask and straps, 0 to 1.
    lost: float32 (h, w), share of the light that the mask's shadow takes.
    """

    pixels: ByteArray
    alpha: FloatArray
    lost: FloatArray


def paint(
    measured: MeasuredFace, template: Template, parameters: Parameters, placed: PlacedMask, artwork: Artwork
) -> Painted:
    """Shade the artwork of a placed mask, add straps and shadow, and lay it into the photograph, over the mask's
    surroundings."""
    generator = random_stream(parameters.seed, RandomStream.FOLDS_AND_NOISE)
    layer, alpha, clear = _mask_and_straps(measured, template, parameters, placed, artwork, generator)
    held_back = alpha if clear is None else alpha - clear
    window = placed.geometry.surroundings.window
    full = parameters.rendering == "full"
    lost = _shadow(measured, window, alpha) if full else np.zeros_like(alpha)
    changed = ((alpha > 0) | (lost > 0)).view(np.uint8)
    noise = noise_of(measured, window, generator) if full else None
    painted = measured.image[window.slices].copy()
    left, top, width, height = cv2.boundingRect(changed)
    box = slice(top, top + height), slice(left, left + width)
    if width and height:
        noise = noise if noise is None else noise[:, *box]
        mixed = blended(painted[box], [plane[box] for plane in layer], held_back[box], lost[box], noise)
        cv2.copyTo(mixed, changed[box], painted[box])
    if full:
        painted = compressed(measured, window, painted, alpha)
    return Painted(painted, alpha, lost)


def noise_of(measured: MeasuredFace, window: Window, generator: np.random.Generator) -> FloatArray | None:
    """The photograph's noise over a window, (3, h, w) in 8-bit levels; a grayscale photograph's has no color."""
    noise = noise_over((window.height, window.width), measured.grain, generator)
    if noise is None or measured.light.saturation >= 1:
        return noise
    gray = noise.mean(axis=0)
    return np.asarray(gray + (noise - gray) * np.float32(measured.light.saturation), np.float32)


def compressed(measured: MeasuredFace, window: Window, painted: ByteArray, alpha: FloatArray) -> ByteArray:
    """Give what was painted the photograph's compression grain; only pixels of the matte change."""
    left, top, width, height = cv2.boundingRect((alpha > 0).view(np.uint8))
    box = slice(top, top + height), slice(left, left + width)
    if width and height:
        grainy = compress(painted[box], measured.grain, (window.left + left, window.top + top))
        painted[box] = cv2.copyTo(grainy, (alpha[box] > 0).view(np.uint8), painted[box])
    return painted


def blended(
    photograph: ByteArray,
    layer: Sequence[FloatArray],
    alpha: FloatArray,
    lost: FloatArray,
    noise: FloatArray | None,
) -> ByteArray:
    """A layer, three planes (h, w) premultiplied by ``alpha``, over a photograph that lost some light to shadow."""
    seen = cv2.multiply(1 - lost, 1 - alpha)
    planes = []
    for channel, plane in enumerate(cv2.split(photograph)):
        light = layer[channel] * np.float32(255)
        if noise is not None:
            light += noise[channel] * alpha
        planes.append(cv2.add(cv2.multiply(plane, seen, dtype=cv2.CV_32F), light, dtype=cv2.CV_8U))
    return np.asarray(cv2.merge(planes), np.uint8)


def _mask_and_straps(
    measured: MeasuredFace,
    template: Template,
    parameters: Parameters,
    placed: PlacedMask,
    artwork: Artwork,
    generator: np.random.Generator,
) -> tuple[list[FloatArray], FloatArray, FloatArray | None]:
    """The mask over its straps, in pixels of the geometry's surroundings: three planes of sRGB color (h, w),
    premultiplied by the matte (h, w); that matte; and the share of each pixel (h, w) that shows what lies behind a
    clear window, if there is one."""
    flat = parameters.rendering == "flat"
    geometry, size = placed.geometry, measured.face.inter_ocular_distance
    light = NEUTRAL_LIGHT if flat else measured.light
    around = geometry.surroundings
    here = around.window.slices
    hair, skin, depth = measured.occluders[here], measured.skin[here], measured.depth
    in_front = measured.in_front(hangs=parameters.hang is not None)[here]
    if flat:
        hair, skin, depth = np.zeros_like(hair), np.ones_like(skin), None
        in_front = hair
    straps = draw_straps(geometry.straps, around, depth, skin, hair, template.description.straps.width, size)
    alpha = straps.alpha if flat else soften(straps.alpha, measured.grain, around.side)
    layer = np.zeros((3, *alpha.shape), np.float32)
    cord = np.flatnonzero(alpha > 0)
    shading = np.maximum(straps.shading.ravel()[cord], _DARKEST_STRAP)
    color = worn_colorway(template, parameters.colorway, parameters.print).strap
    strap = to_display(tone_strap(color, shading, light))
    layer.reshape(3, -1)[:, cord] = strap * alpha.ravel()[cord]
    mask = to_display(shade(artwork, template, parameters, geometry, light, size, generator))
    left_free = 1 - placed.blurred
    rows, columns = geometry.grid.cells.shared_slices(around.cells)[1]
    pane = seen_through(template, parameters.finish, geometry, parameters.seed)
    if pane is not None:
        mask *= pane.cloth
        mask += pane.glare * np.float32(math.sqrt(light.white))
    for plane, color in zip(layer[:, rows, columns], mask, strict=True):
        color *= placed.sheet
        plane *= left_free
        plane += color if flat else soften(color, measured.grain, around.side)
    alpha[rows, columns] *= left_free
    alpha[rows, columns] += placed.blurred
    planes = [*layer, alpha]
    if pane is not None:
        clear, through = np.zeros_like(alpha), pane.clear * placed.sheet
        clear[rows, columns] = through if flat else soften(through, measured.grain, around.side)
        planes.append(clear)
    pixels = [around.to_pixels(cells) for cells in planes]
    if in_front.any():
        shown = 1 - in_front
        for plane in pixels:
            plane *= shown
    matte = np.asarray(cv2.threshold(pixels[3], FAINTEST, 0, cv2.THRESH_TOZERO)[1], np.float32)
    return pixels[:3], matte, None if pane is None else np.minimum(pixels[4], matte)


def _shadow(measured: MeasuredFace, window: Window, alpha: FloatArray) -> FloatArray:
    """Light lost beside the mask."""
    light = light_in_plane(measured.light)
    return contact_shadow(alpha, measured.shaded[window.slices], light, measured.face.inter_ocular_distance)
