"""A small set, and a network that ends at this machine."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fmld_synth.publish.licenses import find_license
from fmld_synth.publish.publication import Publication
from tests.making_sets import run

SECRET = "KGAT-3b1f0c27a9d84e55-never-show-this"
CACHE = tempfile.TemporaryDirectory()
os.environ["CROISSANT_CACHE"] = CACHE.name  # mlcroissant reads it once, when it is imported
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Connections elsewhere fail loudly; the user.s credentials, settings and caches stay untouched."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    for name in ("KAGGLE_API_TOKEN", "KAGGLE_USERNAME", "KAGGLE_KEY", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN",
                 "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY",
                 "ALL_PROXY"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Clients try again at once; the list holds how long they would have waited."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


@pytest.fixture(scope="session")
def finished(photographs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of 32 pictures, eight of them without a mask; not to be changed."""
    output = tmp_path_factory.mktemp("sets") / "out"
    run(photographs, output, include_unmasked=True)
    return output


@pytest.fixture
def publication() -> Publication:
    return Publication(
        title="Incorrectly worn face masks",
        license=find_license("CC-BY-4.0"),
        source_license="CC-BY-4.0",
        source="Drawn faces, made for tests",
        owner="somebody",
        url="https://www.kaggle.com/datasets/somebody/face-masks",
        day=date(2026, 3, 9),
    )


def contents_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
