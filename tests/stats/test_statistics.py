"""Counts of a set."""

from collections import Counter

from fmld_synth.dataset.record_lines import stream_manifest
from fmld_synth.stats.statistics import statistics_of
from tests.fake_engine import write_photograph, write_photographs
from tests.making_sets import run


def test_a_set_is_counted(tmp_path):
    photographs = write_photographs(tmp_path / "in", 5)
    write_photograph(photographs / "small.png", 9, 64, 64)
    run(
        photographs,
        tmp_path / "out",
        per_face=4,
        include_unmasked=True,
        identity_from="parent",
        templates="plain_one",
    )
    counted = statistics_of(tmp_path / "out")
    assert (counted.pictures, counted.photographs, counted.people) == (25, 5, 5)
    assert counted.wear_states == Counter(record.wear_state for record in stream_manifest(tmp_path / "out"))
    wanted = {"nose_exposed": 10, "unmasked": 5, "chin": 4, "mouth_exposed": 4, "chin_exposed": 2}
    # A rejected sample may be made up for by another state.
    assert all(abs(counted.wear_states[state] - number) <= 1 for state, number in wanted.items())
    assert counted.labels == {"incorrect": 20, "none": 5}
    assert sum(counted.splits.values()) == 25
    assert counted.templates == {"plain_one": 20}
    assert sum(counted.colorways.values()) == 20
    assert counted.yaw["-15 to 15"] == 25
    assert sum(counted.face_sizes.values()) == 25
    assert counted.rejections["face: too_small"] == 1
    assert counted.coverage["nose_exposed"]["nose"] <= 0.05
