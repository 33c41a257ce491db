"""A piece of a thing: a sheet in space with artwork on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fmld_synth.arithmetic import cosine, sine
from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.things.canvas import Canvas
from fmld_synth.synthesis.things.thing import Thing

Point = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Piece:
    """A sheet with artwork.

    Attributes:
        points: float32 (rows, columns, 3), inter-ocular distances: row i, column j shows the artwork at
            v = i / (rows - 1), u = j / (columns - 1). Without an anchor they lie in the canonical frame and take part
            in every turn of the head; with one they are offsets in the picture from where it lies.
        artwork: what is drawn on it.
        anchor: a point of the canonical frame; None for what is worn.
        gloss: strength of its highlights, 0 to 1.
        behind_face: whether the face hides what lies behind it.
        under_hair: whether hair and hands that hang before the face lie before this piece, too.
        seen_from_behind: whether its back is seen, too.
        shadow: how much of a usual shadow it casts on what is behind it, 0 to 1.
        rise: factor on the relief of the artwork, where it is enlarged.
    """

    points: FloatArray
    artwork: Canvas
    anchor: Point | None = None
    gloss: float = 0.0
    behind_face: bool = True
    under_hair: bool = False
    seen_from_behind: bool = False
    shadow: float = 1.0
    rise: float = 1.0


def held(canvas: Canvas, thing: Thing, anchor: Point, *, gloss: float = 0.0, shadow: float = 1.0) -> Piece:
    """A flat piece before the face, parallel to the picture: its origin lies at ``anchor``, moved as the thing says."""
    left, top, right, bottom = canvas.extent
    corners = np.array([[(left, top), (right, top)], [(left, bottom), (right, bottom)]], np.float32)
    turn = np.deg2rad(np.float32(thing.turn))
    across, down = cosine(turn), sine(turn)
    x = (corners[..., 0] * across - corners[..., 1] * down) * np.float32(thing.scale) + np.float32(thing.x)
    y = (corners[..., 0] * down + corners[..., 1] * across) * np.float32(thing.scale) + np.float32(thing.y)
    points = np.stack([x, y, np.zeros_like(x)], axis=-1).astype(np.float32)
    return Piece(points, canvas, anchor, gloss, behind_face=False, shadow=shadow, rise=thing.scale)
