"""Tracks in MOT's form come back as they were."""

import configparser

import pytest

from fmld_synth.errors import UserError
from fmld_synth.geometry import Box
from fmld_synth.masked_films.mot import TrackLine, read_lines, sequence_info, write_line

LINES = [
    TrackLine(1, 1, Box(10.25, 20.5, 30, 40.75), True, "incorrect", 1.0),
    TrackLine(1, 2, Box(-5, 0, 20, 20), False, "none", 0.75),
    TrackLine(12, 1, Box(0, 0, 1, 1), True, "correct", 1.0),
]


def test_lines_come_back(tmp_path):
    path = tmp_path / "gt.txt"
    with path.open("w") as file:
        for line in LINES:
            write_line(file, line)
    assert list(read_lines(path)) == LINES
    # MOT counts pixels, frames and classes from 1.
    assert path.read_text().splitlines()[0] == "1,1,11.25,21.50,30.00,40.75,1,2,1.0000"


@pytest.mark.parametrize("text", ["1,2,3\n", "1,1,a,1,1,1,1,1,1\n", "1,1,1,1,1,1,1,9,1\n"])
def test_broken_lines_are_named(tmp_path, text):
    path = tmp_path / "gt.txt"
    path.write_text("1,1,11,21,30,40,1,2,1\n" + text)
    with pytest.raises(UserError, match="line 2: not a line of MOT"):
        list(read_lines(path))


def test_the_sequence_is_described():
    parser = configparser.ConfigParser()
    parser.read_string(sequence_info("film", 25.0, 75, 320, 240))
    sequence = parser["Sequence"]
    assert [sequence[name] for name in ("name", "frameRate", "seqLength", "imWidth")] == [
        "film", "25", "75", "320",
    ]  # fmt: skip
