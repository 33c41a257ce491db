"""From ink weights and a colorway to colors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fmld_synth.errors import UserError
from fmld_synth.geometry import ByteArray
from fmld_synth.names import known
from fmld_synth.templates.earlier_spelling import current_name
from fmld_synth.templates.template import Colorway, Template, TemplateDescription

PAPER = "#eeeeee"
"""Cloth without ink: real white masks are not pure white."""


def parse_hex(color: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of a color written ``#rrggbb``.

    Raises:
        UserError: it is written in another way.
    """
    digits = color.removeprefix("#")
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        raise UserError(f"{color!r} is not a color; write it as #rrggbb, for example #8fc1dc") from None
    return red, green, blue


def inked(template: Template, colorway: Colorway) -> ByteArray:
    """The mask's own colors (albedo) in one colorway, without any light.

    With ``artwork = "inks"`` a pixel is the mean of the three inks and of white paper, weighted by R, G and B
    of the texture and by what they leave of 255. With ``artwork = "picture"`` the pixel is multiplied by the
    primary color, so that white leaves the picture as it is.

    Returns:
        uint8 (height, width, 4): sRGB color and the texture's alpha, unchanged.
    """
    texture = template.texture
    if template.description.artwork == "picture":
        tint = np.array(parse_hex(colorway.primary), dtype=np.float32) / 255
        colors = texture[..., :3] * tint
    else:
        inks = (colorway.primary, colorway.secondary, colorway.trim, PAPER)
        palette = np.array([parse_hex(ink) for ink in inks], dtype=np.float32)
        weights = texture[..., :3].astype(np.float32)
        paper = np.maximum(255 - weights.sum(axis=2, keepdims=True), 0)
        colors = np.concatenate([weights, paper], axis=2) @ palette / 255
    result = texture.copy()
    result[..., :3] = np.clip(np.round(colors), 0, 255)
    return result


def select_colorways(
    templates: Sequence[TemplateDescription], selection: str | None
) -> dict[str, tuple[Colorway, ...]]:
    """The colorways that ``--colors`` allows, by template; templates without any of them are left out.

    Args:
        templates: descriptions of those to select from.
        selection: names of colorways, comma separated; None or empty allows all.

    Raises:
        UserError: no template has a colorway of one of the names; the message lists the valid ones.
    """
    held = sorted({colorway.name for template in templates for colorway in template.colorways})
    typed = [name.strip() for name in (selection or "").split(",") if name.strip()]
    wanted = [current_name(name, held) for name in typed]
    for name in wanted:
        known(name, held, "color of the selected templates")
    allowed = {
        template.name: tuple(
            colorway for colorway in template.colorways if not wanted or colorway.name in wanted
        )
        for template in templates
    }
    return {name: colorways for name, colorways in allowed.items() if colorways}
