"""What is recorded of a thing that was drawn on a face."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# What a record of a stranger may say: far more than is ever drawn, and little enough for single precision.
_Distance = Annotated[float, Field(ge=-100, le=100)]
_Light = Annotated[float, Field(ge=0, le=100)]


class Thing(BaseModel):
    """The recipe of one thing: with its photograph it is enough to draw it again, bit for bit.

    Attributes:
        kind: its name, as :data:`fmld_synth.synthesis.things.kinds.KINDS` lists them.
        seed: of its shape and its colors.
        x, y: how far it sits from its kind's usual place, to the right and down, in inter-ocular distances.
        scale: its size, 1 as usual.
        turn: degrees by which it is turned, clockwise.
        color: linear R, G and B of what takes after the face, such as the skin of a hand or the hair of a beard; None
            where nothing does.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    kind: str
    seed: Annotated[int, Field(ge=0)]
    x: _Distance = 0.0
    y: _Distance = 0.0
    scale: Annotated[float, Field(gt=0, le=10)] = 1.0
    turn: Annotated[float, Field(ge=-360, le=360)] = 0.0
    color: tuple[_Light, _Light, _Light] | None = None
