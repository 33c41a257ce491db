"""Films as people bring them: upright, at the times their header states, or refused with the reason."""

import os
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest

from fmld_synth.errors import UserError
from fmld_synth.films import film as film_module
from fmld_synth.films.film import is_film, open_film, turned
from tests.films.films import film, noise, quadrants, with_matrix

UNEVEN = [0, 0.04, 0.08, 0.12, 0.16, 1.16, 2.16, 3.16, 4.16, 5.16]
"""Seconds: a phone whose picture stands still."""


def read(path):
    """All frames, and what the film says of itself at the end."""
    with open_film(path) as opened:
        return list(opened), opened


def refusal(path):
    with pytest.raises(UserError) as raised, open_film(path) as opened:
        list(opened)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def looks_like(picture, expected):
    return picture.shape == expected.shape and np.abs(picture.astype(int) - expected).mean() < 12


TURNS = {
    "upright": (((1, 0), (0, 1)), lambda picture: picture),
    "90 degrees": (((0, 1), (-1, 0)), lambda picture: np.rot90(picture, -1)),
    "180 degrees": (((-1, 0), (0, -1)), lambda picture: np.rot90(picture, 2)),
    "270 degrees": (((0, -1), (1, 0)), lambda picture: np.rot90(picture, 1)),
    "mirrored": (((-1, 0), (0, 1)), lambda picture: picture[:, ::-1]),
    "upside down": (((1, 0), (0, -1)), lambda picture: picture[::-1]),
    "mirrored, 90": (((0, 1), (1, 0)), lambda picture: picture.swapaxes(0, 1)),
    "mirrored, 270": (((0, -1), (-1, 0)), lambda picture: np.rot90(picture, 2).swapaxes(0, 1)),
}


@pytest.mark.parametrize("turn", TURNS)
def test_films_are_turned_as_their_header_says(tmp_path, turn):
    matrix, expected = TURNS[turn]
    path = with_matrix(film(tmp_path / "phone.mp4", [quadrants()] * 2), matrix)
    frames, _ = read(path)
    assert all(looks_like(frame.image, expected(quadrants())) for frame in frames)
    assert frames[0].image.flags.c_contiguous


def test_a_matrix_that_is_nearly_a_quarter_turn_is_one():
    picture = quadrants()
    oblique = np.array([9000, 64000, 0, -64000, 9000, 0, 0, 0, 1 << 30], np.int32)
    np.testing.assert_array_equal(turned(picture, oblique), np.rot90(picture, -1))


def test_pixels_that_are_not_square_become_so(tmp_path):
    path = film(tmp_path / "camcorder.mkv", [quadrants(72, 54)] * 2, pixel=Fraction(4, 3))
    frames, _ = read(path)
    assert looks_like(frames[0].image, quadrants(96, 54))


@pytest.mark.parametrize(
    ("name", "codec"), [("phone.mp4", "mpeg4"), ("screen.mkv", "mpeg4"), ("browser.webm", "libvpx")]
)
def test_frames_have_the_times_of_the_container(tmp_path, name, codec):
    path = film(tmp_path / name, [noise(n) for n in range(10)], UNEVEN, codec=codec)
    frames, opened = read(path)
    assert [round(frame.seconds, 3) for frame in frames] == UNEVEN
    assert opened.shortfall() is None


def test_time_is_counted_from_the_first_frame(tmp_path):
    path = film(tmp_path / "late.mkv", [noise(n) for n in range(3)], [7.0, 7.5, 9.0])
    frames, opened = read(path)
    assert [round(frame.seconds, 3) for frame in frames] == [0, 0.5, 2.0]
    assert opened.shortfall() is None


def test_time_never_runs_back(tmp_path):
    """Two recordings one after the other in one file: their clocks start twice."""
    once = film(
        tmp_path / "once.ts", [noise(n) for n in range(5)], codec="mpeg2video", form="mpegts"
    ).read_bytes()
    (tmp_path / "twice.ts").write_bytes(once + once)
    frames, _ = read(tmp_path / "twice.ts")
    seconds = [frame.seconds for frame in frames]
    assert len(seconds) == 10
    assert all(0 < after - before < 0.2 for before, after in pairwise(seconds))


CONTAINERS = [
    ("phone.mp4", "libx264", None), ("phone.mov", "libx265", None), ("old_phone.3gp", "mpeg4", None),
    ("browser.webm", "libvpx-vp9", None), ("screen.mkv", "libx264", None), ("screen.flv", "flv", None),
    ("camera.avi", "mjpeg", None), ("camcorder.mts", "libx264", "mpegts"), ("disc.vob", "mpeg2video", "vob"),
    ("disc.mpg", "mpeg1video", None), ("windows.wmv", "wmv2", None), ("raw.h264", "libx264", "h264"),
    ("raw.hevc", "libx265", "hevc"), ("editor.mxf", "mpeg2video", None), ("av1.mp4", "libsvtav1", None),
    ("av1.webm", "libsvtav1", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "codec", "form"), CONTAINERS)
def test_containers_of_phones_camcorders_and_browsers(tmp_path, capfd, name, codec, form):
    if codec not in av.codecs_available:
        pytest.skip(f"this FFmpeg does not write {codec}")
    path = film(tmp_path / name, [quadrants(128, 96)] * 6, codec=codec, form=form)
    capfd.readouterr()  # encoders speak
    frames, opened = read(path)
    assert [round(frame.seconds, 2) for frame in frames] == [0, 0.04, 0.08, 0.12, 0.16, 0.2]
    assert looks_like(frames[-1].image, quadrants(128, 96))
    assert opened.shortfall() is None
    assert is_film(path)
    assert capfd.readouterr().err == ""


def test_the_length_of_a_cut_film_is_told(tmp_path):
    path = film(tmp_path / "camera.avi", [noise(n) for n in range(10)], codec="mjpeg")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    frames, opened = read(path)
    assert 3 <= len(frames) <= 5
    assert f"camera.avi announces 10 frames, {len(frames)} could be read" in opened.shortfall()


def test_a_film_for_the_web_that_was_cut(tmp_path):
    """Its index comes first, and still lists all frames."""
    path = film(
        tmp_path / "download.mp4",
        [noise(n) for n in range(10)],
        options={"movflags": "faststart"},
        codec="mjpeg",
    )
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    frames, opened = read(path)
    assert 3 <= len(frames) <= 6
    assert f"announces 10 frames, {len(frames)} could be read" in opened.shortfall()


def test_a_film_that_announces_its_length_only(tmp_path):
    path = film(tmp_path / "screen.mkv", [noise(n) for n in range(10)], rate=2)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    frames, opened = read(path)
    assert 2 <= len(frames) <= 6
    assert "announces 5.0 s, " in opened.shortfall()


def test_what_the_editor_cut_away_is_not_missing(tmp_path):
    """A phone that trims a film keeps the frames and lists what is to be shown."""
    path = film(
        tmp_path / "trimmed.mp4",
        [noise(n) for n in range(10)],
        [(n - 4) / 25 for n in range(10)],
        options={"use_editlist": "1", "avoid_negative_ts": "disabled"},
    )
    frames, opened = read(path)
    assert (len(frames), opened.announced, opened.shortfall()) == (6, 6, None)


def test_damage_in_the_middle_is_told(tmp_path):
    path = film(tmp_path / "camera.avi", [noise(n) for n in range(10)], codec="mjpeg")
    data = bytearray(path.read_bytes())
    start = data.index(b"\xff\xd8", len(data) // 2)
    data[start : start + 600] = b"\x00" * 600
    path.write_bytes(data)
    frames, opened = read(path)
    assert len(frames) == 9
    assert "10 frames, 9 could be read" in opened.shortfall()


@pytest.mark.parametrize(
    ("name", "codec", "before", "after", "called"),
    [
        ("new.mov", "mjpeg", b"jpeg", b"zzzz", "zzzz"),
        ("new.avi", "mpeg4", b"FMP4", b"AVS3", "avs3"),
        ("new.mkv", "mpeg2video", b"V_MPEG2", b"V_AVS2\0", "avs2"),
    ],
)
def test_a_codec_that_cannot_be_decoded_is_named(tmp_path, name, codec, before, after, called):
    path = film(tmp_path / name, [noise(1)] * 2, codec=codec)
    path.write_bytes(path.read_bytes().replace(before, after))
    told = refusal(path)
    assert f"encoded as {called}," in told
    assert "ffmpeg -i" in told


def test_sound_alone_is_not_a_film(tmp_path):
    with av.open(str(tmp_path / "song.m4a"), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        sound.rate, sound.pts = 44100, 0
        container.mux(stream.encode(sound))
        container.mux(stream.encode(None))
    assert "no moving pictures" in refusal(tmp_path / "song.m4a")


@pytest.mark.parametrize(
    "content",
    [b"", b"no film", b"#EXTM3U\n#EXTINF:1,\nfilm.mp4\n", b"ffconcat version 1.0\nfile film.mp4\n"],
    ids=["empty", "text", "playlist", "list of films"],
)
def test_what_is_not_a_film_is_one_line(tmp_path, content, capfd):
    """A playlist would lead to other files and to the network."""
    film(tmp_path / "film.mp4", [noise(1)] * 2)
    (tmp_path / "list.mp4").write_bytes(content)
    assert "list.mp4 cannot be opened as a film" in refusal(tmp_path / "list.mp4")
    assert not is_film(tmp_path / "list.mp4")
    assert capfd.readouterr().err == ""


def test_pipes_and_devices_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "device.mp4").symlink_to("/dev/zero")
    for name in ("pipe.mp4", "device.mp4"):
        assert "is not a regular file" in refusal(tmp_path / name)
    assert "no such file" in refusal(tmp_path / "missing.mp4").lower()


def test_pictures_too_large_to_look_at(tmp_path, monkeypatch):
    path = film(tmp_path / "huge.mp4", [noise(1)] * 2)
    monkeypatch.setattr(film_module, "MOST_PIXELS", 64 * 48 - 1)
    assert "64 x 48 px" in refusal(path)


def test_pictures_that_grow_too_large_on_the_way_are_left_out(tmp_path, monkeypatch):
    small = film(tmp_path / "small.ts", [noise(n) for n in range(3)], codec="mpeg2video", form="mpegts")
    large = film(
        tmp_path / "large.ts", [noise(n, 640, 480) for n in range(3)], codec="mpeg2video", form="mpegts"
    )
    (tmp_path / "both.ts").write_bytes(small.read_bytes() + large.read_bytes())
    assert {frame.image.shape for frame in read(tmp_path / "both.ts")[0]} == {(48, 64, 3), (480, 640, 3)}
    monkeypatch.setattr(film_module, "MOST_PIXELS", 64 * 48)
    frames, opened = read(tmp_path / "both.ts")
    assert {frame.image.shape for frame in frames} == {(48, 64, 3)}
    assert "damaged" in opened.shortfall()


def test_metadata_that_are_not_utf_8(tmp_path):
    path = film(tmp_path / "film.avi", [noise(1)] * 2)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"Lavf", b"\xff\xe9\xfeL"))
    assert len(read(path)[0]) == 2


def test_random_damage_is_frames_or_one_line(tmp_path):
    chance = np.random.default_rng(5)
    for name, codec in (("a.mp4", "mpeg4"), ("a.mkv", "mpeg4"), ("a.avi", "mjpeg"), ("a.webm", "libvpx")):
        whole = np.frombuffer(
            film(tmp_path / name, [noise(n) for n in range(4)], codec=codec).read_bytes(), np.uint8
        )
        for _ in range(25):
            damaged = whole.copy()
            where = chance.integers(0, min(len(damaged), chance.choice([200, 2000, 10**6])), 8)
            damaged[where] = chance.integers(0, 256, 8)
            (tmp_path / name).write_bytes(damaged[: chance.integers(1, len(damaged) + 1)].tobytes())
            try:
                frames, opened = read(tmp_path / name)
                seconds = [frame.seconds for frame in frames]
                assert seconds == sorted(seconds)
                opened.shortfall()
            except UserError as error:
                assert "\n" not in str(error)
