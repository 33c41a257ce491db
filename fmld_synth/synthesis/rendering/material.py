"""From artwork to light: relief, folds, weave and gloss of a mask under the photograph's light."""

from __future__ import annotations

import math

import cv2
import numpy as np

from fmld_synth.arithmetic import length, soft_step, weighted_sum
from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.finish import Surface, surface_of
from fmld_synth.synthesis.parameters import Parameters
from fmld_synth.synthesis.photometry.color import LUMINANCE
from fmld_synth.synthesis.photometry.crumple import crumpled
from fmld_synth.synthesis.photometry.folds import Folding, fold_relief
from fmld_synth.synthesis.photometry.light import WHITE_CLOTH, Light
from fmld_synth.synthesis.photometry.weave import (
    THREAD_SAMPLES,
    WEAVE_TILE,
    weave_contrast,
    weave_tile,
)
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.synthesis.rendering.artwork import Artwork, linear
from fmld_synth.synthesis.rendering.grid import Grid
from fmld_synth.synthesis.rendering.placing import MaskGeometry
from fmld_synth.templates.template import Template

# Chosen by eye, beside photographs of worn masks. Lengths and canonical heights are in inter-ocular distances; factors
# are on the light that falls on the cloth.
_DARKEST_FORM = 0.06
"""Least factor of the mask's form."""
_CHIN_SHADE, _CHIN_SHADE_FROM, _CHIN_SHADE_OVER = 0.30, 1.50, 0.6
"""The chin shades what lies below it: share of light lost at most, height where that begins, and over which length it
grows."""
_DEFAULT_LIGHT = (0.18, -0.62)
"""Light from above, (x, y) in the image plane: most light comes from there, even where the skin shows no direction."""
_DEFAULT_SHARE, _MEASURED_SHARE = 0.6, 0.9
"""Weights of that direction and of the measured one."""
_LEAST_AMBIENT = 0.2
"""The measured direction is divided by the ambient light, and at least by this."""

_LEAST_HEIGHT = 0.4
"""Folds are no more crowded than on a mask of this height."""
_LARGE_MASK, _FINER_GRID = 4, 4
"""Texels a pixel below which a mask counts as large, and how many times finer its folds are then sampled."""
_SOBEL_SUM = 8
"""Sum of the absolute weights of OpenCV's 3 x 3 derivative filter."""
_RELIEF_STRENGTH = 1.0
"""How strongly slopes count."""
_SLOPE_GAIN, _SLOPE_CHANGE = 1.5, 0.75
"""A slope facing the light changes the factor by the second at most; the first says how soon."""
_HOLLOW_REACH = 0.12
"""Side of the square whose mean height tells what is a hollow."""
_HOLLOW_GAIN, _HOLLOW_CHANGE = 20, 0.3
"""A hollow changes the factor by the second at most, with its depth; the first says how soon."""
_DARKEST_RELIEF = 0.25
"""Least factor of the relief."""

_EDGE_REACH = 0.16
"""Side of the square that is averaged twice to find the mask's edges."""
_EDGE_GAIN, _EDGE_OFFSET = 1.5, 0.5
"""The edge's shade ends where the average times the first less the second is 1; it is strongest where that is 0."""
_EDGE_LIGHT, _EDGE_CHANGE = 0.80, 0.22
"""Factor on the light at the very edge, and what it gains well inside: the sum makes up for the light lost at edges."""

_GLOSS_DEPTH = 1.3
"""Component toward the camera of the direction in which a glossy surface points; the others are the light's."""
_GLOSS_BENDING = 1.1
"""How much more than its real slope relief turns the glossy surface."""
_GLOSS_STRENGTH = 0.22
"""Radiance of a gloss of sheen 1, over that of white cloth."""


def shade(
    artwork: Artwork, template: Template, parameters: Parameters, geometry: MaskGeometry, light: Light,
    inter_ocular_distance: float, generator: np.random.Generator,
) -> FloatArray:  # fmt: skip
    """Radiance of each cell of the mask before camera and file: linear RGB float32 (3, rows, columns).

    Args:
        inter_ocular_distance: of this face, in pixels.
        generator: drives folds and weave; always drawn from in the same order.
    """
    surface = surface_of(template, parameters.finish)
    grid = geometry.grid
    distance = inter_ocular_distance / grid.side
    height = artwork.relief + grid.to_cells(_folds(template, parameters, geometry, generator))
    if surface.crumple:
        height += _creases(template, parameters, geometry, surface.crumple)
    form = grid.to_cells(_form(geometry, light))
    detail, slope = _relief_shading(height, light, grid, distance)
    form *= detail
    form *= grid.to_cells(_rounded_edges(grid.at_lookups(artwork.outline), distance / grid.lookup))
    _weave(form, surface, distance, template, geometry, generator)
    gloss = _sheen(geometry, slope, light, surface.sheen) if surface.sheen > 0 else None
    radiance = artwork.albedo
    for plane, cast in zip(radiance, light.cast.tolist(), strict=True):
        cv2.multiply(plane, form, dst=plane, scale=cast)
        if gloss is not None:
            cv2.scaleAdd(gloss, cast, plane, dst=plane)
    return toned(radiance, light)


def _form(geometry: MaskGeometry, light: Light) -> FloatArray:
    """The light that falls on smooth white cloth of this form, over what the cloth reflects, at the grid's lookups."""
    grid, (rows, columns) = geometry.grid, geometry.height.shape
    span = grid.lookup * grid.side
    window = Window(grid.window.left, grid.window.top, columns * span, rows * span)
    form = light.relative(geometry.normals) * light.residual(window, (columns, rows))
    np.maximum(form, _DARKEST_FORM, out=form)
    lower = (geometry.height - _CHIN_SHADE_FROM) * np.float32(_CHIN_SHADE / _CHIN_SHADE_OVER)
    np.maximum(lower, 0, out=lower)
    form *= 1 - np.minimum(lower, _CHIN_SHADE, out=lower)
    form *= np.float32(light.white / WHITE_CLOTH)
    return np.asarray(form, np.float32)


def light_in_plane(light: Light) -> tuple[float, float]:
    """Where light comes from in the image plane, (x, y) of length up to 1: the measured direction and a prior."""
    strength = light.direction[:2] / max(light.ambient, _LEAST_AMBIENT)
    x, y = np.array(_DEFAULT_LIGHT) * _DEFAULT_SHARE + strength * _MEASURED_SHARE
    distance = math.sqrt(x * x + y * y)
    return (float(x), float(y)) if distance <= 1 else (float(x / distance), float(y / distance))


def tone_strap(color: str, shading: FloatArray, light: Light) -> FloatArray:
    """Radiance of a strap of sRGB ``color`` under relative ``shading`` (n,): linear RGB (3, n)."""
    facing = linear(color) * np.float32(light.white / WHITE_CLOTH) * light.cast
    return toned(facing[:, None] * shading, light)


def _folds(
    template: Template, parameters: Parameters, geometry: MaskGeometry, generator: np.random.Generator
) -> FloatArray:
    description = template.description
    folding = Folding(parameters.fold_amplitude, parameters.bunching, description.shape.stiffness)
    aspect = description.shape.width / max(parameters.bottom - parameters.top, _LEAST_HEIGHT)
    relief = fold_relief(folding, description.anchors, aspect, generator)
    rows, columns = relief.shape
    if geometry.texels < _LARGE_MASK:  # smooth the coarse grid, or its cells show
        finer = cv2.resize(relief, (columns * _FINER_GRID, rows * _FINER_GRID), interpolation=cv2.INTER_CUBIC)
        relief = np.asarray(finer, np.float32)
        rows, columns = relief.shape
    u, v = geometry.lookups
    looked_up = cv2.remap(
        relief, u * columns - 0.5, v * rows - 0.5, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(looked_up, np.float32)


def _creases(template: Template, parameters: Parameters, geometry: MaskGeometry, height: float) -> FloatArray:
    """Heights of the creases of crumpled paper, for each cell."""
    shape = template.description.shape
    aspect = shape.width / max(parameters.bottom - parameters.top, _LEAST_HEIGHT)
    relief = crumpled(height, aspect, random_stream(parameters.seed, RandomStream.CREASES))
    rows, columns = relief.shape
    x, y = geometry.u * columns - 0.5, geometry.v * rows - 0.5
    return np.asarray(cv2.remap(relief, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _relief_shading(
    height: FloatArray, light: Light, grid: Grid, inter_ocular_distance: float
) -> tuple[FloatArray, tuple[FloatArray, FloatArray]]:
    """Factor that relief puts on the light, and its slopes across and down; the distance is in cells.

    Slopes facing the light gain, those away from it lose (the normal's first-order change); hollows lose a little
    more (they see less of the sky).
    """
    pixels = height * np.float32(inter_ocular_distance)
    across = np.asarray(cv2.Sobel(pixels, cv2.CV_32F, 1, 0, ksize=3, scale=1 / _SOBEL_SUM), np.float32)
    down = np.asarray(cv2.Sobel(pixels, cv2.CV_32F, 0, 1, ksize=3, scale=1 / _SOBEL_SUM), np.float32)
    x, y = light_in_plane(light)
    facing = across * np.float32(-_RELIEF_STRENGTH * _SLOPE_GAIN * x)
    facing += down * np.float32(-_RELIEF_STRENGTH * _SLOPE_GAIN * y)
    reach = _odd(_HOLLOW_REACH * inter_ocular_distance / grid.lookup)
    around = np.asarray(cv2.blur(grid.at_lookups(height), (reach, reach)), np.float32)
    hollow = height - grid.to_cells(around)
    hollow *= np.float32(_HOLLOW_GAIN)
    factor = soft_step(facing)
    factor *= np.float32(_SLOPE_CHANGE)
    factor += soft_step(hollow) * np.float32(_HOLLOW_CHANGE)
    factor += 1
    return np.maximum(factor, _DARKEST_RELIEF, out=factor), (across, down)


def _rounded_edges(outline: FloatArray, inter_ocular_distance: float) -> FloatArray:
    """Factor that darkens cloth toward its edge, where it curves in to the face and sees less of the sky.

    The distance is in the pixels of ``outline``.
    """
    size = _odd(_EDGE_REACH * inter_ocular_distance)
    inside = np.asarray(cv2.blur(cv2.blur(outline, (size, size)), (size, size)), np.float32)
    inside *= np.float32(_EDGE_GAIN * _EDGE_CHANGE)
    inside += np.float32(_EDGE_LIGHT - _EDGE_OFFSET * _EDGE_CHANGE)
    np.maximum(inside, _EDGE_LIGHT, out=inside)
    return np.asarray(np.minimum(inside, _EDGE_LIGHT + _EDGE_CHANGE, out=inside), np.float32)


def _odd(size: float) -> int:
    """The nearest smaller or next odd number of pixels, at least 3: the side of a kernel with a middle."""
    return max(int(size) // 2 * 2 + 1, 3)


def _weave(
    form: FloatArray, surface: Surface, inter_ocular_distance: float, template: Template, geometry: MaskGeometry,
    generator: np.random.Generator,
) -> None:  # fmt: skip
    """Let the weave change the light on each cell, ``form``; the distance is in cells."""
    phase = generator.random(2)
    contrast = weave_contrast(surface.contrast, surface.thread * inter_ocular_distance)
    if contrast <= 0:
        return
    shape = template.description.shape
    samples = THREAD_SAMPLES / surface.thread
    x = geometry.u * np.float32(shape.width * samples / WEAVE_TILE)
    x += np.float32(phase[0])
    y = geometry.v * np.float32(shape.height * samples / WEAVE_TILE)
    y += np.float32(phase[1])
    for place in (x, y):  # far outside the tile OpenCV is slow
        place -= np.floor(place)
        place *= WEAVE_TILE
    tile = cv2.remap(weave_tile(surface.weave), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    texture = np.asarray(tile, np.float32)
    texture *= np.float32(contrast)
    texture += 1
    form *= texture


def _sheen(
    geometry: MaskGeometry, slope: tuple[FloatArray, FloatArray], light: Light, sheen: float
) -> FloatArray:
    """Broad glossy reflection (Blinn-Phong, low exponent) of a light above the camera."""
    x, y = light_in_plane(light)
    half = np.array([x, y, -_GLOSS_DEPTH])
    half /= length(half)
    # half . (normal - bending * slope)
    cosine = geometry.grid.to_cells(weighted_sum(half, geometry.normals))
    for plane, share in zip(slope, half, strict=False):
        cosine -= plane * np.float32(_GLOSS_BENDING * share)
    np.maximum(cosine, 0, out=cosine)
    cosine *= cosine
    fourth = cosine * cosine
    cosine *= fourth
    cosine *= fourth
    cosine *= np.float32(sheen * _GLOSS_STRENGTH * light.white)
    return cosine


def toned(radiance: FloatArray, light: Light) -> FloatArray:
    """Take color away where the photograph has none (grayscale, sepia)."""
    if light.saturation >= 1:
        return radiance
    gray = np.multiply.outer(light.tone, weighted_sum(LUMINANCE, radiance))
    return np.asarray(gray + (radiance - gray) * np.float32(light.saturation), np.float32)
