"""Tiny networks as entries of a comparison, and sets that judge them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from fmld_synth.baselines.baseline import Published
from fmld_synth.baselines.comparison import benchmark, entries
from fmld_synth.baselines.registry import BUNDLED_BASELINES
from tests.baselines import tiny_networks

FOLDERS = ("correct", "incorrect", "without_mask")


@pytest.fixture
def tiny_entries(monkeypatch, tmp_path):
    """A comparison of ``tiny-classifier`` and ``aizoo-ssd``, which is a tiny detector here; neither has weights."""
    tiny_networks.register(monkeypatch)
    (tmp_path / "recipe.toml").write_text('label_scheme = "three"\nepochs = 2\nbatch_size = 4\n')
    published = Published("Somebody, 2020", parameters=1_234, classes=2, quality="good")
    table = {
        name: entries.Entry(
            name, title, replace(BUNDLED_BASELINES[baseline], folder=tmp_path, published=published)
        )
        for name, title, baseline in (
            ("tiny-classifier", "Tiny classifier", "tiny-classifier"),
            ("aizoo-ssd", "Tiny detector", "tiny-detector"),
        )
    }
    monkeypatch.setattr(benchmark, "all_entries", lambda: {name: replace(one) for name, one in table.items()})
    return table


def write_class_folders(folder, splits=("train", "val", "test"), pictures=3):
    """Noisy pictures of each of three classes, as the set's splits have them; ``""`` stands for no split."""
    random = np.random.default_rng(0)
    for split in splits:
        for name in FOLDERS:
            place = folder / split / name
            place.mkdir(parents=True)
            for i in range(pictures):
                pixels = random.integers(0, 256, (48, 40, 3), np.uint8)
                Image.fromarray(pixels).save(place / f"{i}.png")
    return folder
