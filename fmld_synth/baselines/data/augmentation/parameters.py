"""Everything that augmentation draws by chance, as plain records; applying a record is a pure function."""

from __future__ import annotations

import math
from typing import NamedTuple

from numpy.random import Generator

from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation, CameraEffects

CUT_SIDES = 0.7
"""Share of the sides of a crop at a photograph's border that lack something: close ones often end at all four."""
NOISE_PLACES = 2**16
"""Places in the table of noise that can be drawn; see ``noise``."""


class Geometry(NamedTuple):
    """How a face is cut: a turn, stretches and a shift around the picture's center.

    mirrored: left and right exchanged, before anything else.
    rotation: degrees, clockwise.
    across, down: factors of width and height, above 1 the face grows.
    right, lower: shift as shares of the picture's width and height.
    """

    mirrored: bool = False
    rotation: float = 0.0
    across: float = 1.0
    down: float = 1.0
    right: float = 0.0
    lower: float = 0.0


class Border(NamedTuple):
    """What is missing of a crop at each side, as shares of its width and height."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


class Patch(NamedTuple):
    """A plain oblong in front of the face: left, top, width, height as shares of the picture's; its RGB."""

    left: float
    top: float
    width: float
    height: float
    color: tuple[int, int, int]


class Color(NamedTuple):
    """A change of the light; all but ``hue`` (degrees) are factors. ``red`` and ``blue`` are gains of white balance."""

    brightness: float = 1.0
    contrast: float = 1.0
    gamma: float = 1.0
    saturation: float = 1.0
    hue: float = 0.0
    red: float = 1.0
    blue: float = 1.0


class Effects(NamedTuple):
    """What the camera does to the light.

    blur: sigma as a share of the longest side; 0 is sharp.
    motion: length of the track, likewise.
    motion_angle: direction of the track in degrees.
    color: None leaves it.
    noise: standard deviation in levels.
    noise_place: which part of the table of noise.
    jpeg: quality; None is not compressed.
    """

    blur: float = 0.0
    motion: float = 0.0
    motion_angle: float = 0.0
    color: Color | None = None
    noise: float = 0.0
    noise_place: int = 0
    jpeg: int | None = None


class Shot(NamedTuple):
    """One photograph of a face.

    geometry: how it is cut.
    side: pixels on the longest side before it is enlarged to the network's size; None as many as there are.
    smooth: whether it is enlarged bicubically, not bilinearly.
    patch: something in front of the face.
    effects: of the camera.
    border: what the photograph does not show of the crop, before anything else.
    """

    geometry: Geometry = Geometry()
    side: int | None = None
    smooth: bool = False
    patch: Patch | None = None
    effects: Effects = Effects()
    border: Border = Border()


def draw_shot(settings: CameraAugmentation, generator: Generator) -> Shot:
    """Draw how a face is photographed."""
    low = hit(settings.low_resolution_share, generator)
    return Shot(
        geometry=_draw_geometry(settings, generator),
        side=round(factor(settings.low_resolution_range, generator)) if low else None,
        smooth=low and hit(0.5, generator),
        patch=_draw_patch(settings, generator) if hit(settings.occlusion_share, generator) else None,
        effects=draw_effects(settings, generator),
        border=_draw_border(settings, generator) if hit(settings.border_share, generator) else Border(),
    )


def draw_effects(settings: CameraEffects, generator: Generator) -> Effects:
    """Draw what the camera does to the light."""
    return Effects(
        blur=between(settings.blur_range, generator) if hit(settings.blur_share, generator) else 0.0,
        motion=between(settings.motion_range, generator) if hit(settings.motion_share, generator) else 0.0,
        motion_angle=180 * generator.random(),
        color=_draw_color(settings, generator),
        noise=between(settings.noise_range, generator) if hit(settings.noise_share, generator) else 0.0,
        noise_place=int(generator.random() * NOISE_PLACES),
        jpeg=round(between(settings.jpeg_range, generator)) if hit(settings.jpeg_share, generator) else None,
    )


def hit(share: float, generator: Generator) -> bool:
    """True with this probability."""
    return generator.random() < share


def between(ends: tuple[float, float], generator: Generator) -> float:
    """Evenly drawn."""
    return ends[0] + (ends[1] - ends[0]) * generator.random()


def factor(ends: tuple[float, float], generator: Generator) -> float:
    """Drawn evenly on a logarithmic scale: doubling is as likely as halving."""
    return ends[0] * math.exp(math.log(ends[1] / ends[0]) * generator.random())


def _draw_geometry(settings: CameraAugmentation, generator: Generator) -> Geometry:
    mirrored = hit(settings.flip_share, generator)
    if not hit(settings.geometry_share, generator):
        return Geometry(mirrored)
    zoom = factor(settings.zoom_range, generator)
    stretch = math.sqrt(factor(settings.aspect_range, generator))
    return Geometry(
        mirrored,
        between(settings.rotation_range, generator),
        zoom * stretch,
        zoom / stretch,
        between(settings.shift_range, generator),
        between(settings.shift_range, generator),
    )


def _draw_border(settings: CameraAugmentation, generator: Generator) -> Border:
    sides = range(len(Border._fields))
    return Border(
        *(between(settings.border_range, generator) if hit(CUT_SIDES, generator) else 0.0 for _ in sides)
    )


def _draw_patch(settings: CameraAugmentation, generator: Generator) -> Patch:
    width, height = (between(settings.occlusion_range, generator) for _ in range(2))
    left, top = (1 - width) * generator.random(), (1 - height) * generator.random()
    gray = between((30, 220), generator)
    red, green, blue = (round(gray + between((-30, 30), generator)) for _ in range(3))
    return Patch(left, top, width, height, (red, green, blue))


def _draw_color(settings: CameraEffects, generator: Generator) -> Color | None:
    gray = hit(settings.gray_share, generator)
    if not hit(settings.color_share, generator):
        return Color(saturation=0.0) if gray else None
    color = Color(
        factor(settings.brightness_range, generator),
        factor(settings.contrast_range, generator),
        factor(settings.gamma_range, generator),
        factor(settings.saturation_range, generator),
        between(settings.hue_range, generator),
        factor(settings.white_balance_range, generator),
        factor(settings.white_balance_range, generator),
    )
    return color._replace(saturation=0.0) if gray else color
