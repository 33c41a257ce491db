"""Things are drawn from a seed, at the share that is asked for."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fmld_synth.errors import UserError
from fmld_synth.synthesis.things.drawing import SECOND, draw_things, has_things
from fmld_synth.synthesis.things.hands import MOUTH
from fmld_synth.synthesis.things.kinds import KINDS, find_kind
from fmld_synth.synthesis.things.thing import Thing

seeds = st.integers(0, 2**48)


def test_the_share_is_kept() -> None:
    assert sum(has_things(seed, 0.3) for seed in range(1000)) == pytest.approx(300, abs=45)
    assert not any(has_things(seed, 0.0) for seed in range(100))
    assert all(has_things(seed, 1.0) for seed in range(100))


@given(seeds, st.integers(0, 5), st.booleans())
def test_equal_seeds_draw_equal_things(seed: int, attempt: int, covered: bool) -> None:
    things = draw_things(seed, attempt, mouth_covered=covered, skin=(0.4, 0.3, 0.2))
    assert things == draw_things(seed, attempt, mouth_covered=covered, skin=(0.4, 0.3, 0.2))
    assert len({KINDS[thing.kind].place for thing in things}) == len(things) <= 2
    assert not (covered and any(KINDS[thing.kind].mouth for thing in things))
    assert all((thing.color is not None) == KINDS[thing.kind].skin for thing in things)
    in_front = [KINDS[thing.kind].in_front for thing in things]
    assert in_front == sorted(in_front), "what a mask lies over comes first"


@given(seeds)
def test_numbers_lie_within_the_limits_of_their_kind(seed: int) -> None:
    for thing in draw_things(seed, 0, mouth_covered=False, skin=None):
        kind = KINDS[thing.kind]
        for name in ("x", "y", "scale", "turn"):
            low, high = getattr(kind, name)
            assert low - 1e-4 <= getattr(thing, name) <= high + 1e-4


@given(seeds, st.floats(0.0, 1.7))
def test_what_holds_a_mask_follows_its_edge(seed: int, edge: float) -> None:
    arguments: dict[str, Any] = {"mouth_covered": False, "skin": None}
    without, there = draw_things(seed, 0, **arguments), draw_things(seed, 0, **arguments, top_edge=edge)
    for one, other in zip(without, there, strict=True):
        lower = edge - MOUTH[1] if KINDS[one.kind].at_edge else 0.0
        assert other.y == pytest.approx(one.y + lower, abs=1e-3)
        assert other == one.model_copy(update={"y": other.y})


def test_all_kinds_are_drawn_and_some_faces_have_two() -> None:
    drawn = [draw_things(seed, 0, mouth_covered=False, skin=None) for seed in range(1200)]
    counted = Counter(thing.kind for things in drawn for thing in things)
    assert set(counted) == set(KINDS)
    assert sum(len(things) == 2 for things in drawn) / 1200 == pytest.approx(SECOND, abs=0.05)


@given(seeds, st.sets(st.sampled_from(list(KINDS)), min_size=1), st.booleans())
def test_only_chosen_kinds_are_drawn(seed: int, kinds: set[str], covered: bool) -> None:
    drawn = draw_things(seed, 0, mouth_covered=covered, skin=None, kinds=kinds)
    assert {thing.kind for thing in drawn} <= kinds
    fitting = [name for name in kinds if not (covered and KINDS[name].mouth)]
    assert bool(drawn) == bool(fitting), "what needs a bare mouth goes with no mask over it"


@given(seeds)
def test_all_kinds_are_as_none_chosen(seed: int) -> None:
    arguments: dict[str, Any] = {"mouth_covered": False, "skin": None}
    assert draw_things(seed, 0, **arguments, kinds=KINDS) == draw_things(seed, 0, **arguments)


def test_an_unknown_kind_lists_the_known_ones() -> None:
    with pytest.raises(UserError, match="did you mean cup"):
        find_kind("cups")


@pytest.mark.parametrize(
    "value",
    [
        {"x": float("inf")},
        {"y": 1e9},
        {"scale": float("nan")},
        {"turn": 1e30},
        {"color": (float("inf"), 0.0, 0.0)},
        {"color": (0.0, -1.0, 0.0)},
    ],
)
def test_a_record_cannot_ask_for_numbers_that_no_picture_holds(value: dict[str, Any]) -> None:
    Thing(kind="cup", seed=1)
    with pytest.raises(ValidationError):
        Thing(kind="cup", seed=1, **value)
