"""What is drawn by chance is repeatable and in range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fmld_synth.synthesis.parameters import CHIN_HEIGHT, HIGHEST_TOP, Parameters, draw_parameters
from fmld_synth.templates.library import load_template
from fmld_synth.templates.template import Template
from fmld_synth.wear import WEAR_STATES, Geometry, Hanging, masked_states, wear_state

seeds = st.integers(0, 2**63 - 1)
states = st.sampled_from(masked_states())
SOFT, STIFF = "cloth_plain", "n95_cup"


@pytest.fixture(scope="module")
def cloth() -> Template:
    return load_template(SOFT)


def drawn(state: str, seed: int, template: str = SOFT) -> Parameters:
    loaded = load_template(template)
    return draw_parameters(wear_state(state), loaded, loaded.description.colorways[0].name, "full", seed)


@given(states, seeds)
def test_the_same_seed_draws_the_same(state: str, seed: int) -> None:
    assert drawn(state, seed) == drawn(state, seed)


def test_other_seeds_draw_others() -> None:
    assert len({drawn("nose_exposed", seed).model_dump_json() for seed in range(50)}) == 50


def test_mixed_settles_on_either_rendering_and_changes_nothing_else(cloth: Template) -> None:
    colorway = cloth.description.colorways[0].name
    mixed = [draw_parameters(wear_state("chin"), cloth, colorway, "mixed", seed) for seed in range(200)]
    assert 70 < sum(parameters.rendering == "flat" for parameters in mixed) < 130
    for seed, parameters in enumerate(mixed):
        assert parameters.rendering in ("full", "flat")
        assert parameters == draw_parameters(wear_state("chin"), cloth, colorway, parameters.rendering, seed)


@given(states, seeds, st.sampled_from([SOFT, STIFF]))
def test_ranges(state: str, seed: int, template: str) -> None:
    parameters = drawn(state, seed, template)
    geometry = wear_state(state).geometry
    assert geometry is not None
    if isinstance(geometry, Hanging):
        hang = parameters.hang
        assert hang is not None
        for name in ("drop", "turn", "gathered", "swing"):
            lowest, _, highest = getattr(geometry, name)
            assert lowest <= getattr(hang, name) <= highest
        assert 0 <= hang.fold <= geometry.fold[2]
        shortest, longest = 1.0, 1.0
    else:
        assert parameters.hang is None
        lowest = min(geometry.top[0], HIGHEST_TOP if parameters.bottom < 0 else geometry.top[0])
        assert lowest <= parameters.top <= geometry.top[2]
        assert geometry.gap[0] <= parameters.gap <= geometry.gap[2]
        assert 0 <= parameters.bunching <= geometry.bunching[2]
        assert geometry.off_throat[0] <= parameters.off_throat <= geometry.off_throat[2]
        shortest, longest = geometry.length[0], geometry.length[2]
    askew = geometry.askew if isinstance(geometry, Geometry) else 1
    assert abs(parameters.tilt) <= 8 * askew
    assert abs(parameters.shift) <= 0.08
    assert 0.9 * shortest <= parameters.width_scale <= 1.1 * longest
    assert abs(parameters.asymmetry) <= 0.0901 * askew
    assert max(abs(shift) for shift in parameters.color_shift) <= 0.15
    assert parameters.bottom > parameters.top
    assert parameters.bottom_at_side >= parameters.top_at_side + 0.2 - 1e-4
    if isinstance(geometry, Geometry) and geometry.bottom:
        assert parameters.bottom >= geometry.bottom[0]


def test_edges_vary_within_a_state() -> None:
    for state in masked_states():
        many = [drawn(state, seed) for seed in range(60)]
        geometry = wear_state(state).geometry
        if isinstance(geometry, Geometry):
            tops, spread = [parameters.top for parameters in many], geometry.top
        else:
            assert isinstance(geometry, Hanging)
            hangs = [parameters.hang for parameters in many]
            assert {hang.side for hang in hangs if hang} == {"left", "right"}
            tops, spread = [hang.drop for hang in hangs if hang], geometry.drop
        assert max(tops) - min(tops) > 0.5 * (spread[2] - spread[0])


def test_a_mask_on_the_forehead_is_pushed_up_not_down() -> None:
    for seed in range(20):
        shell = drawn("forehead", seed, STIFF)
        assert shell.bottom < -0.3 and shell.top >= HIGHEST_TOP
        assert shell.bottom - shell.top > 0.9, "shells do not fold together"


def test_loops_gather_what_is_pulled_down_and_nothing_else() -> None:
    down, up = ([drawn(state, seed) for seed in range(30)] for state in ("chin", "correct"))
    assert max(parameters.width_scale for parameters in down) < 1.05
    assert min(parameters.width_scale for parameters in down) < 0.8
    assert all(parameters.off_throat == 0 for parameters in up)
    assert len({parameters.off_throat for parameters in down}) > 20


def test_stiff_masks_bunch_less_and_keep_their_height() -> None:
    pairs = [(drawn("mouth_exposed", seed, SOFT), drawn("mouth_exposed", seed, STIFF)) for seed in range(30)]
    assert all(stiff.bunching <= soft.bunching for soft, stiff in pairs)
    assert min(stiff.bottom - stiff.top for _, stiff in pairs) > 1.2


def test_a_bottom_that_no_state_sets_is_below_the_chin(cloth: Template) -> None:
    below = cloth.description.shape.below_chin
    for seed in range(20):
        assert drawn("correct", seed).bottom >= CHIN_HEIGHT + below - 0.06


def test_the_record_names_its_template(cloth: Template) -> None:
    parameters = drawn("chin", 5)
    assert (parameters.template, parameters.template_sha256) == (cloth.name, cloth.sha256)
    assert (parameters.wear_state, parameters.seed, parameters.rendering) == ("chin", 5, "full")
    assert Parameters.model_validate_json(parameters.model_dump_json()) == parameters
    with pytest.raises(ValidationError):
        Parameters.model_validate({**parameters.model_dump(), "unknown": 1})


def test_nothing_is_drawn_for_the_unmasked(cloth: Template) -> None:
    with pytest.raises(ValueError, match="wears no mask"):
        draw_parameters(WEAR_STATES["unmasked"], cloth, "white", "full", 0)
