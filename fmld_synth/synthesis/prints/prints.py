"""A print as it is recorded, drawn by chance, and rendered again."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Self

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
    model_validator,
)

from fmld_synth.geometry import ByteArray
from fmld_synth.synthesis.prints.canvas import Canvas, Color
from fmld_synth.synthesis.prints.kinds import KINDS, Turn
from fmld_synth.synthesis.prints.palettes import INKS, draw_palette, luma, mixed
from fmld_synth.synthesis.prints.pictures import PictureFolder, picture_for, tile
from fmld_synth.synthesis.random_streams import RandomStream, random_stream
from fmld_synth.templates.colors import parse_hex

IN_CENTIMETERS = 6.3
"""An inter-ocular distance."""
PICTURE = "picture"
"""Kind of a print that is one of the user's own pictures."""
PICTURES_SHARE = 0.5
"""Share of the prints that are the user's own pictures, where there are any."""
_PICTURE_WIDTH = (4.0, 18.0)
"""Least and greatest width of a picture on the cloth, in centimeters."""
_DECIMALS = 4
_SMALLEST, _LARGEST, _FARTHEST = 0.4, 20.0, 10.0
"""Bounds of what a record may say of sizes and places, in centimeters and motifs: they bound time and memory."""
_Hexadecimal = Annotated[str, Field(pattern="^#[0-9a-f]{6}$")]
_Offset = Annotated[float, Field(ge=-_FARTHEST, le=_FARTHEST)]
_LITTLE_TURN, _SQUARE_TURN = 4.0, 2.0
"""Standard deviations in degrees, of what is turned a little and of what lies along the cloth, almost."""
_STRAPS = ("#26262a", "#f0efec")


class Print(BaseModel):
    """What a mask shows instead of its colorway: enough to draw it again, bit for bit.

    Attributes:
        kind: a name in ``KINDS``, or ``picture``.
        seed: of the motifs.
        palette: color of the cloth and inks, as #rrggbb.
        binding: color of seams and edges, as #rrggbb.
        strap: color of the straps, as #rrggbb.
        scale: size of a motif, in centimeters on a face with an inter-ocular distance of 6.3 cm.
        rotation: in degrees, clockwise.
        offset: of the print's origin from the middle of the cloth, in motifs.
        picture: of the kind ``picture``: its path below the folder of the user's pictures, with forward slashes; it
            is one motif wide.
        picture_sha256: of its file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    seed: int = Field(ge=0, lt=2**32)
    palette: tuple[_Hexadecimal, ...] = Field(min_length=1 + INKS, max_length=1 + INKS)
    binding: _Hexadecimal
    strap: _Hexadecimal
    scale: float = Field(ge=_SMALLEST, le=_LARGEST)
    rotation: float = Field(ge=-360, le=360)
    offset: tuple[_Offset, _Offset]
    picture: str | None = None
    picture_sha256: str | None = None

    @field_validator("kind")
    @classmethod
    def _known(cls, value: str) -> str:
        if value != PICTURE and value not in KINDS:
            raise ValueError(f"there is no print {value!r}")
        return value

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.kind == PICTURE) != (self.picture is not None and self.picture_sha256 is not None):
            raise ValueError("a picture has a name and a hash, and nothing else has")
        return self

    @model_serializer(mode="wrap")
    def _without_what_is_not_there(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in serialize(self).items() if value is not None}


def draw_print(
    generator: np.random.Generator, kind: str | None = None, pictures: PictureFolder | None = None
) -> Print:
    """Draw a print.

    Args:
        generator: drives it.
        kind: a name in ``KINDS``; None draws one by weight.
        pictures: the user's own, of which half of the prints are taken.
    """
    weights = np.array([entry.weight for entry in KINDS.values()])
    drawn = list(KINDS)[int(generator.choice(len(KINDS), p=weights / weights.sum()))]
    kind = kind or drawn
    entry = KINDS[kind]
    palette = draw_palette(generator, entry.style)
    least, greatest = entry.scale
    pattern = Print(
        kind=kind,
        seed=int(generator.integers(1 << 32)),
        palette=tuple(_hexadecimal(color) for color in palette),
        binding=_draw_binding(generator, palette),
        strap=_draw_strap(generator, palette[0]),
        scale=round(float(generator.uniform(least, greatest)), _DECIMALS),
        rotation=round(_draw_rotation(generator, entry.turn), _DECIMALS),
        offset=(
            round(float(generator.uniform(-entry.spread, entry.spread)), _DECIMALS),
            round(float(generator.uniform(-entry.spread, entry.spread)), _DECIMALS),
        ),
    )
    if pictures is None or generator.random() >= PICTURES_SHARE:
        return pattern
    return _with_picture(pattern, pictures, generator)


def _with_picture(pattern: Print, pictures: PictureFolder, generator: np.random.Generator) -> Print:
    """One of the user's pictures in the place of another print, of which it keeps the colors of edges and straps."""
    name = pictures.names[int(generator.integers(len(pictures.names)))]
    return Print.model_validate(
        pattern.model_dump()
        | {
            "kind": PICTURE,
            "picture": name,
            "picture_sha256": pictures.read(name).sha256,
            "scale": round(float(generator.uniform(*_PICTURE_WIDTH)), _DECIMALS),
            "rotation": round(_draw_rotation(generator, "little"), _DECIMALS),
        }
    )


@lru_cache(maxsize=4)
def rendered(
    pattern: Print,
    rows: int,
    columns: int,
    width: float,
    height: float,
    pictures: PictureFolder | None = None,
) -> ByteArray:
    """A print on a texture's grid: a pure function of its arguments.

    Args:
        pattern: as drawn.
        rows, columns: of the grid.
        width, height: of the texture laid flat, in inter-ocular distances.
        pictures: the user's own.

    Returns:
        uint8 (rows, columns, 3), sRGB, read-only.

    Raises:
        UserError: a picture is missing or has changed.
    """
    palette = tuple(parse_hex(color) for color in pattern.palette)
    size = width * IN_CENTIMETERS, height * IN_CENTIMETERS
    canvas = Canvas(rows, columns, size, pattern.scale, pattern.rotation, pattern.offset, palette[0])
    if pattern.picture is not None and pattern.picture_sha256 is not None:
        tile(canvas, picture_for(pattern.picture, pattern.picture_sha256, pictures))
    else:
        KINDS[pattern.kind].draw(canvas, palette, random_stream(pattern.seed, RandomStream.PRINT_MOTIFS))
    raster = canvas.raster()
    raster.setflags(write=False)
    return raster


def _hexadecimal(color: Color) -> str:
    return "#" + bytes(color).hex()


def _draw_binding(generator: np.random.Generator, palette: tuple[Color, ...]) -> str:
    """Edges in the color of the cloth, a little darker, or of an ink, or black or white."""
    ways = (palette[0], mixed(palette[0], (0, 0, 0), 0.2), palette[1], (30, 30, 32), (238, 236, 232))
    return _hexadecimal(ways[int(generator.choice(len(ways), p=(0.3, 0.3, 0.15, 0.15, 0.1)))])


def _draw_strap(generator: np.random.Generator, ground: Color) -> str:
    """Straps are mostly black or white, whichever is nearer to the cloth, or in its color."""
    if generator.random() < 0.25:
        return _hexadecimal(ground)
    lighter = luma(ground) + float(generator.normal(0, 70)) > 128
    return _STRAPS[int(lighter)]


def _draw_rotation(generator: np.random.Generator, turn: Turn) -> float:
    if turn == "any":
        return float(generator.uniform(-180, 180))
    if turn == "square":
        quarter = float(generator.choice([0.0, 90.0, 45.0, -45.0], p=(0.4, 0.4, 0.1, 0.1)))
        return quarter + float(generator.normal(0, _SQUARE_TURN))
    return float(generator.normal(0, _LITTLE_TURN)) if turn == "little" else 0.0
