"""Frames of a camera, read with OpenCV, which finds cameras by their number on every system."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import cv2
import numpy as np

from fmld_synth.errors import UserError
from fmld_synth.execution.quiet import quiet
from fmld_synth.films.frame import USUAL_RATE, Frame


class CameraFrames:
    """The frames of an opened camera, timed as they arrive: it gives fewer a second than it says when whoever looks
    at them is slower than it is. See :class:`Frames`.
    """

    announced: int | None = None
    expected: int | None = None

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture

    def __iter__(self) -> Iterator[Frame]:
        """Until the camera gives no more."""
        begin, before, duration = 0.0, 0.0, 1 / USUAL_RATE
        there, picture = self._capture.read()
        while there:
            now = monotonic()
            begin = begin or now
            seconds = now - begin
            if seconds > before:
                duration = seconds - before
            yield Frame(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8), seconds, duration)
            before = seconds
            there, picture = self._capture.read()

    def shortfall(self) -> str | None:
        """A camera promises nothing."""
        return None


@contextmanager
def open_camera(index: int) -> Iterator[CameraFrames]:
    """Open a camera by its number, counted from 0, and close it in the end.

    Raises:
        UserError: it cannot be opened; one line.
    """
    with quiet():  # OpenCV's back ends report each attempt
        capture = cv2.VideoCapture(index)
    try:
        if not capture.isOpened():
            raise UserError(
                f"camera {index} cannot be opened: is it connected, free and allowed? "
                "Cameras are counted from 0"
            )
        yield CameraFrames(capture)
    finally:
        capture.release()
