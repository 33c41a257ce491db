"""The drawing script gives the committed pictures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

REPOSITORY = Path(__file__).resolve().parents[2]
DRAWN = ("cloth_plain", "polyurethane_slim")


def _draw(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, str(REPOSITORY / "build_data" / "draw_templates"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    result = _draw(*DRAWN, "--into", str(folder))
    assert result.returncode == 0, result.stderr
    return folder


@pytest.mark.parametrize("name", DRAWN)
def test_drawing_again_gives_the_committed_files(drawn: Path, name: str) -> None:
    committed = REPOSITORY / "mask_templates" / name
    assert (drawn / name / "template.toml").read_bytes() == (committed / "template.toml").read_bytes()
    for picture in ("texture.png", "relief.png"):
        again, before = (np.array(Image.open(folder / picture)) for folder in (drawn / name, committed))
        assert np.array_equal(again, before), picture


def test_an_unknown_name_gets_the_nearest() -> None:
    result = _draw("kn59")
    assert result.returncode == 2
    assert "did you mean kn95?" in result.stderr
