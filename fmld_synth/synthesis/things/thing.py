"""What is recorded of a thing that was drawn on a face."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


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

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    seed: Annotated[int, Field(ge=0)]
    x: float = 0.0
    y: float = 0.0
    scale: Annotated[float, Field(gt=0, le=10)] = 1.0
    turn: float = 0.0
    color: tuple[float, float, float] | None = None
