"""Every baseline has a model card, and what it says of the bundled weights is true."""

from __future__ import annotations

import hashlib
import re

import pytest

from fmld_synth.baselines.harness.model_file import load_model
from fmld_synth.baselines.registry import BUNDLED_BASELINES

LARGEST = {"scs-net": 1_000_000, "face-finder": 2_000_000, "aizoo-ssd": 2_500_000, "two-stage": 9_000_000}
"""Baselines whose weights come with the package, and how many bytes these may have."""
SECTIONS = ("Intended use", "Data", "Recipe", "Figures", "Limits", "Ethics")


@pytest.mark.parametrize("name", BUNDLED_BASELINES)
def test_a_card_has_every_section(name):
    card = (BUNDLED_BASELINES[name].folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert [line[3:] for line in card.splitlines() if line.startswith("## ")] == list(SECTIONS)


@pytest.mark.parametrize("name", LARGEST)
def test_bundled_weights_are_those_of_the_card(name):
    baseline = BUNDLED_BASELINES[name]
    data = baseline.weights.read_bytes()
    card = (baseline.folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert re.findall(r"sha256 `([0-9a-f]{64})`", card) == [hashlib.sha256(data).hexdigest()]
    assert len(data) < LARGEST[name]


@pytest.mark.parametrize("name", LARGEST)
def test_bundled_weights_tell_the_three_classes_apart_or_find_faces(name):
    model, description = load_model(name)
    assert description.baseline == name
    assert model.classes == (("face",) if name == "face-finder" else ("correct", "incorrect", "none"))


@pytest.mark.parametrize("name", sorted(set(BUNDLED_BASELINES) - set(LARGEST)))
def test_a_card_without_weights_says_so(name):
    assert not BUNDLED_BASELINES[name].weights.is_file()
    assert "No weights are bundled" in (BUNDLED_BASELINES[name].folder / "MODEL_CARD.md").read_text(
        encoding="utf-8"
    )
