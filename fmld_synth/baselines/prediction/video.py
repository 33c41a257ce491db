"""Opening what moves, a film or a camera."""

from __future__ import annotations

from contextlib import AbstractContextManager

from fmld_synth.baselines.prediction.camera import open_camera
from fmld_synth.baselines.prediction.sources import Camera, Video
from fmld_synth.films.film import open_film
from fmld_synth.films.frame import Frames


def open_frames(source: Video | Camera) -> AbstractContextManager[Frames]:
    """Open a film or camera, and close it in the end.

    Raises:
        UserError: when entered: it cannot be opened; one line.
    """
    return open_camera(source.index) if isinstance(source, Camera) else open_film(source.path)
