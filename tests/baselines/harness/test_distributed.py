"""Two processes that torchrun starts learn what one alone would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from fmld_synth.baselines.harness.distributed import Group
from fmld_synth.errors import UserError
from tests.baselines.harness.learners import RECIPE
from tests.baselines.harness.test_training_run import figures, run, weights

ROOT = Path(__file__).parents[3]
PLAIN = RECIPE.model_copy(update={"settings": {"plain": True}})
SCRIPT = """
import os, sys
from contextlib import nullcontext
from pathlib import Path

from fmld_synth.baselines.harness import history, training_run
from fmld_synth.baselines.harness.distributed import end_if_one_of_several, joined_group
from fmld_synth.baselines.harness.recipe import read_recipe
from fmld_synth.baselines.registry import BUNDLED_BASELINES
from tests.baselines.harness import learners

def run(stop_at=None, **options):
    recipe, watcher = read_recipe(Path("plain.toml")), learners.Silent(stop_at)
    training_run.train(
        BUNDLED_BASELINES["learner"], Path("set"), recipe, Path("run"), workers=0, watcher=watcher, **options
    )

learners.register()
history.drawn_curves = lambda epochs: b"PNG"
with joined_group("cpu") as group:
    training_run.joined_group = lambda device: nullcontext(group)  # processes can join only once
    try:
        run(stop_at=5 if group.rank == 1 else None)  # Ctrl-C reaches only the second process
    except KeyboardInterrupt:
        Path(f"stopped {group.rank}").touch()
    run(resume=True)
end_if_one_of_several(0)
"""


def test_two_processes_stop_together_go_on_and_learn_what_one_would(small_set, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "plain.toml").write_text(PLAIN.to_toml())
    (tmp_path / "set").symlink_to(small_set)
    command = "-m torch.distributed.run --standalone --nproc-per-node 2 script.py"
    done = subprocess.run(
        [sys.executable, *command.split()],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.glob("stopped *")) == ["stopped 0", "stopped 1"]

    run(small_set, tmp_path / "alone", recipe=PLAIN)

    ours, alone = figures(tmp_path / "run"), figures(tmp_path / "alone")
    assert [epoch["epoch"] for epoch in ours] == [1, 2, 3, 4]
    for one, other in zip(ours, alone, strict=True):
        assert one["train"]["loss"] == pytest.approx(other["train"]["loss"], rel=1e-4)
        assert one["val"] == pytest.approx(other["val"], rel=1e-4)
    torch.testing.assert_close(
        weights(tmp_path / "run")["model"], weights(tmp_path / "alone")["model"], rtol=1e-3, atol=1e-5
    )


def test_batches_are_shared_evenly_or_not_at_all():
    group = Group(0, 4, 4, torch.device("cpu"))
    assert group.share_of(64) == 16
    with pytest.raises(
        UserError, match="`batch_size` 6 cannot be shared by 4 processes; use a multiple of 4"
    ):
        group.share_of(6)
