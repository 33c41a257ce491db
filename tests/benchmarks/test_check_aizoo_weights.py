from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from check_aizoo_weights import (
    TOLERANCE,
    differences,
    published_names,
    published_network,
    save_published,
)

from fmld_synth.baselines.aizoo_ssd.network import AizooSSD
from fmld_synth.baselines.harness.model_file import load_model
from tests.baselines.aizoo_ssd.released_network import trained_network

SIDE = 260


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the published one, with random weights."""
    folder = tmp_path_factory.mktemp("peers")
    model = trained_network(SIDE)
    own = model.state_dict()
    np.savez(
        folder / f"aizoo_ssd_{SIDE}_weights.npz",
        **{theirs: own[ours].numpy() for ours, theirs in published_names().items()},
    )
    picture = torch.randint(0, 256, (SIDE, SIDE, 3), dtype=torch.uint8)
    with torch.no_grad():
        outputs = model(model.preprocessing(picture[None]))
    np.savez(
        folder / f"aizoo_ssd_{SIDE}_golden.npz",
        image_rgb_u8=picture.numpy(),
        scores=outputs.scores.sigmoid().numpy(),
        boxes=outputs.offsets.numpy(),
    )
    return folder


def test_every_tensor_has_a_published_name() -> None:
    own = {name for name in trained_network().state_dict() if not name.endswith("num_batches_tracked")}
    assert published_names().keys() == own


def test_right_weights_are_told_from_wrong_ones(peers: Path) -> None:
    model = published_network(peers, SIDE)
    assert max(differences(model, peers)) <= TOLERANCE
    with torch.no_grad():
        model.get_parameter("offset_branches.2.last.bias")[3] += 0.01
    found = differences(model, peers)
    assert found.scores <= TOLERANCE < found.boxes


def test_published_weights_become_a_model_file(peers: Path, tmp_path: Path) -> None:
    path = save_published(published_network(peers, SIDE), tmp_path / "models")
    model, description = load_model(str(path))
    assert isinstance(model, AizooSSD)
    assert description.classes == ("mask", "no_mask")
    assert description.label_scheme == "masked"
    assert max(differences(model, peers)) <= TOLERANCE
