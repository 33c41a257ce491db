"""Draw what a model says into the picture: a box a face, and a tag with class and probability."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from fmld_synth.baselines.prediction.colors import Color, ink_on
from fmld_synth.baselines.prediction.faces import PredictedFace
from fmld_synth.geometry import Box, ByteArray

LEAST_SIDE = 500
"""A picture whose longer side has fewer pixels is enlarged, so that letters fit."""
USUAL_TEXT = "incorrect 99 %"
"""As wide as a face where there is room: tags of one picture differ in size only as faces do."""
SHADE: Color = (16, 16, 18)
"""Around boxes and tags: they stand out from any picture."""

_Font = ImageFont.ImageFont | ImageFont.FreeTypeFont


def draw_faces(
    image: ByteArray, faces: Sequence[PredictedFace], classes: Sequence[str], colors: Sequence[Color]
) -> ByteArray:
    """A copy of the picture with the faces in it.

    Args:
        image: uint8 (height, width, 3), RGB.
        faces: their boxes in pixels of the picture.
        classes: names, in the order of the probabilities.
        colors: of the classes, RGB.

    Returns:
        uint8, RGB; of the picture's size, or a whole multiple of it where the longer side has fewer than
        ``LEAST_SIDE`` pixels.
    """
    page = Image.fromarray(image)
    factor = max(-(-LEAST_SIDE // max(page.size)), 1)
    if factor > 1:
        page = page.resize((page.width * factor, page.height * factor), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(page)
    # The largest faces last: their lines and tags lie on top.
    enlarged = sorted(
        ((face, Box(*(value * factor for value in face.box))) for face in faces), key=lambda one: one[1].area
    )
    for face, box in enlarged:
        _draw_box(pen, box, colors[face.best], page.size, dashed=face.held)
    taken: list[Box] = []
    for face, box in reversed(enlarged):
        taken.append(_draw_tag(pen, box, _text(face, classes), colors[face.best], page.size, taken))
    return np.asarray(page, np.uint8)


def _text(face: PredictedFace, classes: Sequence[str]) -> str:
    number = "" if face.track is None else f"#{face.track} "
    # 99.6 % is not yet certainty.
    percent = min(round(face.probability * 100), 99) if face.probability < 1 else 100
    return f"{number}{classes[face.best]} {percent} %"


def _draw_box(
    pen: ImageDraw.ImageDraw, box: Box, color: Color, size: tuple[int, int], *, dashed: bool
) -> None:
    """A frame around the face; only its corners when the face was not found in this frame."""
    line = _line(size, box)
    for ink, grown, width in ((SHADE, line + 1, line + 2), (color, line, line)):
        left, top = max(round(box.x) - grown, 0), max(round(box.y) - grown, 0)
        right = max(min(round(box.x + box.width) + grown, size[0] - 1), left)
        bottom = max(min(round(box.y + box.height) + grown, size[1] - 1), top)
        corners = (left, top, right, bottom)
        if dashed:
            _draw_corners(pen, corners, ink, width)
        else:
            pen.rectangle(corners, outline=ink, width=width)


def _draw_corners(
    pen: ImageDraw.ImageDraw, corners: tuple[int, int, int, int], color: Color, width: int
) -> None:
    left, top, right, bottom = corners
    across, down = (right - left) // 4, (bottom - top) // 4
    for x, y, towards_x, towards_y in (
        (left, top, 1, 1), (right, top, -1, 1), (left, bottom, 1, -1), (right, bottom, -1, -1),
    ):  # fmt: skip
        for end_x, end_y in (
            (x + towards_x * across, y + towards_y * width),
            (x + towards_x * width, y + towards_y * down),
        ):
            pen.rectangle((min(x, end_x), min(y, end_y), max(x, end_x), max(y, end_y)), fill=color)


def _line(size: tuple[int, int], box: Box) -> int:
    """Width of a box's line in pixels: visible when the whole picture fills a screen, thin on small faces."""
    return max(min(round(max(size) / 220), round(max(box.width, box.height) / 16)), 2)


def _draw_tag(
    pen: ImageDraw.ImageDraw, box: Box, text: str, color: Color, size: tuple[int, int], taken: Iterable[Box]
) -> Box:
    """Write the tag where it covers no other, and return where it is."""
    font = _fitting_font(text, box, size)
    pad = max(round(_height(font) * 0.28), 2)
    width = round(font.getlength(text)) + 2 * pad
    height = _height(font) + 2 * pad
    tag = _free_place(box, width, height, _line(size, box), size, list(taken))
    pen.rectangle((tag.x - 1, tag.y - 1, tag.x + width, tag.y + height), fill=color, outline=SHADE, width=1)
    pen.text((tag.x + pad, tag.y + height / 2), text, fill=ink_on(color), font=font, anchor="lm")
    return tag


def _height(font: _Font) -> int:
    """Of a line of text in pixels."""
    _, top, _, bottom = font.getbbox("Ag#%")
    return round(bottom - top)


def _fitting_font(text: str, box: Box, size: tuple[int, int]) -> _Font:
    """As large as the box is wide, within what can be read when the whole picture fills a screen."""
    longer = max(size)
    smallest, largest = max(longer / 95, 12), max(longer / 30, 15)
    wanted = 20 * box.width / ImageFont.load_default(20).getlength(USUAL_TEXT)
    letters = round(min(max(wanted, smallest), largest))
    length, room = ImageFont.load_default(letters).getlength(text), size[0] * 0.94
    if length > room:  # a long name on a narrow picture
        letters = max(round(letters * room / length), 8)
    return ImageFont.load_default(letters)


def _free_place(box: Box, width: int, height: int, line: int, size: tuple[int, int], taken: list[Box]) -> Box:
    """Above the face, below it, inside at its top or bottom: the first place inside the picture that is free."""
    gap = 2 * line + 1
    tops = (
        box.y - gap - height,
        box.y + box.height + gap,
        box.y + 1,
        box.y + box.height - height - 1,
    )
    left = min(max(round(box.x) - 2 * line, 1), max(size[0] - width - 1, 0))
    places = [Box(left, round(top), width, height) for top in tops]
    inside = [place for place in places if place.y >= 1 and place.y + height < size[1]]
    free = (place for place in inside if not any(place.intersection_over_union(other) > 0 for other in taken))
    lowest = max(size[1] - height - 1, 0)
    fallback = inside[0] if inside else Box(left, min(max(places[2].y, 1), lowest), width, height)
    return next(free, fallback)
