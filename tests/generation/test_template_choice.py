"""Which templates a wear state is given."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.generation.engine import standard_engine
from fmld_synth.generation.template_choice import TemplateChoice
from fmld_synth.wear import masked_states

HANGING = "hanging_from_ear"


def drawn(templates: tuple[str, ...], state: str, colors: tuple[str, ...] = ()) -> set[str]:
    choice = TemplateChoice(standard_engine(), templates, colors)
    return {choice.draw(np.random.default_rng(seed), state).selection for seed in range(40)}


@pytest.mark.parametrize("state", masked_states())
def test_what_has_no_loops_is_drawn_for_every_state_but_one(state: str) -> None:
    """A shell with head bands cannot hang from an ear: its tries would be lost, and its share of the pictures."""
    assert drawn(("n95_cup", "kn95"), state) == ({"kn95"} if state == HANGING else {"n95_cup", "kn95"})


def test_of_templates_without_loops_any_is_drawn() -> None:
    assert drawn(("n95_cup", "surgical_tie"), HANGING) == {"n95_cup", "surgical_tie"}


def test_colors_come_first() -> None:
    """Where the only template with loops comes in none of the colors, the run stays within its colors."""
    assert drawn(("surgical_tie", "kn95"), HANGING, ("green",)) == {"surgical_tie"}
