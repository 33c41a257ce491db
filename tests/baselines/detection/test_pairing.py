from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.baselines.detection.pairing import NOTHING, pair_up


def test_the_surest_goes_first_and_takes_the_best_that_is_free() -> None:
    overlaps = torch.tensor([[0.6, 0.7], [0.5, 0.9], [0.4, 0.4]])
    assert pair_up(overlaps, 0.5).tolist() == [1, 0, NOTHING]
    assert pair_up(overlaps, 0.55).tolist() == [1, NOTHING, NOTHING]


def test_nothing_pairs_with_nothing() -> None:
    assert pair_up(torch.zeros(0, 3), 0.5).tolist() == []
    assert pair_up(torch.zeros(2, 0), 0.5).tolist() == [NOTHING, NOTHING]


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 2**31))
def test_no_face_is_given_twice_and_each_pair_overlaps_enough(detections: int, faces: int, seed: int) -> None:
    overlaps = torch.rand(detections, faces, generator=torch.Generator().manual_seed(seed))
    paired = pair_up(overlaps, 0.5)
    given_away = [face for face in paired.tolist() if face != NOTHING]
    assert len(given_away) == len(set(given_away))
    assert all(overlaps[row, face] >= 0.5 for row, face in enumerate(paired.tolist()) if face != NOTHING)
    for row, face in enumerate(
        paired.tolist()
    ):  # whoever got none, or a worse one, came after whoever took it
        for other in range(faces):
            if overlaps[row, other] >= 0.5 and (
                face == NOTHING or overlaps[row, other] > overlaps[row, face]
            ):
                assert other in paired[:row].tolist()
