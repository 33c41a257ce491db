"""Templates of strangers: only PNG is opened, of a bounded size, and no program is started."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from fmld_synth.errors import UserError
from fmld_synth.templates.adding import add_template
from fmld_synth.templates.library import library_folder, load_template
from tests.photographs.drawn import chunk, text_chunk
from tests.photographs.test_decoding import bomb
from tests.time_limit import time_limit

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 400 300\n%%EndComments\nshowpage\n%%EOF\n"
TIFF = b"II*\0" + bytes(100)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(library_folder() / "kn95", tmp_path / "kn95"))


@pytest.fixture(autouse=True)
def no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Popen", "run", "call", "check_call", "check_output"):
        monkeypatch.setattr(subprocess, name, lambda *_, **__: pytest.fail("a program was started"))


@pytest.mark.parametrize("name", ["texture.png", "relief.png"])
@pytest.mark.parametrize(
    "content", [EPS, TIFF, bomb(13_300), bomb(4_097)], ids=["EPS", "TIFF", "bomb", "large"]
)
def test_artwork_is_png_of_a_bounded_size(copied: Path, name: str, content: bytes) -> None:
    (copied / name).write_bytes(content)
    with pytest.raises(UserError, match=name) as raised:
        load_template(copied)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", [EPS, bomb(13_300)], ids=["EPS", "bomb"])
def test_pictures_that_are_added(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "evil.png").write_bytes(content)
    with pytest.raises(UserError, match=r"evil\.png"):
        add_template(tmp_path / "evil.png", "mine", "cloth", into=tmp_path / "library")
    assert not (tmp_path / "library").exists()


@pytest.mark.parametrize("name", ["texture.png", "relief.png", "template.toml"])
@pytest.mark.parametrize("device", [False, True])
def test_pipes_and_devices_are_not_waited_for(copied: Path, name: str, device: bool) -> None:
    (copied / name).unlink()
    if device:
        (copied / name).symlink_to("/dev/zero")
    else:
        os.mkfifo(copied / name)
    with time_limit(), pytest.raises(UserError, match=name):
        load_template(copied)


def test_a_pipe_that_is_added(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with time_limit(), pytest.raises(UserError, match=r"pipe\.png"):
        add_template(tmp_path / "pipe.png", "mine", "cloth", into=tmp_path / "library")


def test_long_texts_of_image_editors_are_no_hindrance(copied: Path) -> None:
    content = (copied / "texture.png").read_bytes()
    history = chunk(*text_chunk(3_000_000))
    (copied / "texture.png").write_bytes(content[:33] + history + content[33:])
    assert (load_template(copied).texture == load_template("kn95").texture).all()
