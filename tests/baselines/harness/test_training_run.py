"""Whole trainings: what they leave behind, that they can be repeated and go on, and how they fail."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from fmld_synth.baselines.harness import training_run
from fmld_synth.baselines.harness.classification import Classification
from fmld_synth.baselines.harness.model_file import load_model
from fmld_synth.baselines.harness.recipe import read_recipe
from fmld_synth.baselines.harness.training import Trainee
from fmld_synth.baselines.registry import BUNDLED_BASELINES
from fmld_synth.errors import UserError
from tests.baselines.harness.learners import RECIPE, Silent, write_set


def run(dataset: Path, output: Path, *, model="learner", recipe=RECIPE, watcher=None, **options):
    return training_run.train(
        BUNDLED_BASELINES[model],
        dataset,
        recipe,
        output,
        workers=0,
        watcher=watcher or Silent(),
        device="cpu",
        **options,
    )


def changed(**entries):
    return RECIPE.model_copy(update=entries)


def figures(folder: Path) -> list[dict]:
    """The history without what it took."""
    lines = [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]
    return [{name: value for name, value in line.items() if name != "seconds"} for line in lines]


def weights(folder: Path) -> dict[str, Any]:
    return torch.load(folder / "checkpoint_last.pt", weights_only=True)["trainee"]


def assert_equal_runs(one: Path, other: Path) -> None:
    assert figures(one) == figures(other)
    for part in ("model", "optimizer", "average", "schedule"):
        torch.testing.assert_close(weights(one)[part], weights(other)[part], rtol=0, atol=0)
    first, second = (load_file(folder / "model.safetensors") for folder in (one, other))
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.fixture(autouse=True)
def listening_to_ctrl_c():
    """Shells start what runs in the background deaf to Ctrl-C, and so would these tests be."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def straight(small_set, tmp_path_factory):
    """A training without interruption."""
    folder = tmp_path_factory.mktemp("runs") / "straight"
    run(small_set, folder)
    return folder


def test_leaves_everything_in_the_folder(straight):
    assert {path.name for path in straight.iterdir()} == {
        "recipe.toml", "history.jsonl", "curves.png", "tensorboard", "checkpoint_last.pt", "checkpoint_best.pt",
        "model.safetensors",
    }  # fmt: skip
    assert read_recipe(straight / "recipe.toml") == RECIPE
    assert len(figures(straight)) == 4
    assert len(list((straight / "tensorboard").iterdir())) == 1


def test_the_classifier_learns_and_its_file_is_the_best_epochs(straight):
    history = figures(straight)
    best = max(history, key=lambda epoch: epoch["val"]["balanced_accuracy"])

    assert best["val"]["balanced_accuracy"] == 1.0
    assert history[-1]["train"]["loss"] < history[0]["train"]["loss"]
    model, description = load_model(str(straight))
    assert description.classes == ("correct", "incorrect", "none")
    assert description.crop_margin == RECIPE.crop_margin
    saved = torch.load(straight / "checkpoint_best.pt", weights_only=True)
    assert saved["epoch"] == best["epoch"]
    average = saved["trainee"]["average"]
    weights = {name.removeprefix("module."): value for name, value in average.items() if name != "n_averaged"}
    torch.testing.assert_close(dict(model.state_dict()), weights, rtol=0, atol=0)


def test_the_detector_learns(small_set, tmp_path):
    still = dict.fromkeys(("random_crop_share", "zoom_out_share", "mosaic_share", "color_share"), 0.0)
    recipe = changed(epochs=3, batch_size=3, samples_per_epoch=90, balanced=False, augmentation=still)

    outcome = run(small_set, tmp_path / "run", model="finder", recipe=recipe)

    assert outcome.choice == "ap50"
    assert outcome.best.val["ap50"] > 0.9
    assert set(outcome.best.val) == {"loss", "ap50", "ap50_correct", "ap50_incorrect", "ap50_none"}
    assert set(outcome.best.train) == {"loss", "classes", "boxes"}
    assert outcome.best.train["loss"] == pytest.approx(
        outcome.best.train["classes"] + outcome.best.train["boxes"]
    )


def test_equal_seeds_give_equal_weights_and_other_seeds_others(small_set, straight, tmp_path):
    run(small_set, tmp_path / "same")
    run(small_set, tmp_path / "other", recipe=changed(seed=1))

    assert_equal_runs(straight, tmp_path / "same")
    assert not torch.equal(
        weights(straight)["model"]["last.weight"], weights(tmp_path / "other")["model"]["last.weight"]
    )


@pytest.mark.parametrize("stop_at", [6, 7, 11], ids=["after an epoch", "within one", "near the end"])
def test_an_interrupted_run_goes_on_to_the_same_numbers(small_set, straight, tmp_path, stop_at):
    watcher = Silent(stop_at)
    with pytest.raises(KeyboardInterrupt):
        run(small_set, tmp_path / "run", watcher=watcher)
    assert watcher.steps == stop_at
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    watcher = Silent()
    run(small_set, tmp_path / "run", resume=True, watcher=watcher)

    assert watcher.begun == (4, 3, stop_at)
    assert watcher.steps == 12 - stop_at
    assert_equal_runs(straight, tmp_path / "run")


def test_going_on_with_a_finished_run_trains_nothing(small_set, straight):
    watcher = Silent()

    outcome = run(small_set, straight, resume=True, watcher=watcher)

    assert watcher.steps == 0
    assert [epoch.epoch for epoch in outcome.history] == [1, 2, 3, 4]


def test_a_finished_run_can_get_more_epochs(small_set, straight, tmp_path):
    shutil.copytree(straight, tmp_path / "run")

    outcome = run(small_set, tmp_path / "run", resume=True, recipe=changed(epochs=5))

    assert len(outcome.history) == 5
    assert figures(tmp_path / "run")[:4] == figures(straight)


def test_fewer_samples_an_epoch(small_set, tmp_path):
    watcher = Silent()

    run(small_set, tmp_path / "run", recipe=changed(samples_per_epoch=7, epochs=2), watcher=watcher)

    assert watcher.steps == 4


def test_a_loss_that_is_not_finite_names_the_pictures_and_keeps_the_checkpoint(
    small_set, tmp_path, monkeypatch
):
    original = Classification.losses

    def losses(self, model, network, batch, device):
        found = original(self, model, network, batch, device)
        return {name: loss * float("nan") if watcher.steps == 4 else loss for name, loss in found.items()}

    watcher = Silent()
    monkeypatch.setattr(Classification, "losses", losses)
    with pytest.raises(
        UserError, match=r"no finite number in epoch 2, batch 2 \(.*\.jpg, .*\.jpg.*last checkpoint"
    ):
        run(small_set, tmp_path / "run", watcher=watcher)

    saved = torch.load(tmp_path / "run" / "checkpoint_last.pt", weights_only=True)
    assert saved["epoch"] == 1
    assert all(tensor.isfinite().all() for tensor in saved["trainee"]["model"].values())


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
        RuntimeError(
            "[enforce fail] . DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."
        ),
        MemoryError(),
    ],
)
def test_out_of_memory_suggests_a_smaller_batch(small_set, tmp_path, monkeypatch, error):
    def step(self, task, batch):
        raise error

    monkeypatch.setattr(Trainee, "step", step)
    with pytest.raises(
        UserError, match=r"`batch_size` 6: there is not enough memory for it; try `batch_size=3`"
    ):
        run(small_set, tmp_path / "run")


def test_other_errors_stay_what_they_are(small_set, tmp_path, monkeypatch):
    def step(self, task, batch):
        raise RuntimeError("a bug")

    monkeypatch.setattr(Trainee, "step", step)
    with pytest.raises(RuntimeError, match="a bug"):
        run(small_set, tmp_path / "run")


def test_a_full_disk_leaves_the_last_good_checkpoint(small_set, straight, tmp_path, monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        run(small_set, tmp_path / "run", watcher=Silent(5))
    before = (tmp_path / "run" / "checkpoint_last.pt").read_bytes()
    write_bytes = Path.write_bytes

    def full(self, content):
        if "checkpoint" not in self.name:
            return write_bytes(self, content)
        write_bytes(self, content[:100])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        with pytest.raises(
            UserError, match=r"checkpoint_last\.pt: the disk is full: free some space, then .*`resume=True`"
        ):
            run(small_set, tmp_path / "run", resume=True)
    assert (tmp_path / "run" / "checkpoint_last.pt").read_bytes() == before

    run(small_set, tmp_path / "run", resume=True)
    assert_equal_runs(straight, tmp_path / "run")


def test_going_on_with_another_set(small_set, straight, tmp_path):
    other = write_set(tmp_path / "set", train=5)
    with pytest.raises(UserError, match="was begun with another set"):
        run(other, straight, resume=True)


def test_a_figure_of_another_task_cannot_choose(small_set, tmp_path):
    with pytest.raises(
        UserError, match="choose_by: ap50 is no figure of this task; valid: balanced_accuracy"
    ):
        run(small_set, tmp_path / "run", recipe=changed(choose_by="ap50"))


def test_a_wrong_augmentation_is_named(small_set, tmp_path):
    with pytest.raises(UserError, match=r"augmentation\.blurr: there is no such entry; known: .*blur_share"):
        run(small_set, tmp_path / "run", recipe=changed(augmentation={"blurr": 1}))


def test_corrupt_pictures_are_skipped_and_counted(tmp_path):
    dataset = write_set(tmp_path / "set")
    picture = dataset / "train" / "correct" / "0.jpg"
    picture.write_bytes(picture.read_bytes()[:-500])

    outcome = run(dataset, tmp_path / "run", recipe=changed(epochs=1))

    assert [path for path, _ in outcome.skipped] == [picture]
    assert outcome.train == 17


def test_weights_to_start_from_are_read_before_anything_is_written(small_set, tmp_path):
    with pytest.raises(UserError, match=r"imagenet\.npz"):
        run(small_set, tmp_path / "run", model="two-stage", weights=tmp_path / "imagenet.npz")
    assert not (tmp_path / "run").exists()


def test_any_network_starts_from_an_earlier_model_of_itself(small_set, straight, tmp_path):
    earlier = straight / "model.safetensors"
    still = changed(epochs=1, optimizer=RECIPE.optimizer.model_copy(update={"learning_rate": 1e-12}))
    run(small_set, tmp_path / "run", recipe=still, weights=earlier)
    expected, tensors = load_file(earlier), load_file(tmp_path / "run" / "model.safetensors")
    learned = [name for name in expected if "running" not in name and "num_batches" not in name]
    assert all(torch.allclose(tensors[name], expected[name], atol=1e-6) for name in learned)

    save_file({"other": torch.zeros(1)}, tmp_path / "other.safetensors")
    with pytest.raises(UserError, match=r"other.safetensors holds no weights of this network \(missing"):
        run(small_set, tmp_path / "third", weights=tmp_path / "other.safetensors")
    assert not (tmp_path / "third").exists()
