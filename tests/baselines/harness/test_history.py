"""The best epoch, and the curves."""

from __future__ import annotations

import json

import cv2
import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from fmld_synth.baselines.harness.history import Epoch, TensorBoard, best_epoch, write_history

drawn_curves = write_history.__globals__["drawn_curves"]  # before other tests replace it


def epoch(number: int, loss: float, accuracy: float) -> Epoch:
    return Epoch(number, 0.1 / number, {"loss": 2 * loss}, {"loss": loss, "accuracy": accuracy}, 1.5)


HISTORY = [epoch(1, 0.9, 0.5), epoch(2, 0.4, 0.8), epoch(3, 0.3, 0.8)]


def test_the_first_of_the_best_epochs():
    assert best_epoch(HISTORY, "accuracy").epoch == 2
    assert best_epoch(HISTORY, "loss").epoch == 3


def test_one_line_an_epoch(tmp_path):
    write_history(HISTORY, tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "history.jsonl").read_text().splitlines()]
    assert [Epoch(**line) for line in lines] == HISTORY


def test_the_picture_changes_with_the_figures():
    first, second = (
        cv2.imdecode(np.frombuffer(drawn_curves(history), np.uint8), cv2.IMREAD_GRAYSCALE)
        for history in (HISTORY[:2], HISTORY)
    )
    assert first.shape == second.shape
    assert (first < 128).sum() > 500
    assert (first != second).any()


def test_tensorboard_goes_on_where_a_run_was_interrupted(tmp_path):
    for part in (HISTORY[:2], HISTORY[2:]):
        board = TensorBoard(tmp_path, part[0].epoch)
        for one in part:
            board.add(one)
        board.close()

    read = EventAccumulator(str(tmp_path / "tensorboard"))
    read.Reload()
    assert set(read.Tags()["scalars"]) == {"train/loss", "val/loss", "val/accuracy", "learning_rate"}
    assert [(point.step, round(point.value, 4)) for point in read.Scalars("val/loss")] == [
        (1, 0.9),
        (2, 0.4),
        (3, 0.3),
    ]
