"""Contact sheets: many small pictures with captions on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fmld_synth.geometry import ByteArray

BACKGROUND = (250, 250, 248)
INK = (40, 40, 44)
GAP = 8
LINE_HEIGHT = 15


class Tile(NamedTuple):
    """One picture, uint8 (height, width, 3), RGB, and the lines of text below it."""

    picture: ByteArray
    caption: tuple[str, ...]


def draw_sheet(tiles: Sequence[Tile], columns: int, side: int) -> ByteArray:
    """Lay tiles out row by row.

    Args:
        tiles: at least one; their captions have the same number of lines.
        columns: tiles in a row.
        side: width and height in pixels that each picture is fitted into, keeping its shape.

    Returns:
        uint8 (height, width, 3), RGB.
    """
    columns = min(columns, len(tiles))
    rows = -(-len(tiles) // columns)
    cell_height = side + max(len(tile.caption) for tile in tiles) * LINE_HEIGHT + GAP
    page = Image.new("RGB", (columns * (side + GAP) + GAP, rows * (cell_height + GAP) + GAP), BACKGROUND)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(12)
    for place, tile in enumerate(tiles):
        row, column = divmod(place, columns)
        left, top = GAP + column * (side + GAP), GAP + row * (cell_height + GAP)
        picture = Image.fromarray(tile.picture)
        scale = min(side / picture.width, side / picture.height)
        size = max(round(picture.width * scale), 1), max(round(picture.height * scale), 1)
        fitted = picture.resize(size, Image.Resampling.LANCZOS)
        page.paste(fitted, (left + (side - size[0]) // 2, top + (side - size[1]) // 2))
        for number, line in enumerate(tile.caption):
            text = _shortened(line, font, side)
            pen.text((left, top + side + 3 + number * LINE_HEIGHT), text, fill=INK, font=font)
    return np.asarray(page, np.uint8)


def _shortened(text: str, font: ImageFont.ImageFont | ImageFont.FreeTypeFont, width: int) -> str:
    """The text, cut with an ellipsis where it would run into its neighbor."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"
