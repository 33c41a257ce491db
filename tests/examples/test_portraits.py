"""The portraits that people try the generator on show one face each, and name their sources."""

from __future__ import annotations

import hashlib

import pytest

from fmld_synth.faces.bundled_source import BundledSource
from fmld_synth.photographs.reading import read_photograph
from tests.faces.portraits import PORTRAIT_FILES

SHA256 = {
    "astronaut.jpg": "011901a3f9084e22497e2b27642b44a39e8965c4c2febc5ddf2c3ccf298c8787",
    "grace_hopper.jpg": "a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130",
}
"""Figures of the documents are measured on these bytes."""


def test_these_portraits_and_their_sources() -> None:
    assert {path.name for path in PORTRAIT_FILES.iterdir()} == set(SHA256)
    page = (PORTRAIT_FILES.parent / "README.md").read_text()
    assert all(f"| `portraits/{name}` |" in page for name in SHA256)


@pytest.mark.parametrize("name", SHA256)
def test_each_is_the_same_file_for_ever_and_shows_one_face(name: str) -> None:
    path = PORTRAIT_FILES / name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == SHA256[name]
    assert len(BundledSource().find(read_photograph(path).image)) == 1
