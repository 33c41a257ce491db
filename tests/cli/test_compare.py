"""``fmld-synth compare`` on the command line."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_export import call
from tests.dataset.readers.layouts import write_image

LONG = "a rather long name for a folder of pictures, number "


@pytest.fixture
def sets(tmp_path):
    """Two sets, of 3 and of 123 pictures."""
    for number, pictures in ((1, 3), (2, 123)):
        for place in range(pictures):
            write_image(tmp_path / f"{LONG}{number}" / "good" / f"{place}.png", 48, 40, seed=place)
    return tmp_path / f"{LONG}1", tmp_path / f"{LONG}2"


def test_figures_are_whole_at_80_columns(sets, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert call("compare", *sets, "--workers", 1, "--classes", "good=correct") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["images", "3", "123"] in lines
    assert ["correct", "3", "100.0%", "123", "100.0%"] in lines
    assert ["width", "(px)", *["48"] * 6] in lines


def test_without_known_classes_pictures_are_compared(sets, capsys):
    assert call("compare", *sets, "--workers", 1, "--json") == 0
    assert json.loads(capsys.readouterr().out)["second"]["labels"] == {}
