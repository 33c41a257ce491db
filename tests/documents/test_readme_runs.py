"""What the README shows of sets and templates is run, line by line, in one folder."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from tests.cli.test_main import call
from tests.documents.reading_documents import ROOT, document_lines

COMMANDS = ("generate", "preview", "templates", "verify", "stats", "compare", "export", "apply")
ELSEWHERE = ("--count 25296", "--preset", "--stage", "s3://", "film.mp4")
"""What would take too long, and what other tests run."""
ONE_PROCESS = ("generate", "verify", "compare", "apply")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder, with all that the README's lines name."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setitem(os.environ, name, str(tmp_path / "home"))
    for folder in ("faces", "others"):
        (tmp_path / folder).mkdir()
        cv2.imwrite(f"{folder}/astronaut.png", skimage.data.astronaut()[..., ::-1])
    cv2.imwrite("face.jpg", skimage.data.astronaut()[..., ::-1])
    template = (
        shutil.copytree(ROOT / "mask_templates" / "cloth_plain", tmp_path / "my_mask") / "template.toml"
    )
    template.write_text(template.read_text().replace('name = "cloth_plain"', 'name = "my_mask"'))
    mask = np.zeros((400, 600, 4), np.uint8)
    cv2.rectangle(mask, (20, 20), (580, 380), (200, 150, 90, 255), -1)
    cv2.imwrite("mask.png", mask)
    return tmp_path


def test_the_lines_of_the_readme_do_what_they_should(home: Path) -> None:
    ran = []
    for shown in document_lines(ROOT / "README.md", "fmld-synth"):
        _, *words = shlex.split(shown.text, comments=True)
        if not shown.whole or words[0] not in COMMANDS or any(part in shown.text for part in ELSEWHERE):
            continue
        if words[0] in ONE_PROCESS:
            words += ["--workers", "1"]
        assert call(*words) == 0, shown
        ran.append(words[0])
    assert set(ran) == set(COMMANDS)
    again, overlays = (home / name / "manifest.jsonl" for name in ("again", "overlays"))
    assert again.read_bytes() == overlays.read_bytes()
    for made in ("sheet.png", "report.html", "coco/annotations/train.json", "overlays/layers"):
        assert (home / made).exists(), made
