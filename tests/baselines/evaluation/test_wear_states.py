import numpy as np
import pytest

from fmld_synth.baselines.evaluation.wear_states import NOT_TOLD, measure_states

CLASSES = ("correct", "incorrect", "none")


def measured(faces):
    states, labels, predicted, people = zip(*faces, strict=True)
    return measure_states(states, np.array(labels), np.array(predicted), people, CLASSES)


def test_recall_by_state_and_what_the_others_are_taken_for():
    faces = [("chin", 1, 1, "a"), ("chin", 1, 2, "b"), ("chin", 1, 2, "c"), ("chin", 1, 0, "d")]
    faces += [("nose_exposed", 1, 1, "e"), (None, 1, 0, "f"), ("correct", 0, 0, "g"), ("unmasked", 2, 2, "g")]
    rows = measured(faces)
    assert [(row.name, row.label, row.faces) for row in rows] == [
        ("correct", "correct", 1),
        ("chin", "incorrect", 4),
        ("nose_exposed", "incorrect", 1),
        (NOT_TOLD, "incorrect", 1),
        ("unmasked", "none", 1),
    ]
    chin = rows[1]
    assert chin.recall.value == 0.25 and chin.taken_for == {"correct": 1, "none": 2}
    assert rows[3].recall.value == 0 and rows[2].taken_for == {}


def test_the_interval_is_by_person():
    alone = [("chin", 1, i % 2, str(i)) for i in range(40)]
    together = [("chin", 1, i // 20, str(i // 20)) for i in range(40)]
    other = [("nose_exposed", 1, 1, "z")]
    narrow, wide = (measured(faces + other)[0].recall for faces in (alone, together))
    assert narrow.value == wide.value == 0.5
    assert (wide.low, wide.high) == (0, 1)
    assert narrow.high - narrow.low == pytest.approx(2 * 1.96 * np.sqrt(0.25 / 40), abs=0.05)


def test_without_finer_states_there_is_no_table():
    assert measured([("correct", 0, 0, "a"), (None, 1, 1, "b"), ("unmasked", 2, 2, "c")]) == []
