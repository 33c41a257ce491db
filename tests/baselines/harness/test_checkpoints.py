"""Checkpoint files: whole or not at all, of this network and version, and never code."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import torch

from fmld_synth.baselines.harness.checkpoints import Checkpoint, load_checkpoint, save_checkpoint
from fmld_synth.baselines.harness.model_file import ModelDescription
from fmld_synth.baselines.harness.randomness import generator_states
from fmld_synth.errors import UserError

DESCRIPTION = ModelDescription(
    baseline="learner", classes=("a", "b"), label_scheme="two", settings={"hidden": 4}
)


def checkpoint(**changes) -> Checkpoint:
    entries = {
        "description": DESCRIPTION.model_dump(mode="json"),
        "recipe": {"epochs": 3, "cache_side": None},
        "fingerprint": "f",
        "epoch": 1,
        "sums": [{"batches": 0, "pictures": 0, "losses": {}}],
        "trainee": {"model": {"weight": torch.arange(300.0)}},
        "generators": [generator_states()],
        "history": [{"epoch": 1, "val": {"loss": 0.5}}],
    }
    return Checkpoint(**{**entries, **changes})


@pytest.fixture
def path(tmp_path) -> Path:
    save_checkpoint(checkpoint(), tmp_path / "one.pt", tmp_path / "two.pt")
    return tmp_path / "one.pt"


def test_comes_back_as_it_was(path):
    for file in (path, path.with_name("two.pt")):
        read = load_checkpoint(file, DESCRIPTION)
        torch.testing.assert_close(read.trainee, checkpoint().trainee, rtol=0, atol=0)
        assert (read.epoch, read.history, read.recipe) == (1, checkpoint().history, checkpoint().recipe)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x80\x02e.", id="a list that never began"),
        pytest.param(b"\x80\x02h\x05.", id="a memory that was never kept"),
        pytest.param(b"\x80\x02X\x01\x00\x00\x00a" + b"K\x01s.", id="an entry of no table"),
    ],
)
def test_what_torch_trips_over(path, content):
    path.write_bytes(content)
    with pytest.raises(UserError, match="no complete checkpoint"):
        load_checkpoint(path, DESCRIPTION)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.99])
def test_a_truncated_file(path, share):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(UserError, match=r"one\.pt is no complete checkpoint: .*`overwrite=True`") as caught:
        load_checkpoint(path, DESCRIPTION)
    assert "\n" not in str(caught.value)


def test_code_in_a_file_is_not_run(path, tmp_path):
    class Malicious:
        def __reduce__(self):
            return Path.touch, (tmp_path / "touched",)

    torch.save({"format": Malicious()}, path)
    with pytest.raises(UserError, match="no complete checkpoint"):
        load_checkpoint(path, DESCRIPTION)
    path.write_bytes(pickle.dumps(Malicious()))
    with pytest.raises(UserError, match="no complete checkpoint"):
        load_checkpoint(path, DESCRIPTION)
    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"baseline": "finder"}, r"another model \(learner, not finder\)"),
        ({"classes": ("a", "c")}, r"another list of classes \(a, b, not a, c\)"),
        ({"settings": {"hidden": 5}}, "another set of network settings"),
    ],
)
def test_another_network(path, change, message):
    with pytest.raises(UserError, match=message):
        load_checkpoint(path, DESCRIPTION.model_copy(update=change))


def test_another_version(path):
    save_checkpoint(checkpoint(format=99), path)
    with pytest.raises(UserError, match=r"another version of fmld-synth \(\d"):
        load_checkpoint(path, DESCRIPTION)


def test_another_kind_of_file(path):
    torch.save({"state_dict": {}}, path)
    with pytest.raises(UserError, match="not written by fmld-synth train-baseline"):
        load_checkpoint(path, DESCRIPTION)
