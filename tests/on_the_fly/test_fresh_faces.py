"""Training on masks that are drawn while it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from fmld_synth.baselines.data.augmentation.settings import CameraAugmentation  # noqa: E402
from fmld_synth.baselines.data.loading import classifier_batches  # noqa: E402
from fmld_synth.baselines.harness.recipe import Recipe  # noqa: E402
from fmld_synth.baselines.harness.training_run import train  # noqa: E402
from fmld_synth.baselines.preprocessing import Preprocessing  # noqa: E402
from fmld_synth.baselines.registry import BUNDLED_BASELINES, find_baseline  # noqa: E402
from fmld_synth.errors import UserError  # noqa: E402
from fmld_synth.torch.fresh_faces import PER_FACE, FreshTrainingSet, fresh_faces  # noqa: E402
from tests.baselines.harness.learners import RECIPE as LEARNING  # noqa: E402
from tests.baselines.harness.learners import Silent, register  # noqa: E402

SIDE = 64
OPTIONS: dict[str, Any] = {"split": "train,val", "min_face": 32, "prints": 0, "things": 0}
RECIPE = Recipe(allow_missing_classes=True, seed=3)


@pytest.fixture(autouse=True)
def _arithmetic_as_before() -> Iterator[None]:
    """Trainings set these for the whole process."""
    mode = torch.get_deterministic_debug_mode()
    yield
    torch.set_deterministic_debug_mode(mode)
    torch.set_flush_denormal(False)


@pytest.fixture(scope="module")
def training_set(faces: Path, tmp_path_factory: pytest.TempPathFactory) -> FreshTrainingSet:
    found = fresh_faces(faces, tmp_path_factory.mktemp("cache"), RECIPE, SIDE, **OPTIONS)
    assert isinstance(found, FreshTrainingSet)
    return found


def test_every_epoch_shows_other_masks_of_all_classes(training_set: FreshTrainingSet) -> None:
    first, second = training_set.in_epoch(0), training_set.in_epoch(1)
    assert len(first) == len(second) == PER_FACE
    pictures = {sample.pixels.tobytes() for epoch in (first, second) for sample in epoch}
    bare = sum(sample.label == 2 for epoch in (first, second) for sample in epoch)
    assert len(pictures) == 2 * PER_FACE - bare + 1, "bare faces are the photograph, masks are never the same"
    assert set(Counter(sample.label for sample in first)) == {0, 1, 2}
    assert first[4].pixels.tobytes() == training_set.in_epoch(0)[4].pixels.tobytes()
    assert {sample.identity for sample in training_set.val}.isdisjoint(sample.identity for sample in first)


def test_faces_are_cut_with_the_margin_of_the_recipe(
    training_set: FreshTrainingSet, faces: Path, tmp_path: Path
) -> None:
    """As from a written set, and as they will be in use."""
    closer = RECIPE.model_copy(update={"crop_margin": (0.0, 0.0, 0.0)})
    found = fresh_faces(faces, tmp_path / "cache", closer, SIDE, **OPTIONS)
    assert isinstance(found, FreshTrainingSet)
    wide, tight = training_set.in_epoch(0)[0], found.in_epoch(0)[0]
    assert wide.box == tight.box
    assert tight.pixels.shape[0] == pytest.approx(tight.inside.height, abs=1.5)
    assert wide.pixels.shape[0] > 1.2 * wide.inside.height


def test_batches_hold_the_labels_of_what_is_drawn(training_set: FreshTrainingSet) -> None:
    samples = training_set.in_epoch(2)
    batches = classifier_batches(
        samples, Preprocessing(48, 48), CameraAugmentation.off(), batch_size=4, seed=0, epoch=2, balanced=True,
        workers=2,
    )  # fmt: skip
    for batch in batches:
        assert batch.labels.tolist() == [samples[index].label for index in batch.indices.tolist()]


@pytest.fixture
def learner() -> Iterator[str]:
    before = dict(BUNDLED_BASELINES)
    register()
    yield "learner"
    BUNDLED_BASELINES.clear()
    BUNDLED_BASELINES.update(before)


def test_a_network_learns(faces: Path, learner: str, tmp_path: Path) -> None:
    """Navy masks from bare faces: on another person, whose masks it sees for the first time."""
    recipe = LEARNING.model_copy(update={"label_scheme": "masked", "epochs": 14, "cache_side": SIDE})
    outcome = train(
        find_baseline(learner),
        partial(fresh_faces, faces, tmp_path / "cache", templates="surgical", colors="navy", **OPTIONS),
        recipe,
        tmp_path / "run",
        workers=0,
        watcher=Silent(),
    )
    losses = [epoch.train["loss"] for epoch in outcome.history]
    assert max(losses[-2:]) < 0.75 * losses[0]
    assert outcome.best.val["balanced_accuracy"] >= 0.8


def test_detectors_want_scenes(faces: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="detector"):
        train(
            find_baseline("aizoo-ssd"),
            partial(fresh_faces, faces, tmp_path / "cache"),
            RECIPE,
            tmp_path / "run",
            watcher=Silent(),
        )
