"""Corrections move the right edge the right way, less and less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.synthesis.corrections import nudged
from fmld_synth.synthesis.parameters import LEAST_HEIGHT
from fmld_synth.wear import Coverage, wear_state
from tests.synthesis.test_parameters import drawn, seeds, states


def test_a_mask_that_hardly_shows_hangs_from_the_other_ear() -> None:
    before = drawn("hanging_from_ear", 3)
    once = nudged(before, Coverage(0, 0, 0, 0.01, neck=0), ["mask_area"], 1)
    twice = nudged(once, Coverage(0, 0, 0, 0.01, neck=0), ["mask_area"], 2)
    assert before.hang and once.hang and twice.hang
    assert before.hang.side == twice.hang.side != once.hang.side
    assert before.hang.turn == once.hang.turn < twice.hang.turn


def test_eyes_that_are_covered_push_a_mask_up() -> None:
    before = drawn("forehead", 7)
    after = nudged(before, Coverage(0, 0, 0, 0.3, eyes=0.4, forehead=1), ["eyes"], 1)
    assert after.bottom < before.bottom and after.bottom_at_side < before.bottom_at_side
    assert after.top == before.top


@pytest.mark.parametrize(
    ("state", "coverage", "edge", "direction"),
    [
        ("correct", Coverage(0.9, 1, 1, 0.5), "top", -1),
        ("correct", Coverage(1, 1, 0.8, 0.5), "bottom", 1),
        ("nose_exposed", Coverage(0.3, 1, 1, 0.5), "top", 1),
        ("nose_exposed", Coverage(0, 0.9, 1, 0.5), "top", -1),
        ("nose_exposed", Coverage(0, 1, 0.7, 0.5), "bottom", 1),
        ("mouth_exposed", Coverage(0, 0.4, 1, 0.5), "top", 1),
        ("chin", Coverage(0, 0, 0.7, 0.5), "top", 1),
        ("chin_exposed", Coverage(0.9, 1, 0, 0.5), "top", -1),
        ("chin_exposed", Coverage(1, 0.9, 0, 0.5), "bottom", 1),
        ("chin_exposed", Coverage(1, 1, 0.4, 0.5), "bottom", -1),
    ],
)
def test_a_correction_moves_the_nearest_edge(
    state: str, coverage: Coverage, edge: str, direction: int
) -> None:
    before = drawn(state, 7)
    violations = wear_state(state).contract.violations(coverage)
    assert len(violations) == 1
    after = nudged(before, coverage, violations, 1)
    other = {"top": "bottom", "bottom": "top"}[edge]
    assert (getattr(after, edge) - getattr(before, edge)) * direction > 0.02
    assert getattr(after, other) == getattr(before, other)


def test_too_little_mask_grows_on_both_sides() -> None:
    before = drawn("chin", 7)
    after = nudged(before, Coverage(0, 0, 0, 0.01), ["mask_area"], 1)
    assert after.top < before.top
    assert after.bottom > before.bottom


@given(states, seeds, st.integers(1, 9))
def test_corrections_shrink(state: str, seed: int, attempt: int) -> None:
    before = drawn(state, seed)
    limits = wear_state(state).contract.lips
    wrong = Coverage(0, 0.5, 0, 0.5)
    assert not limits[0] <= 0.5 <= limits[1]
    now, later = (nudged(before, wrong, ["lips"], number) for number in (attempt, attempt + 3))
    for edge in ("top", "bottom"):
        moved, moved_later = (getattr(after, edge) - getattr(before, edge) for after in (now, later))
        assert abs(moved_later) < abs(moved) or moved == 0


@given(states, seeds)
def test_corrections_calm_and_keep_the_rest(state: str, seed: int) -> None:
    before = drawn(state, seed)
    wrong = Coverage(0.5, 0.5, 0.3, 0.5)
    after = nudged(before, wrong, wear_state(state).contract.violations(wrong), 1)
    for name in ("tilt", "shift", "asymmetry"):
        assert abs(getattr(after, name)) <= abs(getattr(before, name))
    assert after.bottom >= after.top + LEAST_HEIGHT - 1e-4
    kept = {"seed", "wear_state", "template", "colorway", "color_shift", "fold_amplitude", "width_scale"}
    assert after.model_dump(include=kept) == before.model_dump(include=kept)
