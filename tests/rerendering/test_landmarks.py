"""A set says which landmark source it was made with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fmld_synth.dataset.file_names import DESCRIPTION
from fmld_synth.faces.landmark_sources import DEFAULT_LANDMARKS
from fmld_synth.rerendering.landmarks import landmarks_of


@pytest.mark.parametrize("name", ["bundled", "mediapipe", "of_a_plugin"])
def test_what_the_description_says(tmp_path: Path, name: str) -> None:
    (tmp_path / DESCRIPTION).write_text(json.dumps({"configuration": {"landmarks": name}}))
    assert landmarks_of(tmp_path) == name


def test_older_sets_do_not_say_it(tmp_path: Path) -> None:
    (tmp_path / DESCRIPTION).write_text(json.dumps({"configuration": {"input": "faces"}}))
    assert landmarks_of(tmp_path) == "mediapipe"


@pytest.mark.parametrize(
    "text", [None, "", "[]", "{}", '{"configuration": 3}', '{"configuration": {"landmarks": 3}}']
)
def test_without_a_description_that_says_it(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / DESCRIPTION).write_text(text)
    assert landmarks_of(tmp_path) == DEFAULT_LANDMARKS
