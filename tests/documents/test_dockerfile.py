"""The commands of the Dockerfile, replayed without Docker in a folder that stands for the image's root."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.documents.reading_documents import ROOT
from tests.faces.portraits import PORTRAIT_FILES

OFFLINE = {
    # What is installed beside the tests serves as what pip would fetch.
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "false",  # of this option pip reads the value as that of --build-isolation
    "PIP_IGNORE_INSTALLED": "1",
    "PIP_QUIET": "1",
}
BESIDE_THE_TESTS = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
NEEDS_ROOT = ("useradd",)


@dataclass
class Stage:
    """What stands between one FROM and the next."""

    base: str
    name: str | None
    steps: list[tuple[str, str]] = field(default_factory=list)
    """Instructions and what follows them, in their order."""


def stages() -> list[Stage]:
    """The Dockerfile, read as far as ours goes: an instruction a line."""
    found: list[Stage] = []
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            found.append(Stage(base, name or None))
        else:
            found[-1].steps.append((word, rest))
    return found


def last(stage: Stage, word: str) -> str:
    """What follows the last instruction of that name."""
    return [rest for one, rest in stage.steps if one == word][-1]


def below(root: Path, text: str) -> str:
    """The absolute paths of a command, moved below a folder."""
    return re.sub(r"(?<![\w.])/(?=\w)", f"{root}/", text)


def replay(stage: Stage, root: Path, images: dict[str, Path]) -> None:
    """Do what copies files and runs commands."""
    folder = root
    for word, rest in stage.steps:
        if word == "WORKDIR":
            folder = root / rest.lstrip("/")
            folder.mkdir(parents=True)
        elif word == "COPY":
            *sources, target = rest.split()
            origin = images[sources.pop(0).removeprefix("--from=")] if rest.startswith("--from") else ROOT
            for source in sources:
                copy(origin / source.lstrip("/"), (root if target.startswith("/") else folder), target)
        elif word == "RUN" and not rest.startswith(NEEDS_ROOT):
            command = re.sub(r"^python ", f"{sys.executable} ", below(root, rest))
            subprocess.run(command, shell=True, check=True, cwd=folder, env={**os.environ, **OFFLINE})
            for packages in root.glob("opt/*/lib/python*/site-packages"):
                (packages / "beside_the_tests.pth").write_text("\n".join(BESIDE_THE_TESTS))


def copy(source: Path, folder: Path, target: str) -> None:
    """As COPY does: a folder's content into the target, a file under its own name into ``./``."""
    place = folder / target.lstrip("/")
    if source.is_dir():
        shutil.copytree(source, place, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, place)


def test_no_stage_is_large_and_the_program_has_no_rights() -> None:
    build, final = stages()
    assert build.base == final.base and re.fullmatch(r"python:3\.\d+-slim", final.base)
    assert last(final, "USER") not in ("root", "0")
    words = [word for word, _ in final.steps]
    assert "RUN" not in words[words.index("USER") :]


def test_what_is_copied_reaches_docker() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [source for word, rest in stages()[0].steps if word == "COPY" for source in rest.split()[:-1]]
    assert set(copied) == allowed
    assert all((ROOT / name).exists() for name in copied)


def test_its_commands_install_a_program_that_makes_a_set(tmp_path: Path) -> None:
    build, final = stages()
    replay(build, tmp_path / "build", {})
    replay(final, tmp_path / "final", {build.name: tmp_path / "build"})
    (program,) = json.loads(last(final, "ENTRYPOINT"))
    data = tmp_path / "final" / last(final, "WORKDIR").lstrip("/")
    (data / "faces").mkdir()
    shutil.copy(PORTRAIT_FILES / "astronaut.jpg", data / "faces")
    shown = (ROOT / "Dockerfile").read_text().partition(" fmld-synth generate ")[2].splitlines()[0]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(
            [below(tmp_path / "final", program), *arguments],
            cwd=data, env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip

    assert "generate" in run(*json.loads(last(final, "CMD"))).stdout
    run("generate", *shown.split(), "--per-face", "1", "--workers", "1")
    assert len((data / "out" / "manifest.jsonl").read_text().splitlines()) == 1
