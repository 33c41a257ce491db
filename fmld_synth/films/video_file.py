"""Writing a film with PyAV, frame by frame, each shown as long as in the original."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from PIL import Image, ImageOps

from fmld_synth.errors import UserError
from fmld_synth.geometry import ByteArray

CODEC = "mpeg4"
"""MPEG-4 Part 2: every build of FFmpeg can write it."""
QUALITY = 3
"""Quantizer of the codec, 1 (best) to 31; at 3 nothing is seen of the compression. Chosen by eye."""
TIME_BASE = Fraction(1, 60000)
"""Seconds. It divides the frames of all usual rates, and MPEG-4 allows no finer one than 1/65535."""
QUANTIZER_UNIT = 118
"""Of FFmpeg's ``global_quality`` (FF_QP2LAMBDA)."""


class VideoFile:
    """A film that is being written. Without a frame no file appears.

    Args:
        path: the file, ``.mp4``; an existing one is replaced.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._container: av.container.OutputContainer | None = None
        self._stream: av.video.stream.VideoStream | None = None
        self._last = -1

    def add(self, picture: ByteArray, seconds: float, duration: float) -> None:
        """Append a frame.

        Args:
            picture: uint8 (height, width, 3), RGB. The first one fixes the film's size; an odd last row or column,
                which the codec cannot hold, is left out, and pictures of another size are fitted in.
            seconds: when it is shown.
            duration: how long, in seconds, if it is the last one.

        Raises:
            UserError: the file cannot be written.
        """
        try:
            if self._container is None or self._stream is None:
                height, width = (side - side % 2 for side in picture.shape[:2])
                self._open(max(width, 2), max(height, 2))
            assert self._container is not None and self._stream is not None
            frame = av.VideoFrame.from_ndarray(_fitted(picture, self._stream.width, self._stream.height))
            self._last = frame.pts = max(round(seconds / TIME_BASE), self._last + 1)
            frame.time_base = TIME_BASE
            for packet in self._stream.encode(frame):
                packet.duration = max(round(duration / TIME_BASE), 1)
                self._container.mux(packet)
        except (OSError, FFmpegError) as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """Finish the file.

        Raises:
            UserError: it cannot be written whole.
        """
        if self._container is None or self._stream is None:
            return
        try:
            for packet in self._stream.encode(None):
                self._container.mux(packet)
            self._container.close()
        except (OSError, FFmpegError) as error:
            raise self._failed(error) from error

    def _open(self, width: int, height: int) -> None:
        self._container = av.open(str(self._path), "w", format="mp4")
        stream = self._container.add_stream(CODEC, rate=1 / TIME_BASE)
        assert isinstance(stream, av.video.stream.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = stream.time_base = TIME_BASE
        stream.codec_context.options = {"flags": "+qscale", "global_quality": str(QUALITY * QUANTIZER_UNIT)}
        self._stream = stream

    def _failed(self, error: Exception) -> UserError:
        why = getattr(error, "strerror", None) or error
        return UserError(
            f"cannot write a film to {self._path.parent} ({why}): is there space, and permission?"
        )


def _fitted(picture: ByteArray, width: int, height: int) -> ByteArray:
    """A picture of the film's size: cut by a row or column, or scaled and laid on black."""
    if width <= picture.shape[1] <= width + 1 and height <= picture.shape[0] <= height + 1:
        return np.ascontiguousarray(picture[:height, :width])
    return np.asarray(ImageOps.pad(Image.fromarray(picture), (width, height)), np.uint8)
