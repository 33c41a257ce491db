"""A film that is made of a portrait: panned, zoomed and turned, so that every frame's true motion is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import ByteArray
from fmld_synth.photographs.reading import read_photograph

PORTRAIT = Path(__file__).parents[1] / "examples" / "portraits" / "astronaut.jpg"
RATE = 25
"""Frames a second."""


def motion(number: int, side: int) -> npt.NDArray[np.float64]:
    """The 2 x 3 matrix that takes pixels of the portrait (512 x 512) to pixels of a frame of ``side`` x ``side``."""
    turn, zoom = 5 * np.sin(number / 7), side / 512 * (1 + 0.08 * np.sin(number / 9))
    matrix = np.array(cv2.getRotationMatrix2D((256, 256), turn, zoom), np.float64)
    matrix[:, 2] += (side / 2 - 256 + 0.03 * side * np.sin(number / 5), side / 2 - 256)
    return matrix


def frames(count: int, side: int, noise: float = 2.0) -> Iterator[ByteArray]:
    """Frames, uint8 (side, side, 3), RGB, with a camera's noise of so many levels."""
    portrait = read_photograph(PORTRAIT).image
    generator = np.random.default_rng(1)
    for number in range(count):
        moved = cv2.warpAffine(
            cv2.GaussianBlur(portrait, (0, 0), 0.4 * 512 / side),
            motion(number, side),
            (side, side),
            borderMode=cv2.BORDER_REPLICATE,
        )
        grainy = moved + generator.normal(0, noise, moved.shape)
        yield np.clip(grainy, 0, 255).round().astype(np.uint8)


def write_film(path: Path, count: int, side: int = 240, noise: float = 2.0) -> Path:
    """Write the film; gives its path."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=RATE, options={"qscale": "3"})
        stream.width = stream.height = side
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = 4_000_000
        for picture in frames(count, side, noise):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        container.mux(stream.encode(None))
    return path
