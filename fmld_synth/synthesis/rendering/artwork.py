"""A template's artwork as it is seen in a photograph: albedo, outline and relief of every pixel of a mask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.arithmetic import exponential
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.color import to_linear
from fmld_synth.synthesis.photometry.light import WHITE_CLOTH
from fmld_synth.synthesis.prints.pictures import PictureFolder
from fmld_synth.synthesis.prints.prints import Print, rendered
from fmld_synth.synthesis.rendering.lookup import look_up
from fmld_synth.synthesis.rendering.placing import MaskGeometry
from fmld_synth.synthesis.warp.rasterizer import SubPixels
from fmld_synth.templates.colors import parse_hex
from fmld_synth.templates.pictures import PLANE_OF_THE_CLOTH
from fmld_synth.templates.template import Colorway, Template

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
_FINER_ACROSS = 2
"""Samples across a cell of several pixels: the sides of a head are seen from the side."""
_QUANTUM = 2.0**-21
"""Weights of inks are multiples of this: byte times weight then has 24 bits, and so has the sum, which is below 8."""
_BYTES = np.arange(256, dtype=np.uint8)
_EDGES = 0.1
"""Width of a mask's bound edges at most, as a share of the texture's width."""
_MOST_DETAIL = 0.1
"""Share of what lies inside them that seams and valves cover at most: more of other inks is a print of its own."""
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
    """A template's texture and relief at halved sizes, so that small masks are not sampled with gaps.

    Only the halved ones are kept, for the full size is seen on the largest faces alone.
    """

    def __init__(self, template: Template) -> None:
        """Build all levels of ``template``."""
        self.template = template
        self.halved: list[TextureLevel] = []
        level = self.full
        while min(level.relief.shape) > _SMALLEST_LEVEL:
            level = _halved(level)
            self.halved.append(level)

    @property
    def full(self) -> TextureLevel:
        """The artwork as it is."""
        return TextureLevel(self.template.texture, self.template.relief)

    @cached_property
    def has_details(self) -> bool:
        """Whether inks other than the primary draw seams, edges and valves, which a print leaves as they are."""
        picture = (self.halved[-1] if self.halved else self.full).picture
        reach = round(_EDGES * picture.shape[1]) * 2 + 1
        inner = cv2.erode(picture[..., 3], np.ones((reach, reach), np.uint8), borderValue=[0]) > 0
        others = 255 - picture[..., 0].astype(np.int64)
        return int(others[inner].sum()) <= _MOST_DETAIL * 255 * int(inner.sum())

    def level(self, texels: float) -> TextureLevel:
        """The level whose texels are about as large as an image pixel that spans ``texels`` full-size columns."""
        halvings = int(
            np.clip(np.floor(np.log2(max(texels, _LEAST_TEXELS)) + _TOWARD_SMALLER), 0, len(self.halved))
        )
        return self.halved[halvings - 1] if halvings else self.full


def _halved(level: TextureLevel) -> TextureLevel:
    """Half size; artwork is averaged by its alpha, so that what lies outside the outline does not bleed in."""
    rows, columns = level.relief.shape
    size = max(columns // 2, 1), max(rows // 2, 1)
    *colors, alpha = cv2.split(level.picture)
    small_alpha = cv2.resize(alpha.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    share = np.float32(255) / np.maximum(small_alpha, 1)
    planes = []
    for color in colors:  # one after the other, because whole pictures take much memory in single precision
        weighted = cv2.multiply(color, alpha, scale=1 / 255, dtype=cv2.CV_32F)
        planes.append(
            cv2.multiply(cv2.resize(weighted, size, interpolation=cv2.INTER_AREA), share, dtype=cv2.CV_8U)
        )
    picture = cv2.merge([*planes, cv2.convertScaleAbs(small_alpha)])
    relief = cv2.resize(level.relief, size, interpolation=cv2.INTER_AREA)
    return TextureLevel(np.asarray(picture, np.uint8), np.asarray(relief, np.uint8))


@dataclass(frozen=True, eq=False)
class SeenTexture:
    """A texture as it is seen in a photograph, not colored yet.

    Attributes:
        pyramid: of the template.
        level: the size of the texture that is looked up.
        places: where each sample lies in it, in OpenCV's fixed-point coordinates, made once for all pictures.
        size: columns and rows of cells, of which one is the mean of several samples where samples are finer.
        picture: uint8 (rows, columns, 4), alpha last.
    """

    pyramid: TexturePyramid
    level: TextureLevel
    places: tuple[cv2.typing.MatLike, cv2.typing.MatLike]
    size: tuple[int, int]
    picture: ByteArray

    @cached_property
    def outline(self) -> FloatArray:
        """The share of each cell (rows, columns) that the artwork covers, 0 to 1."""
        alpha = cv2.extractChannel(self.picture, 3)
        return np.asarray(cv2.LUT(alpha, _BYTES * np.float32(1 / 255)), np.float32)

    def look_up(self, picture: ByteArray) -> ByteArray:
        """Another picture of the level's size; it goes on beyond its border."""
        return _looked_up(picture, self.places, self.size, cv2.BORDER_REPLICATE)


def see_texture(pyramid: TexturePyramid, geometry: MaskGeometry) -> SeenTexture:
    """Look the texture up for every cell of a mask."""
    level = pyramid.level(geometry.texels)
    rows, columns = level.relief.shape
    x, y = geometry.u * columns - 0.5, geometry.v * rows - 0.5
    size = x.shape[1], x.shape[0]
    if geometry.grid.side > 1:  # steps of cells that are seen from the side would be large enough to show
        x, y = (cv2.resize(place, (size[0] * _FINER_ACROSS, size[1])) for place in (x, y))
    places = cv2.convertMaps(x, y, cv2.CV_16SC2)
    picture = _looked_up(level.picture, places, size, cv2.BORDER_CONSTANT)
    if geometry.edge_on is not None:
        closer = geometry.edge_on
        picture[closer.rows, closer.columns] = _mean_of_sub_pixels(level.picture, closer)
    return SeenTexture(pyramid, level, places, size, picture)


def _mean_of_sub_pixels(picture: ByteArray, closer: SubPixels) -> ByteArray:
    """What a picture with alpha shows in covered sub-pixels, uint8 (n, 4); colors are averaged by their alpha."""
    rows, columns = picture.shape[:2]
    u, v = closer.values
    x, y = u * np.float32(columns) - np.float32(0.5), v * np.float32(rows) - np.float32(0.5)
    samples = look_up(picture, cv2.convertMaps(x, y, cv2.CV_16SC2)).astype(np.int32)
    alpha = samples[..., 3:] * closer.covered[..., None]
    together = alpha.sum(axis=0)
    color = (samples[..., :3] * alpha).sum(axis=0) // np.maximum(together, 1)
    share = together // closer.covered.sum(axis=0)[:, None]
    return np.asarray(np.concatenate([color, share], axis=1), np.uint8)


def _looked_up(
    picture: ByteArray,
    places: tuple[cv2.typing.MatLike, cv2.typing.MatLike],
    size: tuple[int, int],
    border: int,
) -> ByteArray:
    samples = cv2.remap(picture, *places, cv2.INTER_LINEAR, borderMode=border)
    finer = samples.shape[1] > size[0]
    return np.asarray(cv2.resize(samples, size, interpolation=cv2.INTER_AREA) if finer else samples, np.uint8)


def sample_artwork(
    seen: SeenTexture, template: Template, colorway: Colorway, color_shift: tuple[float, float, float],
    pattern: Print | None = None, pictures: PictureFolder | None = None,
) -> Artwork:  # fmt: skip
    """Color what is seen of a texture; a ``pattern`` stands for the colorway's inks."""
    relief = seen.look_up(seen.level.relief)
    paint = cv2.split(seen.picture)[:3]
    inks = np.stack([linear(colorway.primary), linear(colorway.secondary), linear(colorway.trim)])
    # Fibers scatter a little light before any dye takes it.
    shift = exponential(color_shift) * np.float32(1 - HAZE)
    planes = np.empty((4, *relief.shape), np.float32)
    albedo = planes[:3]
    if pattern is not None:
        shape = template.description.shape
        cloth = seen.look_up(rendered(pattern, *seen.level.relief.shape, shape.width, shape.height, pictures))
        details = (255 - paint[0]) * np.float32(1 / 255) if seen.pyramid.has_details else None
        _dye(albedo, cloth, linear(pattern.binding), details, shift)
    elif template.description.artwork == "inks":
        # White paper shows where there is no ink: albedo = paper + sum of weight * (ink - paper).
        mix = np.zeros((4, 5), np.float32)  # OpenCV is quickest from four planes to four
        mix[:3, :3] = (inks - WHITE_CLOTH).T * shift[:, None] / 255
        mix[:3, 4] = WHITE_CLOTH * shift + HAZE
        cv2.split(cv2.transform(np.asarray(seen.picture, np.float32), _exact(mix)), list(planes))
    else:
        for plane, painted, factor in zip(albedo, paint, inks[0] * shift, strict=True):
            table = to_linear(_BYTES) * factor + np.float32(HAZE)
            cv2.LUT(painted, table, dst=plane)
    np.maximum(albedo, HAZE, out=albedo)
    np.minimum(albedo, _BRIGHTEST_ALBEDO, out=albedo)
    scale = np.float32(template.description.fabric.relief / 255)
    heights = cv2.LUT(relief, (_BYTES.astype(np.float32) - np.float32(PLANE_OF_THE_CLOTH)) * scale)
    return Artwork(albedo, seen.outline, np.asarray(heights, np.float32))


def _exact(rows: FloatArray) -> FloatArray:
    """Weights of bytes and a constant, float32 (m, n), rounded so that their sums have no rounding of their own:
    OpenCV's kernels, which are chosen by processor, round them otherwise."""
    return np.asarray(np.rint(rows / _QUANTUM) * _QUANTUM, np.float32)


def _dye(
    albedo: FloatArray, cloth: ByteArray, binding: FloatArray, details: FloatArray | None, shift: FloatArray
) -> None:
    """Write the albedo (3, h, w) of printed cloth.

    Args:
        albedo: written to.
        cloth: the print as seen, uint8 (h, w, 3), sRGB.
        binding: linear color (3,) of the template's seams, edges and valves.
        details: share of each pixel that they cover (h, w); None where the template has none.
        shift: factor (3,) on each channel.
    """
    for plane, printed, bound, factor in zip(albedo, cv2.split(cloth), binding, shift, strict=True):
        cv2.LUT(printed, to_linear(_BYTES) * factor + np.float32(HAZE), dst=plane)
        if details is not None:
            plane += details * (bound * factor + np.float32(HAZE) - plane)


def worn_colorway(template: Template, name: str, pattern: Print | None) -> Colorway:
    """A colorway as it is worn: a print brings its own color of lining, edges and straps."""
    colorway = template.colorway(name)
    if pattern is None:
        return colorway
    ground, binding = pattern.palette[0], pattern.binding
    inks = {"primary": ground, "secondary": binding, "trim": binding, "strap": pattern.strap}
    return colorway.model_copy(update=inks)


def linear(color: str) -> FloatArray:
    """Linear R, G and B, float32 (3,), of a color written ``#rrggbb``."""
    return to_linear(np.array(parse_hex(color), np.uint8))
