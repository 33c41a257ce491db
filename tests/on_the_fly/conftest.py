"""Two people to draw masks on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

PORTRAITS = Path(__file__).parents[2] / "examples" / "portraits"


@pytest.fixture(scope="session")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faces")
    for portrait in PORTRAITS.glob("*.jpg"):
        shutil.copy(portrait, folder)
    return folder
