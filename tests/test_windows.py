"""What Windows does otherwise, as far as another system can tell."""

from __future__ import annotations

import ntpath
import signal
import subprocess
import sys
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import pytest

from fmld_synth.dataset.file_names import OUR_FILES, PICTURE_FOLDERS
from fmld_synth.dataset.readers import image_files
from fmld_synth.errors import UserError
from fmld_synth.execution.processes import _interrupts_wait
from fmld_synth.generation import inputs
from fmld_synth.generation.configuration import make_configuration
from fmld_synth.names import is_kept_by_windows
from fmld_synth.templates.adding import add_template
from fmld_synth.templates.library import library_folder, list_templates
from fmld_synth.wear import WEAR_STATES

WITHOUT = """
import os, signal, sys
del signal.pthread_sigmask, os.sched_getaffinity, os.mkfifo, os.O_NONBLOCK, os.getuid, os.geteuid
sys.modules.update(dict.fromkeys(("pwd", "grp", "resource", "termios")))
import fmld_synth
from fmld_synth.cli.main import app
[getattr(fmld_synth, name) for name in fmld_synth.__all__]
from fmld_synth.execution import processes
assert processes.available_cores() >= 1
"""


def test_it_is_imported_without_what_windows_lacks() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT], check=True)


def test_ctrl_c_waits_where_signals_cannot_be_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "pthread_sigmask")
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    done = []
    try:
        with pytest.raises(KeyboardInterrupt), _interrupts_wait():
            signal.raise_signal(signal.SIGINT)
            done.append("started")
    finally:
        signal.signal(signal.SIGINT, previous)
    assert done == ["started"]


def test_recorded_paths_have_slashes(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = SimpleNamespace(path=ntpath, sep="\\")
    monkeypatch.setattr(image_files, "os", windows)
    monkeypatch.setattr(inputs, "os", windows)
    root, photograph = PureWindowsPath(r"C:\set"), PureWindowsPath(r"C:\set\chin\a.jpg")
    assert image_files.below(root, photograph) == "chin/a.jpg"  # type: ignore[arg-type]
    assert inputs._below(photograph, root) == "chin/a.jpg"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["con", "NUL", "aux.txt", "Com1", "lpt9.tar.gz", "prn.", "conin$", "a.", "b "]
)
def test_names_that_windows_keeps_to_itself(name: str) -> None:
    assert is_kept_by_windows(name)


@pytest.mark.parametrize("name", ["cone", "nul_1", "com", "com10", ".con", "train", "a.b"])
def test_names_that_it_does_not(name: str) -> None:
    assert not is_kept_by_windows(name)


def test_no_file_of_a_set_has_such_a_name() -> None:
    bundled = list_templates([library_folder()])
    assert [
        name for name in (*OUR_FILES, *PICTURE_FOLDERS, *WEAR_STATES, *bundled) if is_kept_by_windows(name)
    ] == []


def test_a_split_of_such_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="aux"):
        make_configuration({"input": tmp_path, "output": tmp_path / "out", "split": "train=0.5,aux=0.5"})


def test_a_template_of_such_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Windows"):
        add_template(tmp_path / "mask.png", "nul", "cloth", into=tmp_path)
