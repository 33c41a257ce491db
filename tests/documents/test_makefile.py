"""Where the Makefile takes Python from."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents.reading_documents import ROOT

UNFIT = "exit 1"
FIT = f'exec "{sys.executable}" "$@"'
MAKES_A_PYTHON = """
echo "$@" >> "$0.calls"
mkdir -p .venv/bin
printf '#!/bin/sh\\n' > .venv/bin/python
chmod +x .venv/bin/python
"""


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A folder for the only commands that the Makefile finds, beside a copy of it."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    folder = tmp_path / "commands"
    folder.mkdir()
    for name in ("mkdir", "chmod"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


def add(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which("make"), "--silent", ".venv/bin/python", *arguments],
        cwd=folder.parent, env={"PATH": str(folder)}, capture_output=True, text=True,
    )  # fmt: skip


def test_the_first_python_that_fits(commands: Path) -> None:
    add(commands, "python3", UNFIT)
    add(commands, "python3.12", f'[ "$1" = -m ] && {{ {MAKES_A_PYTHON} }} || exit 0')
    assert make(commands).returncode == 0
    assert (commands / "python3.12.calls").read_text() == "-m venv .venv\n"


def test_uv_where_no_python_fits(commands: Path) -> None:
    add(commands, "python3", UNFIT)
    add(commands, "uv", MAKES_A_PYTHON)
    assert make(commands).returncode == 0
    assert (commands / "uv.calls").read_text() == "venv --quiet --seed --python 3.13 .venv\n"


@pytest.mark.parametrize("arguments", [(), ("PYTHON=python3",)])
def test_one_line_where_there_is_neither(commands: Path, arguments: tuple[str, ...]) -> None:
    add(commands, "python3", UNFIT)
    done = make(commands, *arguments)
    assert done.returncode != 0
    assert "Python 3.11, 3.12, 3.13 or 3.14 is needed, or uv" in done.stderr


def test_a_python_that_is_named_and_does_not_fit_is_not_replaced(commands: Path) -> None:
    add(commands, "python3", UNFIT)
    add(commands, "uv", MAKES_A_PYTHON)
    assert make(commands, "PYTHON=python3").returncode != 0


def test_this_python_fits(commands: Path) -> None:
    add(commands, "python3", f'[ "$1" = -m ] && {{ {MAKES_A_PYTHON} }} || {FIT}')
    assert make(commands).returncode == 0
