"""What the user names, and where results go."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fmld_synth.baselines.prediction.output import open_output
from fmld_synth.baselines.prediction.sources import (
    Camera,
    Photographs,
    Video,
    default_output,
    find_source,
)
from fmld_synth.errors import UserError
from fmld_synth.files import whole_file
from tests.films.films import film, noise
from tests.time_limit import time_limit


@pytest.fixture
def folder(tmp_path):
    photographs = tmp_path / "photographs"
    (photographs / "more").mkdir(parents=True)
    for name in ("a.jpg", "more/b.png"):
        Image.fromarray(np.zeros((40, 40, 3), np.uint8)).save(photographs / name)
    (photographs / "clip.MP4").write_bytes(b"")
    return photographs


def test_a_number_is_a_camera():
    assert find_source("0") == Camera(0)
    assert default_output(Camera(2)) == Path("predictions/camera_2")


def test_a_folder_is_its_photographs(folder):
    source = find_source(str(folder))
    assert source == Photographs(folder, (folder / "a.jpg", folder / "more/b.png"), passed_over={".mp4": 1})
    assert default_output(source) == Path("predictions/photographs")


def test_a_file_is_a_photograph_or_a_video_by_its_ending(folder):
    assert find_source(str(folder / "a.jpg")) == Photographs(folder, (folder / "a.jpg",), single=True)
    assert default_output(find_source(str(folder / "a.jpg"))) == Path("predictions/a")
    assert find_source(str(folder / "clip.MP4")) == Video(folder / "clip.MP4")


@pytest.mark.parametrize("name", ["nowhere.jpg", "empty", "-1"])
def test_what_is_not_there_is_one_line(name, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match=name) as raised:
        find_source(str(tmp_path / name))
    assert "\n" not in str(raised.value)


def test_results_never_go_where_the_source_is(folder, tmp_path):
    all_of_it, one, clip = (find_source(str(folder / name)) for name in ("", "a.jpg", "clip.MP4"))
    for source in (all_of_it, one, clip):
        with pytest.raises(UserError, match="`output`"):
            open_output(folder, source, overwrite=True)
    for output in (folder / "out", tmp_path):
        with pytest.raises(UserError, match="`output`"):
            open_output(output, all_of_it, overwrite=True)
    open_output(folder / "out", one, overwrite=False)
    open_output(folder / "out2", clip, overwrite=False)


def test_results_of_an_earlier_run_stay_unless_told_otherwise(folder, tmp_path):
    output = tmp_path / "out"
    output.mkdir()
    (output / "precious.txt").write_text("mine")
    source = find_source(str(folder))
    with pytest.raises(UserError, match="`overwrite=True`"):
        open_output(output, source, overwrite=False)
    open_output(output, source, overwrite=True)
    assert (output / "precious.txt").read_text() == "mine"


def test_what_a_killed_run_left_half_written_does_not_count(folder, tmp_path):
    output = tmp_path / "out"
    output.mkdir()
    (output / ".clip.77.part.mp4").write_bytes(b"")
    open_output(output, find_source(str(folder)), overwrite=False)


def test_an_output_that_cannot_be_made_is_one_line(folder, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="is a file"):
        open_output(tmp_path / "file" / "out", find_source(str(folder)), overwrite=False)


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_text("old")
    with pytest.raises(ValueError, match="broken"), whole_file(path) as part:
        assert part.suffix == ".mp4"
        part.write_text("half")
        raise ValueError("broken")
    assert path.read_text() == "old"
    with whole_file(path) as part:
        part.write_text("new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_of_another_ending_is_what_it_holds(tmp_path):
    walk = film(tmp_path / "walk.mkv", [noise(n) for n in range(3)])
    walk.rename(tmp_path / "recording.bin")
    assert find_source(str(tmp_path / "recording.bin")) == Video(tmp_path / "recording.bin")
    Image.fromarray(noise(1)).save(tmp_path / "picture.png")
    (tmp_path / "picture.png").rename(tmp_path / "picture")
    source = find_source(str(tmp_path / "picture"))
    assert isinstance(source, Photographs) and source.single


@pytest.mark.parametrize("name", ["a.mts", "a.FLV", "a.h264", "a.vob", "a.3gp", "a.webm"])
def test_films_of_camcorders_and_browsers_are_films(tmp_path, name):
    (tmp_path / name).touch()
    assert find_source(str(tmp_path / name)) == Video(tmp_path / name)


def test_a_folder_of_films_is_said_to_be_one(tmp_path):
    for name in ("a.mp4", "b.mov", "c.MP4"):
        (tmp_path / name).touch()
    with pytest.raises(UserError, match=r"only 1 .mov, 2 .mp4; a film is named by itself"):
        find_source(str(tmp_path))


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with time_limit():
        source = find_source(str(tmp_path / "pipe"))
    assert isinstance(source, Photographs) and source.single, "reading it says what it is"
