"""Films that are written: they can be read, are as long as the original, and never lose a frame in silence."""

from pathlib import Path

import av
import numpy as np
import pytest

from fmld_synth.errors import UserError
from fmld_synth.films.film import open_film
from fmld_synth.films.video_file import VideoFile
from tests.baselines.prediction.fakes import patch


def write(path, pictures, seconds=None, duration=0.04):
    video = VideoFile(path)
    for number, picture in enumerate(pictures):
        video.add(picture, number * duration if seconds is None else seconds[number], duration)
    video.close()
    return path


def read(path):
    with open_film(path) as frames:
        return list(frames)


def test_what_is_written_can_be_read(tmp_path):
    frames = read(write(tmp_path / "walk.mp4", [patch(20 + 5 * n, 80) for n in range(20)], duration=0.08))
    assert len(frames) == 20
    assert np.abs(frames[3].image.astype(int) - patch(35, 80)).mean() < 5
    with av.open(str(tmp_path / "walk.mp4")) as film:
        assert film.streams.video[0].average_rate == 12.5
        assert film.duration / av.time_base == pytest.approx(1.6, abs=0.001)


def test_frames_keep_their_times_and_the_last_its_duration(tmp_path):
    seconds = [0, 0.04, 1.04, 1.05, 4.0]
    path = write(tmp_path / "film.mp4", [patch(10 * n, 10) for n in range(5)], seconds, duration=0.5)
    assert [round(frame.seconds, 4) for frame in read(path)] == seconds
    with av.open(str(path)) as film:
        assert film.duration / av.time_base == pytest.approx(4.5, abs=0.001)


@pytest.mark.parametrize("rate", [24000 / 1001, 30000 / 1001, 60000 / 1001, 240])
def test_usual_rates_are_kept(tmp_path, rate):
    path = write(tmp_path / "film.mp4", [patch(10, 10)] * 30, duration=1 / rate)
    with av.open(str(path)) as film:
        assert float(film.streams.video[0].average_rate) == pytest.approx(rate, rel=1e-4)


def test_equal_times_still_rise(tmp_path):
    path = write(tmp_path / "film.mp4", [patch(10 * n, 10) for n in range(3)], [0, 0, 0])
    seconds = [frame.seconds for frame in read(path)]
    assert len(seconds) == 3
    assert seconds[0] < seconds[1] < seconds[2]


def test_odd_sides_lose_a_row(tmp_path):
    (frame,) = read(write(tmp_path / "odd.mp4", [patch(10, 10, height=101, width=77)]))
    assert frame.image.shape == (100, 76, 3)


def test_pictures_that_change_their_size_are_fitted_in(tmp_path):
    """A browser's recording changes its size when the line does."""
    pictures = [patch(10, 10, 60, 120, 160), patch(20, 20, 120, 240, 320), patch(0, 0, 60, 60, 320)]
    frames = read(write(tmp_path / "film.mp4", pictures))
    assert [frame.image.shape for frame in frames] == [(120, 160, 3)] * 3
    assert np.abs(frames[1].image.astype(int) - frames[0].image).mean() < 5
    assert frames[2].image[:40].max() < 40, "black above a picture that is wider"


def test_without_a_frame_there_is_no_file(tmp_path):
    VideoFile(tmp_path / "film.mp4").close()
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_could_not_be_written_whole_is_noticed(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    (tmp_path / "film.mp4").symlink_to("/dev/full")
    with pytest.raises(UserError, match="No space left"):
        write(
            tmp_path / "film.mp4",
            [np.random.default_rng(n).integers(0, 255, (240, 320, 3), np.uint8) for n in range(9)],
        )


def test_a_film_that_cannot_be_written_is_one_line(tmp_path):
    with pytest.raises(UserError, match="cannot write a film") as raised:
        VideoFile(tmp_path / "nowhere" / "film.mp4").add(patch(10, 10), 0, 0.04)
    assert "\n" not in str(raised.value)
