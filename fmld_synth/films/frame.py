"""A picture of a film or camera, and when it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from fmld_synth.geometry import ByteArray

USUAL_RATE = 25.0
"""Frames a second where a camera or film does not say."""


class Frame(NamedTuple):
    """One picture.

    image: uint8 (height, width, 3), RGB, upright.
    seconds: when it is shown, counted from the first frame; they rise from frame to frame.
    duration: how long it is shown, in seconds.
    """

    image: ByteArray
    seconds: float
    duration: float


class Frames(Protocol):
    """The frames of an opened film or camera, in order; they can be walked through once.

    Attributes:
        announced: how many there are by the film's own account; None for cameras and when it does not say.
        expected: how many there will be, about; None when nobody knows.
    """

    announced: int | None
    expected: int | None

    def __iter__(self) -> Iterator[Frame]:
        """The frames, until the film ends or the camera gives no more."""
        ...

    def shortfall(self) -> str | None:
        """Once all frames are read: a line on what the film promised and did not hold; None when all is well."""
        ...
