"""What is drawn by chance is repeatable and in range; corrections move the right edge the right way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fmld_synth.synthesis.parameters import CHIN_HEIGHT, HIGHEST_TOP, Parameters, draw_parameters, nudged
from fmld_synth.templates.library import load_template
from fmld_synth.templates.template import Template
from fmld_synth.wear import WEAR_STATES, Coverage, Geometry, Hanging, masked_states, wear_state

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
    assert abs(parameters.tilt) <= 8
    assert abs(parameters.shift) <= 0.08
    assert 0.9 * shortest <= parameters.width_scale <= 1.1 * longest
    assert abs(parameters.asymmetry) <= 0.09
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
    assert after.bottom >= after.top + 0.3 - 1e-4
    kept = {"seed", "wear_state", "template", "colorway", "color_shift", "fold_amplitude", "width_scale"}
    assert after.model_dump(include=kept) == before.model_dump(include=kept)
