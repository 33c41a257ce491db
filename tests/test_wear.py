"""The labels: limits are inclusive, states exclude each other, and mistakes are explained."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.errors import UserError
from fmld_synth.wear import (
    AREAS,
    WEAR_STATES,
    Contract,
    Coverage,
    Geometry,
    Hanging,
    default_mix,
    fitting_states,
    masked_states,
    wear_state,
)

IN_FRAME = dict.fromkeys(AREAS, 1.0)
TYPICAL = {
    "correct": Coverage(1, 1, 1, 0.6),
    "nose_exposed": Coverage(0, 1, 1, 0.4),
    "nose_tip_exposed": Coverage(0.3, 1, 1, 0.45),
    "mouth_exposed": Coverage(0, 0, 0.9, 0.2),
    "chin": Coverage(0, 0, 0.2, 0.1),
    "chin_exposed": Coverage(1, 1, 0, 0.5),
    "unmasked": Coverage(0, 0, 0, 0),
}
OFF_THE_LOWER_FACE = {
    "hanging_from_ear": Coverage(0, 0, 0, 0.2, neck=0.1),
    "forehead": Coverage(0, 0, 0, 0.2, eyes=0, forehead=0.8),
}
BARE_MOUTH = {"mouth_exposed", "chin", *OFF_THE_LOWER_FACE}
shares = st.one_of(
    st.sampled_from([0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 0.9, 0.95, 0.98, 0.99, 1.0]), st.floats(0, 1)
)
further = st.one_of(st.none(), shares)
coverages = st.builds(
    Coverage, shares, shares, shares, st.one_of(st.just(0.0), st.floats(0.04, 2)), further, further, further
)


def test_typical_coverages_meet_their_own_contract_only() -> None:
    for name, coverage in TYPICAL.items():
        fitting = [other for other in WEAR_STATES if not WEAR_STATES[other].contract.violations(coverage)]
        assert [other for other in fitting if other not in OFF_THE_LOWER_FACE] == [name]


def test_masks_off_the_lower_face_are_told_apart_by_what_they_cover_there() -> None:
    for name, coverage in OFF_THE_LOWER_FACE.items():
        assert not WEAR_STATES[name].contract.violations(coverage)
        assert all(
            getattr(coverage, area) is not None for area in WEAR_STATES[name].contract.further_limits
        ), "what a contract limits is measured"
    forehead, hanging = WEAR_STATES["forehead"].contract, WEAR_STATES["hanging_from_ear"].contract
    assert forehead.violations(Coverage(0, 0, 0, 0.2, eyes=0.3, forehead=0.8)) == ["eyes"]
    assert forehead.violations(Coverage(0, 0, 0, 0.2, eyes=0, forehead=0.1)) == ["forehead"]
    assert hanging.violations(Coverage(0, 0, 0, 0.2, neck=0.9)) == ["neck"]
    assert hanging.violations(Coverage(0, 0, 0.5, 0.01, neck=0)) == ["chin", "mask_area"]


def test_areas_that_few_states_need_are_measured_for_those_only() -> None:
    limited = {name: state.contract.further_limits for name, state in WEAR_STATES.items()}
    assert {name for name, areas in limited.items() if areas} == set(OFF_THE_LOWER_FACE)
    assert limited["forehead"] == ("eyes", "forehead") and limited["hanging_from_ear"] == ("neck",)


@given(coverages)
def test_no_picture_has_two_labels(coverage: Coverage) -> None:
    """Two states that both fit would make a label depend on what was asked for, not on the picture."""
    fitting = [name for name, state in WEAR_STATES.items() if not state.contract.violations(coverage)]
    assert len(fitting) <= 1 or set(fitting) <= BARE_MOUTH
    assert len({WEAR_STATES[name].label for name in fitting}) <= 1


def test_limits_are_inclusive() -> None:
    contract = Contract(nose=(0.2, 0.8))
    for value, broken in ((0.2, []), (0.8, []), (0.1999, ["nose"]), (0.8001, ["nose"])):
        assert contract.violations(Coverage(value, 0, 0, 0)) == broken


def test_every_violation_is_named_in_order() -> None:
    assert WEAR_STATES["correct"].contract.violations(Coverage(0, 0, 0, 0)) == ["nose", "lips", "chin"]
    assert WEAR_STATES["chin"].contract.violations(Coverage(0.1, 0, 0, 0.01)) == ["nose", "mask_area"]


def test_what_cannot_be_measured_breaks_nothing() -> None:
    assert WEAR_STATES["correct"].contract.violations(Coverage(1, 1, None, 0.5)) == []


@pytest.mark.parametrize(
    ("state", "limits"),
    [
        ("correct", ((0.98, 1), (0.99, 1), (0.95, 1))),
        ("nose_exposed", ((0, 0.05), (0.98, 1), (0.90, 1))),
        ("nose_tip_exposed", ((0.06, 0.60), (0.98, 1), (0.90, 1))),
        ("mouth_exposed", ((0, 0), (0, 0.10), (0.50, 1))),
        ("chin", ((0, 0), (0, 0), (0, 0.50))),
        ("chin_exposed", ((0.98, 1), (0.98, 1), (0, 0.20))),
        ("hanging_from_ear", ((0, 0), (0, 0), (0, 0.05))),
        ("forehead", ((0, 0), (0, 0), (0, 0))),
        ("unmasked", ((0, 0), (0, 0), (0, 0))),
    ],
)
def test_the_limits_that_define_the_labels(state: str, limits: tuple[tuple[float, float], ...]) -> None:
    contract = WEAR_STATES[state].contract
    assert (contract.nose, contract.lips, contract.chin) == limits
    assert WEAR_STATES["chin"].contract.mask_area[0] == 0.04
    assert WEAR_STATES["hanging_from_ear"].contract.mask_area[0] == 0.07
    assert WEAR_STATES["hanging_from_ear"].contract.neck == (0, 0.40)
    assert WEAR_STATES["forehead"].contract.mask_area[0] == 0.05
    assert WEAR_STATES["forehead"].contract.eyes == (0, 0.05)
    assert WEAR_STATES["forehead"].contract.forehead == (0.35, 1)


def test_labels() -> None:
    assert {name: state.label for name, state in WEAR_STATES.items() if state.label != "incorrect"} == {
        "correct": "correct",
        "unmasked": "none",
    }
    assert set(masked_states()) == set(WEAR_STATES) - {"unmasked"}


def test_the_default_mix_is_only_incorrect_and_adds_up() -> None:
    mix = default_mix()
    assert sum(mix.values()) == pytest.approx(1)
    assert {wear_state(name).label for name in mix} == {"incorrect"}
    assert max(mix, key=lambda name: mix[name]) == "nose_exposed"


@pytest.mark.parametrize(
    ("mistake", "nearest"), [("nose_exposd", "nose_exposed"), ("mouth", "mouth_exposed"), ("Chin", "chin")]
)
def test_an_unknown_state_is_explained(mistake: str, nearest: str) -> None:
    with pytest.raises(UserError, match=f"did you mean {nearest}") as refused:
        wear_state(mistake)
    assert all(name in str(refused.value) for name in WEAR_STATES)


def test_states_that_do_not_fit_the_frame_are_left_out() -> None:
    assert fitting_states(IN_FRAME, WEAR_STATES) == list(WEAR_STATES)
    without_chin = fitting_states({**IN_FRAME, "chin": 0.3, "neck": 0}, WEAR_STATES)
    assert without_chin == ["correct", "nose_exposed", "nose_tip_exposed", "unmasked"]
    without_sides = fitting_states({**IN_FRAME, "forehead": 0.3, "beside": 0}, WEAR_STATES)
    assert set(WEAR_STATES) - set(without_sides) == {"hanging_from_ear", "forehead"}
    assert fitting_states({**IN_FRAME, "neck": 0.59}, ("chin", "correct")) == ["correct"]
    assert fitting_states({**IN_FRAME, "neck": 0.6}, ("chin", "correct")) == ["chin", "correct"]
    assert fitting_states(dict.fromkeys(IN_FRAME, 0.0), WEAR_STATES) == ["unmasked"]


@pytest.mark.parametrize("state", masked_states())
def test_geometry_lies_in_order(state: str) -> None:
    geometry = WEAR_STATES[state].geometry
    assert geometry is not None
    spreads = [value for name, value in vars(geometry).items() if name not in ("side_of_top", "askew")]
    for spread in spreads:
        assert spread is None or list(spread) == sorted(spread)
    assert isinstance(geometry, Geometry) != isinstance(geometry, Hanging)
    if isinstance(geometry, Geometry) and geometry.bottom:
        assert geometry.top[2] < geometry.bottom[0]
