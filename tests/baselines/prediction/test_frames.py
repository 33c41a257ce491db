"""Videos and cameras: an annotated video of the same length, steady numbers, clear ends."""

import json
from contextlib import contextmanager
from fractions import Fraction

import av
import numpy as np
import pytest

from fmld_synth.baselines.prediction import frames as frames_module
from fmld_synth.baselines.prediction.colors import class_colors
from fmld_synth.baselines.prediction.frames import look_at_frames
from fmld_synth.baselines.prediction.run import Run
from fmld_synth.baselines.prediction.sources import Camera, Video
from fmld_synth.baselines.prediction.video import open_frames
from fmld_synth.errors import UserError
from fmld_synth.films.frame import Frame
from tests.baselines.prediction.fakes import CLASSES, BrightPredictor, Counter, patch
from tests.films.films import film, noise, with_matrix


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """A bright face that walks to the right."""
    path = tmp_path_factory.mktemp("film") / "walk.mp4"
    return film(path, [patch(20 + 5 * n, 80) for n in range(20)], rate=Fraction(25, 2))


@pytest.fixture
def run(tmp_path):
    return Run(BrightPredictor(), tmp_path / "out", class_colors(CLASSES, "three"), Counter())


def lines(output):
    return [json.loads(line) for line in (output / "predictions.jsonl").read_text().splitlines()]


def frames_of(path):
    with open_frames(Video(path)) as frames:
        return list(frames)


def test_a_video_is_annotated_frame_by_frame(walk, run):
    summary = look_at_frames(run, Video(walk))
    assert (summary.pictures, summary.announced, summary.faces, summary.people) == (20, 20, 20, 1)
    assert run.watcher.total == run.watcher.accepted == 20
    records = lines(run.output)
    assert [record["frame"] for record in records] == list(range(20))
    assert records[5]["seconds"] == 0.4
    assert {face["track"] for record in records for face in record["faces"]} == {1}
    assert abs(records[19]["faces"][0]["box"][0] - 115) < 10
    annotated = frames_of(run.output / "walk.mp4")
    assert [round(frame.seconds, 3) for frame in annotated] == [record["seconds"] for record in records]
    orange = np.abs(annotated[10].image.astype(int) - (255, 150, 0)).sum(axis=2) < 90
    assert orange.any()


def test_the_first_frames_alone(walk, run):
    assert look_at_frames(run, Video(walk), max_frames=4).pictures == 4
    assert run.watcher.total == 4
    assert len(lines(run.output)) == 4


def test_a_file_that_is_no_video_is_one_line(run, tmp_path):
    broken = tmp_path / "in" / "broken.mp4"
    broken.parent.mkdir()
    broken.write_bytes(b"no video")
    with pytest.raises(UserError, match=r"broken.mp4 cannot be opened"):
        look_at_frames(run, Video(broken))
    assert not run.output.exists()


def test_a_cut_video_is_one_line(walk, run, tmp_path):
    cut = tmp_path / "in" / "cut.mp4"
    cut.parent.mkdir()
    cut.write_bytes(walk.read_bytes()[:2000])
    with pytest.raises(UserError, match=r"cut.mp4"):
        look_at_frames(run, Video(cut))


class _Endless:
    """A camera in front of which a face stands; the user presses Ctrl-C after some frames."""

    announced = expected = None

    def __init__(self, frames):
        self._frames = frames

    def __iter__(self):
        for number in range(self._frames):
            yield Frame(patch(100, 80), number / 10, 0.1)
        raise KeyboardInterrupt

    def shortfall(self):
        return None


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
    assert len(frames_of(run.output / "camera_0.mp4")) == len(lines(run.output)) == 6


def test_ctrl_c_during_a_video_leaves_nothing_half_done(monkeypatch, run, walk):
    watch(monkeypatch, 6)
    with pytest.raises(KeyboardInterrupt):
        look_at_frames(run, Video(walk))
    assert list(run.output.iterdir()) == []


def test_a_camera_without_pictures_is_one_line(monkeypatch, run):
    watch(monkeypatch, 0)
    with pytest.raises(UserError, match="camera 0 gave no picture"):
        look_at_frames(run, Camera(0))
    assert list(run.output.iterdir()) == []


def test_the_annotated_film_is_as_long_as_the_original(run, tmp_path):
    uneven = [0, 0.04, 0.08, 1.08, 2.08]
    path = film(tmp_path / "phone.mp4", [patch(20 + n, 80) for n in range(5)], uneven)
    summary = look_at_frames(run, Video(path))
    assert [record["seconds"] for record in lines(run.output)] == uneven
    assert [round(frame.seconds, 3) for frame in frames_of(run.output / "phone.mp4")] == uneven
    with av.open(str(path)) as original, av.open(str(run.output / "phone.mp4")) as annotated:
        assert annotated.duration == pytest.approx(original.duration, abs=2000)  # microseconds
    assert summary.shortfall is None


def test_boxes_lie_in_the_upright_picture(run, tmp_path):
    path = film(tmp_path / "phone.mp4", [patch(240, 10, side=60)] * 3)
    look_at_frames(run, Video(with_matrix(path, ((0, 1), (-1, 0)))))
    ((left, top, *_),) = [face["box"] for face in lines(run.output)[0]["faces"]]
    assert (left, top) == pytest.approx((240 - 10 - 60, 240), abs=4)
    height, width = frames_of(run.output / "phone.mp4")[0].image.shape[:2]
    assert width < height


def test_what_a_cut_film_lacks_is_told(run, tmp_path):
    path = film(tmp_path / "cut.avi", [noise(n) for n in range(10)], codec="mjpeg")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    summary = look_at_frames(run, Video(path))
    assert summary.pictures < summary.announced == 10
    assert f"announces 10 frames, {summary.pictures} could be read" in summary.shortfall


def test_frames_that_nobody_asked_for_are_not_missing(walk, run):
    assert look_at_frames(run, Video(walk), max_frames=4).shortfall is None
