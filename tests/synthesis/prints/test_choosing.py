"""Which masks are printed, and how often."""

from __future__ import annotations

import pytest

from fmld_synth.synthesis.parameters import Parameters, draw_parameters
from fmld_synth.synthesis.prints.choosing import draw_print_of
from fmld_synth.synthesis.prints.kinds import KINDS
from fmld_synth.templates.library import load_template
from fmld_synth.wear import wear_state


@pytest.mark.parametrize(
    ("template", "share"), [("cloth_plain", 0.4), ("surgical_pleated", 0.2), ("kn95", 0.2)]
)
def test_the_share_is_kept(template: str, share: float) -> None:
    loaded = load_template(template)
    printed = sum(draw_print_of(loaded, 0.4, seed) is not None for seed in range(400))
    assert printed / 400 == pytest.approx(share, abs=0.08)


@pytest.mark.parametrize("template", ["n95_cup", "n95_cup_valve", "sports_valves"])
def test_shells_and_sports_masks_are_never_printed(template: str) -> None:
    assert all(draw_print_of(load_template(template), 1.0, seed) is None for seed in range(50))


def drawn() -> Parameters:
    return draw_parameters(wear_state("chin"), load_template("cloth_plain"), "navy", "full", 4)


def test_records_without_a_print_are_as_they_were() -> None:
    plain = drawn()
    assert "print" not in plain.model_dump()
    assert "print" not in plain.model_dump_json()
    assert Parameters.model_validate_json(plain.model_dump_json()) == plain


def test_records_hold_the_print() -> None:
    printed = drawn().model_copy(update={"print": draw_print_of(load_template("cloth_plain"), 1.0, 4)})
    assert printed.print is not None
    assert Parameters.model_validate_json(printed.model_dump_json()) == printed


def test_all_kinds_are_drawn() -> None:
    cloth = load_template("cloth_plain")
    prints = [draw_print_of(cloth, 1.0, seed) for seed in range(600)]
    assert {pattern.kind for pattern in prints if pattern is not None} == set(KINDS)
