"""From ink weights and a colourway to colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fmld_synth.errors import UserError
from fmld_synth.geometry import ByteArray
from fmld_synth.names import known
from fmld_synth.templates.template import Colourway, Template, TemplateDescription

PAPER = "#eeeeee"
"""Cloth without ink: real white masks are not pure white."""


def parse_hex(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of a colour written ``#rrggbb``.

    Raises:
        UserError: it is written in another way.
    """
    digits = colour.removeprefix("#")
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        raise UserError(f"{colour!r} is not a colour; write it as #rrggbb, for example #8fc1dc") from None
    return red, green, blue


def inked(template: Template, colourway: Colourway) -> ByteArray:
    """The mask's own colours (albedo) in one colourway, without any light.

    With ``artwork = "inks"`` a pixel is the mean of the three inks and of white paper, weighted by R, G and B
    of the texture and by what they leave of 255. With ``artwork = "picture"`` the pixel is multiplied by the
    primary colour, so that white leaves the picture as it is.

    Returns:
        uint8 (height, width, 4): sRGB colour and the texture's alpha, unchanged.
    """
    texture = template.texture
    if template.description.artwork == "picture":
        tint = np.array(parse_hex(colourway.primary), dtype=np.float32) / 255
        colours = texture[..., :3] * tint
    else:
        inks = (colourway.primary, colourway.secondary, colourway.trim, PAPER)
        palette = np.array([parse_hex(ink) for ink in inks], dtype=np.float32)
        weights = texture[..., :3].astype(np.float32)
        paper = np.maximum(255 - weights.sum(axis=2, keepdims=True), 0)
        colours = np.concatenate([weights, paper], axis=2) @ palette / 255
    result = texture.copy()
    result[..., :3] = np.clip(np.round(colours), 0, 255)
    return result


def select_colourways(
    templates: Sequence[TemplateDescription], selection: str | None
) -> dict[str, tuple[Colourway, ...]]:
    """The colourways that ``--colors`` allows, by template; templates without any of them are left out.

    Args:
        templates: descriptions of those to select from.
        selection: names of colourways, comma separated; None or empty allows all.

    Raises:
        UserError: no template has a colourway of one of the names; the message lists the valid ones.
    """
    wanted = [name.strip() for name in (selection or "").split(",") if name.strip()]
    held = sorted({colourway.name for template in templates for colourway in template.colourways})
    for name in wanted:
        known(name, held, "color of the selected templates")
    allowed = {
        template.name: tuple(
            colourway for colourway in template.colourways if not wanted or colourway.name in wanted
        )
        for template in templates
    }
    return {name: colourways for name, colourways in allowed.items() if colourways}
