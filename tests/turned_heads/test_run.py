"""A folder of photographs becomes a folder of turned heads, whatever lies in it, and always the same bytes."""

from __future__ import annotations

import io
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.main import get_command

from fmld_synth.cli import main
from fmld_synth.cli.turn_heads import _range
from fmld_synth.errors import UserError
from fmld_synth.faces.bundled_source import BundledSource
from fmld_synth.locking import locked
from fmld_synth.turned_heads import run
from fmld_synth.turned_heads.drawing import NODDING
from fmld_synth.turned_heads.run import turn_heads
from fmld_synth.turned_heads.turner import Turner, Wishes
from fmld_synth.turned_heads.turning import MOST_NOD, MOST_TURN
from tests.making_sets import contents

PORTRAITS = Path(__file__).parents[2] / "examples" / "portraits"
WISHES = Wishes(yaw=(25, 60), pitch=(-15, 25), per_photograph=1, seed=0, min_face=60)


@pytest.fixture(scope="module")
def faces(tmp_path_factory) -> Path:
    """A portrait with metadata in a subfolder, a wall, a tiny face, a broken file."""
    folder = tmp_path_factory.mktemp("input") / "faces"
    (folder / "club").mkdir(parents=True)
    portrait = Image.open(PORTRAITS / "astronaut.jpg")
    exif = Image.Exif()
    exif[0x010E] = "a secret"
    portrait.save(folder / "club" / "anna.jpg", quality=95, exif=exif)
    portrait.resize((90, 90)).save(folder / "tiny.png")
    Image.new("RGB", (200, 150), (180, 170, 160)).save(folder / "wall.png")
    (folder / "broken.jpg").write_bytes((PORTRAITS / "astronaut.jpg").read_bytes()[:4000])
    return folder


@pytest.fixture(scope="module")
def made(faces, tmp_path_factory) -> Path:
    output = tmp_path_factory.mktemp("output") / "turned"
    counted = turn_heads(faces, output, per_photograph=2, workers=1)
    assert counted.photographs == 4 and counted.pictures == 2
    assert counted.rejected == {"no_face": 1, "too_small": 1, "truncated": 1}
    return output


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_pictures_lie_in_the_folders_of_their_photographs_and_are_listed(made, faces):
    names = ["club/anna_turned_1.jpg", "club/anna_turned_2.jpg"]
    assert set(contents(made)) == {*names, "turned.jsonl", "rejected.jsonl"}
    listed = lines(made / "turned.jsonl")
    assert [one["file"] for one in listed] == names
    for one in listed:
        assert one["source"] == "club/anna.jpg" and 0 < abs(one["yaw"]) <= MOST_TURN
        change = one["after"]["yaw"] - one["before"]["yaw"]
        assert change * one["yaw"] > 0 and abs(change) > 0.5 * abs(one["yaw"])
    assert listed[0]["seed"] != listed[1]["seed"] and listed[0]["yaw"] != listed[1]["yaw"]
    rejected = {one["source"]: one["reason"] for one in lines(made / "rejected.jsonl")}
    assert rejected == {"broken.jpg": "truncated", "tiny.png": "too_small", "wall.png": "no_face"}


def test_pictures_have_the_size_of_their_photograph_and_no_metadata(made):
    content = (made / "club" / "anna_turned_1.jpg").read_bytes()
    picture = Image.open(io.BytesIO(content))
    assert picture.size == (512, 512) and not picture.getexif() and b"secret" not in content


def test_any_number_of_workers_gives_the_same_bytes(made, faces, tmp_path):
    turn_heads(faces, tmp_path / "turned", per_photograph=2, workers=2)
    assert contents(tmp_path / "turned") == contents(made)


def test_another_seed_gives_other_pictures_in_place_of_those_made_earlier(made, faces, tmp_path):
    again = shutil.copytree(made, tmp_path / "turned")
    with pytest.raises(UserError, match="is not empty"):
        turn_heads(faces, again, workers=1)
    assert contents(again) == contents(made)
    turn_heads(faces / "club", again, seed=1, workers=1, overwrite=True)
    assert [path.name for path in again.rglob("*.jpg")] == ["anna_turned_1.jpg"]
    assert (again / "anna_turned_1.jpg").read_bytes() != contents(made)["club/anna_turned_1.jpg"]


class Forgetful:
    """A finder that sees faces in a photograph, and next time somewhere else, or nowhere."""

    def __init__(self, shift: float | None) -> None:
        self._shift, self._asked = shift, 0

    def find(self, image):
        found = BundledSource().find(image)
        self._asked += 1
        if self._asked == 1:
            return found
        if self._shift is None:
            return []
        moved = np.array([self._shift * found[0].inter_ocular_distance, 0, 0], np.float32)
        return [replace(found[0], landmarks=found[0].landmarks + moved)]


@pytest.mark.parametrize(("shift", "measured"), [(None, False), (0.3, True)])
def test_a_picture_in_which_the_face_is_not_found_again_is_not_written(tmp_path, shift, measured):
    heads, (rejection,) = Turner(PORTRAITS, tmp_path, WISHES, Forgetful(shift))("astronaut.jpg")
    assert heads == [] and list(tmp_path.iterdir()) == []
    assert (rejection.stage, rejection.reason) == ("render", "not_found_again")
    assert ("error" in rejection.measured) == measured


def test_a_folder_in_which_another_run_works_is_refused(faces, tmp_path):
    with locked(tmp_path / "out"), pytest.raises(UserError, match="another run is working there"):
        turn_heads(faces, tmp_path / "out", workers=1)
    assert not (tmp_path / "out").exists()


def program(capsys, monkeypatch, *arguments: object) -> tuple[int, str, str]:
    """Exit code and what is shown."""
    monkeypatch.setattr(sys, "argv", ["fmld-synth", "turn-heads", *map(str, arguments)])
    code = 0
    try:
        main.run()
    except SystemExit as ended:
        code = int(ended.code or 0)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["{faces}", "--yaw=60:25"], "--yaw 60:25: give the lower end first, from 0 to 90 degrees"),
        (["{faces}", "--yaw=-5:25"], "--yaw -5:25: give the lower end first, from 0 to 90 degrees"),
        (["{faces}", "--yaw", "nan:60"], "--yaw nan:60: give the lower end first, from 0 to 90 degrees"),
        (
            ["{faces}", "--pitch", "-95:25"],
            "--pitch -95:25: give the lower end first, from -90 to 90 degrees",
        ),
        (["{faces}", "--pitch", "25"], "--pitch 25: give two numbers of degrees, such as 25:60"),
        (["{faces}/nothing"], "--input {faces}/nothing: no such file or folder; give a folder, a photograph"),
        (["{faces}", "--output", "{faces}/out"], "--output {faces}/out lies inside --input {faces}"),
    ],
)
def test_a_mistake_ends_with_one_line(faces, tmp_path, capsys, monkeypatch, arguments, message):
    given = [argument.format(faces=faces) for argument in arguments]
    output = [] if "--output" in given else ["--output", tmp_path / "out"]
    code, out, err = program(capsys, monkeypatch, *given, *output, "--workers", "1")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"error: {message.format(faces=faces)}")
    assert not (tmp_path / "out").exists() and not (faces / "out").exists()


def test_the_command_counts_and_ends_with_1_when_no_head_could_be_turned(
    faces, tmp_path, capsys, monkeypatch
):
    options = ["--output", tmp_path / "out", "--workers", 1]
    code, out, err = program(capsys, monkeypatch, faces / "wall.png", *options, "--json")
    assert (code, err) == (1, "")
    assert json.loads(out) == {"photographs": 1, "pictures": 0, "rejected": {"no_face": 1}}
    code, out, _ = program(capsys, monkeypatch, faces / "club", *options, "--overwrite", "--pitch", "-15:25")
    assert code == 0 and out.startswith("1 turned heads of 1 photographs in ")
    code, out, err = program(capsys, monkeypatch, faces / "club", *options, "--overwrite", "--quiet")
    assert (code, out, err) == (0, "", "")


def test_the_command_has_the_defaults_and_limits_of_the_function():
    commands: Any = get_command(main.app)
    shown = {option.name: option for option in commands.commands["turn-heads"].params}
    assert _range("yaw", shown["yaw"].default) == run.YAW
    assert _range("pitch", shown["pitch"].default) == run.PITCH
    assert shown["min_face"].default == run.LEAST_FACE
    assert f"at most {MOST_TURN:g} more" in shown["yaw"].help
    assert f"{NODDING:.0%}".replace("%", " %") in shown["pitch"].help
    assert f"at most {MOST_NOD:g}" in shown["pitch"].help
