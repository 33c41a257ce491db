"""Films that are drawn and encoded for a test."""

import os
from contextlib import contextmanager
from fractions import Fraction

import av
import numpy as np

IDENTITY = np.array([1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30], ">i4").tobytes()
"""The display matrix of a film that is stored upright."""


def quadrants(width=64, height=48):
    """A picture that tells how it was turned: red, green above blue, white."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = (220, 30, 30)
    picture[: height // 2, width // 2 :] = (30, 220, 30)
    picture[height // 2 :, : width // 2] = (30, 30, 220)
    picture[height // 2 :, width // 2 :] = (220, 220, 220)
    return picture


def noise(seed, width=64, height=48):
    """A picture that no codec makes small."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


@contextmanager
def _same_scheduling():
    """Restore how the process is scheduled: SVT-AV1 makes the one that calls it a real-time process when it may, and
    those that it starts afterwards would keep everything else on the machine waiting."""
    if not hasattr(os, "sched_getscheduler"):
        yield
        return
    policy, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, parameters)


def film(path, pictures, seconds=None, *, codec="mpeg4", rate=25, pixel=None, form=None, options=None):
    """Encode a film.

    Args:
        path: its ending names the container.
        pictures: uint8 (height, width, 3).
        seconds: when each is shown; None for a steady rate.
        codec: FFmpeg's name.
        rate: frames a second.
        pixel: width of a pixel in heights of it.
        form: FFmpeg's name of the container.
        options: of the container.
    """
    pictures = list(pictures)
    with (
        _same_scheduling(),
        av.open(str(path), "w", format=form, container_options=options or {}) as container,
    ):
        stream = container.add_stream(codec, rate=rate)
        stream.height, stream.width = pictures[0].shape[:2]
        wanted = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.pix_fmt = wanted
        stream.codec_context.max_b_frames = 0
        if seconds is not None:
            stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
        if pixel is not None:
            stream.codec_context.sample_aspect_ratio = pixel
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture).reformat(format=wanted)
            frame.pts = number if seconds is None else round(seconds[number] * 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def with_matrix(path, matrix):
    """Write another display matrix into an ``.mp4`` file: rows of two, as in its 2 x 2 upper left part."""
    data = path.read_bytes()
    track = data.index(b"tkhd")
    (a, b), (c, d) = matrix
    stored = np.array([a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30], ">i4").tobytes()
    at = data.index(IDENTITY, track)
    path.write_bytes(data[:at] + stored + data[at + len(stored) :])
    return path
