"""Frames of videos and cameras, read and written with OpenCV."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.baselines.prediction.sources import Camera, Video
from fmld_synth.errors import UserError
from fmld_synth.execution.quiet import quiet
from fmld_synth.geometry import ByteArray

USUAL_RATE = 25.0
"""Frames a second when a camera or file does not say."""
FASTEST_RATE = 240.0
CODEC = "mp4v"
"""MPEG-4 in an .mp4 file: OpenCV's wheels can write it everywhere."""


class Frames:
    """The frames of an opened video or camera, in order.

    Attributes:
        rate: frames a second.
        announced: how many there are by the file's own account; None for cameras and when it does not say.
    """

    def __init__(self, capture: cv2.VideoCapture, *, endless: bool) -> None:
        self._capture = capture
        rate = capture.get(cv2.CAP_PROP_FPS)
        self.rate = rate if math.isfinite(rate) and 0 < rate <= FASTEST_RATE else USUAL_RATE
        count = capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.announced = int(count) if not endless and math.isfinite(count) and count > 0 else None

    def __iter__(self) -> Iterator[ByteArray]:
        """uint8 (height, width, 3), RGB, until the file ends or the camera gives no more."""
        while True:
            there, frame = self._capture.read()
            if not there:
                return
            yield np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), np.uint8)


@contextmanager
def open_frames(source: Video | Camera) -> Iterator[Frames]:
    """Open a video or camera, and close it in the end.

    Raises:
        UserError: it cannot be opened; one line.
    """
    with quiet():  # OpenCV's back ends report each attempt
        capture = cv2.VideoCapture(source.index if isinstance(source, Camera) else str(source.path))
    try:
        if not capture.isOpened():
            raise UserError(_cannot_open(source))
        yield Frames(capture, endless=isinstance(source, Camera))
    finally:
        capture.release()


def _cannot_open(source: Video | Camera) -> str:
    if isinstance(source, Camera):
        return (
            f"camera {source.index} cannot be opened: is it connected, free and allowed? "
            "Cameras are counted from 0"
        )
    return f"{source.path} cannot be opened as a video: is it whole? Convert it to .mp4 and try again"


class VideoFile:
    """A video that is being written, of frames of one size.

    Args:
        path: the file; an existing one is replaced.
        rate: frames a second.
    """

    def __init__(self, path: Path, rate: float) -> None:
        self._path, self._rate = path, rate
        self._writer: cv2.VideoWriter | None = None
        self._frames = 0

    def add(self, frame: ByteArray) -> None:
        """Append a frame: uint8 (height, width, 3), RGB. An odd last row or column, which the codec cannot hold, is
        left out.

        Raises:
            UserError: the file cannot be written.
        """
        height, width = (side - side % 2 for side in frame.shape[:2])
        if self._writer is None:
            codec = cv2.VideoWriter.fourcc(*CODEC)
            with quiet():
                self._writer = cv2.VideoWriter(str(self._path), codec, self._rate, (width, height))
            if not self._writer.isOpened():
                raise UserError(
                    f"cannot write a video to {self._path.parent}: is there space, and permission?"
                )
        self._writer.write(cv2.cvtColor(frame[:height, :width], cv2.COLOR_RGB2BGR))
        self._frames += 1

    def close(self) -> None:
        """Finish the file.

        Raises:
            UserError: it does not hold all frames: OpenCV says nothing when the disk is full.
        """
        if self._writer is None:
            return
        self._writer.release()
        with quiet():
            written = cv2.VideoCapture(str(self._path))
        count = written.get(cv2.CAP_PROP_FRAME_COUNT) if written.isOpened() else 0
        written.release()
        if count < self._frames:
            raise UserError(f"the video in {self._path.parent} could not be written whole: is the disk full?")
