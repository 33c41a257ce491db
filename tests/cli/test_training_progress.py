"""What a training shows, and that ``--quiet`` shows nothing."""

from __future__ import annotations

import pytest

from fmld_synth.baselines.harness.history import Epoch
from fmld_synth.cli.training_progress import TrainingProgress


@pytest.mark.parametrize("quiet", [False, True])
def test_epochs_are_told_unless_quiet(quiet: bool, capsys: pytest.CaptureFixture[str]) -> None:
    epoch = Epoch(epoch=1, learning_rate=0.1, seconds=2, train={"loss": 0.5}, val={"accuracy": 0.75})
    with TrainingProgress(quiet) as progress:
        progress.begin(epochs=1, batches=1, done=0)
        progress.begin_epoch(1, batches=1, done=0)
        progress.advance(0.5)
        progress.end_epoch(epoch, best=True)
    told = capsys.readouterr()
    assert told.out == ""
    assert ("accuracy 0.750" in told.err) is not quiet
    assert (told.err == "") is quiet
