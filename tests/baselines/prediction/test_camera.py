"""Cameras: frames timed as they arrive."""

import time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from fmld_synth.baselines.prediction.camera import CameraFrames, open_camera
from fmld_synth.errors import UserError
from tests.baselines.prediction.fakes import patch


class _Capture:
    """A camera that gives some pictures, slowly."""

    def __init__(self, pictures, pause=0.0):
        self._pictures, self._pause = iter(pictures), pause

    def read(self):
        time.sleep(self._pause)
        picture = next(self._pictures, None)
        return picture is not None, picture


def _capture(*arguments: Any, **options: Any) -> Any:
    return _Capture(*arguments, **options)


def test_frames_are_timed_as_they_arrive():
    frames = list(CameraFrames(_capture([patch(10, 10)] * 5, pause=0.05)))
    seconds = [frame.seconds for frame in frames]
    assert seconds[0] == 0
    assert all(0.045 < after - before < 1 for before, after in pairwise(seconds))
    assert frames[-1].duration == pytest.approx(seconds[-1] - seconds[-2])


def test_colors_are_rgb():
    blue_first = np.zeros((40, 40, 3), np.uint8)
    blue_first[..., 0] = 200
    (frame,) = CameraFrames(_capture([blue_first]))
    assert frame.image[0, 0].tolist() == [0, 0, 200]


def test_a_camera_that_is_not_there_is_one_line(capfd):
    with pytest.raises(UserError, match="camera 97 cannot be opened"), open_camera(97):
        pass
    assert capfd.readouterr().err == ""
