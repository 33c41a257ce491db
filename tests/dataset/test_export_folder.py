"""Where exports may go: a link, the folder one works in, a mounted disk; nothing appears before it is whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fmld_synth.dataset.export_folder import ExportFolder
from fmld_synth.errors import UserError


def fill(output: Path) -> None:
    with ExportFolder(output) as folder:
        folder.write("images/a.txt", "a")
        folder.write("b.txt", "b")


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


WHOLE = ["b.txt", "images/a.txt"]


def test_a_link_to_an_empty_folder_stays_one(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    fill(tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and files(tmp_path / "real") == WHOLE


def test_a_link_to_nothing_leads_to_a_new_folder(tmp_path):
    (tmp_path / "link").symlink_to("new")
    fill(tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and files(tmp_path / "new") == WHOLE


def test_the_folder_one_works_in_stays_the_same(tmp_path, monkeypatch):
    output = tmp_path / "out"
    output.mkdir()
    monkeypatch.chdir(output)
    before = output.stat().st_ino
    fill(Path())
    assert output.stat().st_ino == before and files(Path.cwd()) == WHOLE


def test_a_mounted_folder_is_filled(tmp_path, monkeypatch):
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "out")
    output = tmp_path / "out"
    output.mkdir()
    (output / ".export.4194305.part").mkdir()  # of a killed process
    before = output.stat().st_ino
    fill(output)
    assert output.stat().st_ino == before and files(output) == WHOLE
    assert sorted(path.name for path in output.iterdir()) == ["b.txt", "images"]


def test_a_mounted_folder_stays_empty_when_something_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "out")
    output = tmp_path / "out"
    output.mkdir()
    with pytest.raises(ZeroDivisionError), ExportFolder(output) as folder:
        folder.write("a.txt", "")
        raise ZeroDivisionError
    assert not list(output.iterdir())
    real, calls = Path.replace, []

    def failing(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(UserError, match="the disk is full"):
        fill(output)
    assert not list(output.iterdir())
