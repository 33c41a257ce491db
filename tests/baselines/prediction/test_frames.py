"""Videos and cameras: an annotated video of the same length, steady numbers, clear ends."""

import json
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np
import pytest

from fmld_synth.baselines.prediction import frames as frames_module
from fmld_synth.baselines.prediction.colours import class_colours
from fmld_synth.baselines.prediction.frames import look_at_frames
from fmld_synth.baselines.prediction.run import Run
from fmld_synth.baselines.prediction.sources import Camera, Video
from fmld_synth.baselines.prediction.video import USUAL_RATE, Frames, VideoFile, open_frames
from fmld_synth.errors import UserError
from tests.baselines.prediction.fakes import CLASSES, BrightPredictor, Counter, patch


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A bright face that walks to the right."""
    path = tmp_path_factory.mktemp("film") / "walk.mp4"
    video = VideoFile(path, 12.5)
    for n in range(20):
        video.add(patch(20 + 5 * n, 80))
    video.close()
    return path


@pytest.fixture
def run(tmp_path):
    return Run(BrightPredictor(), tmp_path / "out", class_colours(CLASSES, "three"), Counter())


def lines(output):
    return [json.loads(line) for line in (output / "predictions.jsonl").read_text().splitlines()]


def frames_of(path):
    with open_frames(Video(path)) as frames:
        return list(frames), frames.rate


def test_what_is_written_can_be_read(film):
    frames, rate = frames_of(film)
    assert (len(frames), rate) == (20, 12.5)
    assert np.abs(frames[3].astype(int) - patch(35, 80)).mean() < 5


def test_odd_sides_lose_a_row(tmp_path):
    video = VideoFile(tmp_path / "odd.mp4", 25)
    video.add(patch(10, 10, height=101, width=77))
    video.close()
    (frame,), _ = frames_of(tmp_path / "odd.mp4")
    assert frame.shape == (100, 76, 3)


def test_a_video_is_annotated_frame_by_frame(film, run):
    summary = look_at_frames(run, Video(film))
    assert (summary.pictures, summary.announced, summary.faces, summary.people) == (20, 20, 20, 1)
    assert run.watcher.total == run.watcher.accepted == 20
    records = lines(run.output)
    assert [record["frame"] for record in records] == list(range(20))
    assert records[5]["seconds"] == 0.4
    assert {face["track"] for record in records for face in record["faces"]} == {1}
    assert abs(records[19]["faces"][0]["box"][0] - 115) < 10
    annotated, rate = frames_of(run.output / "walk.mp4")
    assert (len(annotated), rate) == (20, 12.5)
    orange = np.abs(annotated[10].astype(int) - (255, 150, 0)).sum(axis=2) < 90
    assert orange.any()


def test_the_first_frames_alone(film, run):
    assert look_at_frames(run, Video(film), max_frames=4).pictures == 4
    assert run.watcher.total == 4
    assert len(lines(run.output)) == 4


def test_a_file_that_is_no_video_is_one_line(run, tmp_path):
    broken = tmp_path / "in" / "broken.mp4"
    broken.parent.mkdir()
    broken.write_bytes(b"no video")
    with pytest.raises(UserError, match=r"broken.mp4 cannot be opened"):
        look_at_frames(run, Video(broken))
    assert not run.output.exists()


def test_a_cut_video_is_one_line(film, run, tmp_path):
    cut = tmp_path / "in" / "cut.mp4"
    cut.parent.mkdir()
    cut.write_bytes(film.read_bytes()[:2000])
    with pytest.raises(UserError, match=r"cut.mp4"):
        look_at_frames(run, Video(cut))


def test_a_camera_that_is_not_there_is_one_line(run, capfd):
    with pytest.raises(UserError, match="camera 97 cannot be opened"):
        look_at_frames(run, Camera(97))
    assert capfd.readouterr().err == ""


class _Capture:
    """Says what a driver says."""

    def __init__(self, values):
        self._values = values

    def get(self, what):
        return self._values.get(what, 0.0)


@pytest.mark.parametrize("rate", [0.0, float("nan"), -1.0, 90000.0])
def test_a_senseless_rate_becomes_the_usual_one(rate):
    capture: Any = _Capture({cv2.CAP_PROP_FPS: rate})
    assert Frames(capture, endless=True).rate == USUAL_RATE


class _Endless:
    """A camera in front of which a face stands; the user presses Ctrl-C after some frames."""

    rate, announced = 25.0, None

    def __init__(self, frames):
        self._frames = frames

    def __iter__(self):
        for _ in range(self._frames):
            yield patch(100, 80)
        raise KeyboardInterrupt


def watch(monkeypatch, frames):
    @contextmanager
    def opened(source):
        yield _Endless(frames)

    monkeypatch.setattr(frames_module, "open_frames", opened)


def test_ctrl_c_ends_a_camera_as_planned(monkeypatch, run):
    watch(monkeypatch, 6)
    summary = look_at_frames(run, Camera(0))
    assert (summary.pictures, summary.people) == (6, 1)
    assert summary.milliseconds["all"] > 0
    assert len(frames_of(run.output / "camera_0.mp4")[0]) == len(lines(run.output)) == 6


def test_ctrl_c_during_a_video_leaves_nothing_half_done(monkeypatch, run, film):
    watch(monkeypatch, 6)
    with pytest.raises(KeyboardInterrupt):
        look_at_frames(run, Video(film))
    assert list(run.output.iterdir()) == []


def test_a_camera_without_pictures_is_one_line(monkeypatch, run):
    watch(monkeypatch, 0)
    with pytest.raises(UserError, match="camera 0 gave no picture"):
        look_at_frames(run, Camera(0))
    assert list(run.output.iterdir()) == []


def test_a_video_that_could_not_be_written_whole_is_noticed(tmp_path):
    video = VideoFile(tmp_path / "film.mp4", 25)
    for _ in range(3):
        video.add(patch(10, 10))
    video._writer.release()
    (tmp_path / "film.mp4").write_bytes(b"")
    with pytest.raises(UserError, match="disk full"):
        video.close()


def test_a_video_that_cannot_be_written_is_one_line(tmp_path):
    with pytest.raises(UserError, match="cannot write a video"):
        VideoFile(tmp_path / "nowhere" / "film.mp4", 25).add(patch(10, 10))
