"""Palettes without end: the color of the cloth, and inks that are seen on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from fmld_synth.synthesis.prints.canvas import Color

Palette = tuple[Color, ...]
Style = Literal[
    "any", "plain", "skin", "animal", "earth", "denim", "leather", "lace", "knit", "flag", "mouth", "placed"
]
"""What a kind of print is dyed like."""

INKS = 5
"""Inks of a palette, after the color of the cloth."""

# Chosen by eye, beside photographs of worn masks. Hues in degrees; saturation and value from 0 to 1.
_SKIN = (
    (255, 224, 196),
    (240, 200, 168),
    (226, 178, 140),
    (205, 150, 112),
    (178, 122, 86),
    (140, 90, 62),
    (104, 66, 46),
    (74, 48, 36),
)
"""Tones from light to dark skin; cloth in between is as common."""
_FLAG_HUES = (
    (352, 0.85, 0.78),
    (222, 0.8, 0.5),
    (140, 0.8, 0.5),
    (46, 0.9, 0.95),
    (24, 0.9, 0.92),
    (205, 0.6, 0.85),
)


class _Cloth(NamedTuple):
    """A kind of cloth: its color lies between ends of hue, saturation and value."""

    up_to: float
    """It is drawn where a number from 0 to 1 lies below this, and not below that of the kind before it."""
    hue: tuple[float, float]
    saturation: tuple[float, float]
    value: tuple[float, float]


_FUR = (
    _Cloth(0.60, (24, 42), (0.25, 0.62), (0.68, 0.95)),  # sand and tan
    _Cloth(0.85, (20, 60), (0, 0.1), (0.75, 0.96)),  # white and gray
    _Cloth(1.00, (0, 360), (0.25, 0.7), (0.6, 0.95)),  # dyed
)
_EARTH = (
    _Cloth(0.65, (40, 110), (0.18, 0.45), (0.3, 0.72)),  # olive and sand
    _Cloth(0.85, (0, 360), (0, 0.08), (0.35, 0.8)),  # gray
    _Cloth(1.00, (0, 360), (0.25, 0.6), (0.45, 0.85)),  # dyed
)
_LEATHER = (
    _Cloth(0.50, (10, 40), (0, 0.3), (0.08, 0.2)),  # black
    _Cloth(1.00, (8, 34), (0.4, 0.75), (0.25, 0.66)),  # brown
)
_WARM_HUES = (325, 395)
"""Pink, red and orange: masks in them are most easily taken for skin and lips."""
_LEAST_CONTRAST = 60
"""Least difference of the luma, 0 to 255, between the cloth and its first ink."""


def color(hue: float, saturation: float, value: float) -> Color:
    """The sRGB color of a hue in degrees, a saturation and a value from 0 to 1."""
    place = (hue % 360) / 60
    parts = []
    for offset in (5, 3, 1):
        k = (offset + place) % 6
        parts.append(round(255 * value * (1 - saturation * max(0.0, min(k, 4 - k, 1.0)))))
    return parts[0], parts[1], parts[2]


def luma(of: Color) -> float:
    """How bright a color looks, 0 to 255 (Rec. 601)."""
    return 0.299 * of[0] + 0.587 * of[1] + 0.114 * of[2]


def mixed(one: Color, other: Color, share: float) -> Color:
    """A color between two, by the share of the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def draw_palette(generator: np.random.Generator, style: Style) -> Palette:
    """Draw the color of the cloth and ``INKS`` inks."""
    if style == "skin":
        return _skin(generator)
    ground = _STYLES[style](generator) if style in _STYLES else _ground(generator)
    if style == "mouth" and generator.random() < 0.5:
        ground = _skin(generator)[0]
    hue = _inks_hue(generator, style)
    inks = [_ink(generator, ground, *hue) for _ in range(INKS)]
    if style == "flag":
        inks = [_flag_ink(generator) for _ in range(INKS)]
    if style in ("any", "placed") and luma(ground) < 110 and generator.random() < 0.4:
        inks[0] = _near(generator, (240, 238, 232), 10)
    return (ground, *inks)


def _uniform(generator: np.random.Generator, least: float, most: float) -> float:
    return float(generator.uniform(least, most))


def _near(generator: np.random.Generator, middle: Color, spread: float) -> Color:
    """A color near another."""
    red, green, blue = (
        int(np.clip(round(value + _uniform(generator, -spread, spread)), 4, 252)) for value in middle
    )
    return red, green, blue


def _ground(generator: np.random.Generator) -> Color:
    """Cloth under a print: white or cream, black or navy, pastel, muted or vivid."""
    hue = _uniform(generator, 0, 360)
    kind = generator.random()
    if kind < 0.27:
        return color(
            _uniform(generator, 20, 60), _uniform(generator, 0, 0.14), _uniform(generator, 0.86, 0.97)
        )
    if kind < 0.50:
        return color(hue, _uniform(generator, 0, 0.6), _uniform(generator, 0.07, 0.22))
    if kind < 0.62:
        return color(hue, _uniform(generator, 0.12, 0.32), _uniform(generator, 0.82, 0.96))
    if kind < 0.80:
        return color(hue, _uniform(generator, 0.2, 0.5), _uniform(generator, 0.35, 0.75))
    return color(hue, _uniform(generator, 0.6, 0.95), _uniform(generator, 0.45, 0.95))


def _plain(generator: np.random.Generator) -> Color:
    """Cloth of one color: half of it pink, red or orange, some neon, some yellow, some anything."""
    kind = generator.random()
    if kind < 0.5:
        hue = _uniform(generator, *_WARM_HUES)
        return color(hue, _uniform(generator, 0.2, 0.95), _uniform(generator, 0.6, 0.98))
    if kind < 0.62:
        hue = (58, 85, 125, 172, 322, 14)[int(generator.integers(6))]
        return color(
            hue + _uniform(generator, -6, 6), _uniform(generator, 0.75, 1), _uniform(generator, 0.92, 1)
        )
    if kind < 0.72:
        return color(
            _uniform(generator, 40, 58), _uniform(generator, 0.45, 0.95), _uniform(generator, 0.75, 0.97)
        )
    return color(_uniform(generator, 0, 360), _uniform(generator, 0.15, 0.9), _uniform(generator, 0.25, 0.95))


def _skin(generator: np.random.Generator) -> Palette:
    """Cloth in the tones of skin, and tones beside it for what is drawn on it."""
    place = _uniform(generator, 0, len(_SKIN) - 1.001)
    ground = mixed(_SKIN[int(place)], _SKIN[int(place) + 1], place - int(place))
    ground = _near(generator, ground, 9)
    inks = [mixed(ground, end, _uniform(generator, 0.15, 0.4)) for end in ((90, 40, 30), (255, 235, 220)) * 3]
    return (ground, *inks[:INKS])


def _cloth(generator: np.random.Generator, kinds: Sequence[_Cloth]) -> Color:
    """Cloth of one of several kinds."""
    drawn = generator.random()
    kind = next(kind for kind in kinds if drawn < kind.up_to)
    return color(*(_uniform(generator, *ends) for ends in (kind.hue, kind.saturation, kind.value)))


def _denim(generator: np.random.Generator) -> Color:
    return color(
        _uniform(generator, 206, 226), _uniform(generator, 0.3, 0.7), _uniform(generator, 0.22, 0.68)
    )


def _lace(generator: np.random.Generator) -> Color:
    """What lies under lace: its lining, often in the tone of skin."""
    if generator.random() < 0.5:
        return _skin(generator)[0]
    return _ground(generator)


_STYLES: Mapping[Style, Callable[[np.random.Generator], Color]] = {
    "plain": _plain, "denim": _denim, "lace": _lace,
    "animal": partial(_cloth, kinds=_FUR), "earth": partial(_cloth, kinds=_EARTH),
    "leather": partial(_cloth, kinds=_LEATHER),
}  # fmt: skip


def _inks_hue(generator: np.random.Generator, style: Style) -> tuple[float, float, float]:
    """Middle hue, how far hues spread from it, and the middle saturation of a palette's inks."""
    hue = _uniform(generator, 0, 360)
    if style in ("animal", "earth"):
        return _uniform(generator, 15, 45) if style == "animal" else _uniform(generator, 35, 110), 18, 0.35
    spread = (8, 30, 60, 180)[int(generator.choice(4, p=(0.25, 0.25, 0.15, 0.35)))]
    return hue, spread, _uniform(generator, 0.05, 0.9)


def _ink(
    generator: np.random.Generator, ground: Color, hue: float, spread: float, saturation: float
) -> Color:
    """An ink that is seen on the ground; a few are gray, white or black."""
    for _ in range(6):
        if generator.random() < 0.15:
            drawn = color(hue, _uniform(generator, 0, 0.06), _uniform(generator, 0.06, 0.96))
        else:
            strength = float(np.clip(saturation + _uniform(generator, -0.2, 0.2), 0, 1))
            drawn = color(
                hue + _uniform(generator, -spread, spread), strength, _uniform(generator, 0.15, 0.98)
            )
        if abs(luma(drawn) - luma(ground)) >= _LEAST_CONTRAST:
            return drawn
    return _near(generator, (238, 236, 230) if luma(ground) < 128 else (34, 32, 36), 12)


def _flag_ink(generator: np.random.Generator) -> Color:
    if generator.random() < 0.3:
        return _near(generator, (240, 238, 234) if generator.random() < 0.75 else (28, 26, 28), 8)
    hue, saturation, value = _FLAG_HUES[int(generator.integers(len(_FLAG_HUES)))]
    return color(hue + _uniform(generator, -6, 6), saturation, value + _uniform(generator, -0.08, 0.04))
