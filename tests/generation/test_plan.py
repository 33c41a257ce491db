"""The plan: exact numbers and mixes, whatever fails."""

from collections import Counter
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.generation.configuration import make_configuration
from fmld_synth.generation.plan import FaceKey, Plan
from fmld_synth.wear import masked_states


def configuration(**options):
    return make_configuration({"input": "faces", "output": "out", **options})


def faces(number, states=None):
    return {
        FaceKey(f"{index:04x}", 0): masked_states() if states is None else states for index in range(number)
    }


def run(plan, fails=lambda slot: False):
    accepted = []
    while slots := plan.next_round():
        for slot in slots:
            plan.note(slot, not fails(slot))
            if not fails(slot):
                accepted.append(slot)
    return accepted


def test_the_mix_is_exact_over_the_whole_set():
    made = Counter(slot.state for slot in run(Plan(faces(25), configuration(per_face=4))))
    assert made == {"nose_exposed": 50, "mouth_exposed": 20, "chin": 20, "chin_exposed": 10}


@pytest.mark.parametrize("count", [1, 7, 100, 1003])
def test_a_count_is_spread_evenly(count):
    per_face = Counter(slot.key for slot in run(Plan(faces(10), configuration(count=count))))
    assert sum(per_face.values()) == count
    assert max(per_face.values()) - min(per_face[key] for key in faces(10)) <= 1


def test_faces_that_fit_few_states_take_those_and_the_mix_stays():
    mixed = faces(20) | {FaceKey(f"f{index:03x}", 0): ("correct", "nose_exposed") for index in range(10)}
    accepted = run(Plan(mixed, configuration(per_face=2)))
    assert Counter(slot.state for slot in accepted) == {
        "nose_exposed": 30, "mouth_exposed": 12, "chin": 12, "chin_exposed": 6,
    }  # fmt: skip
    assert {slot.state for slot in accepted if slot.key.sha256.startswith("f")} == {"nose_exposed"}


def test_an_unavailable_share_goes_to_the_other_states():
    accepted = run(Plan(faces(10, ("nose_exposed", "mouth_exposed")), configuration(per_face=4)))
    assert len(accepted) == 40
    assert {slot.state for slot in accepted} == {"nose_exposed", "mouth_exposed"}


def test_a_state_that_never_works_on_a_face_is_replaced_there():
    accepted = run(Plan(faces(10), configuration(per_face=3)), lambda slot: slot.state == "chin")
    assert Counter(slot.key for slot in accepted) == dict.fromkeys(faces(10), 3)


def test_places_of_a_hopeless_face_go_to_others():
    plan = Plan(faces(5), configuration(count=50))
    accepted = run(plan, lambda slot: slot.key.sha256 == "0003")
    per_face = Counter(slot.key.sha256 for slot in accepted)
    assert len(accepted) == 50
    assert sorted(per_face.values()) == [12, 12, 13, 13]


def test_what_cannot_be_made_is_counted():
    plan = Plan(faces(5), configuration(count=50))
    assert run(plan, lambda slot: True) == []
    assert plan.missing == 50
    assert Plan({}, configuration(count=3)).missing == 3


@given(count=st.integers(1, 60), number=st.integers(1, 9), salt=st.integers(0, 999))
def test_an_exact_count_survives_random_failures(count, number, salt):
    plan = Plan(faces(number), configuration(count=count))
    accepted = run(plan, lambda slot: crc32(repr((slot, salt)).encode()) % 4 == 0)
    if plan.missing == 0:
        assert len(accepted) == count
    variants = [(slot.key, variant) for slot in accepted for variant in slot.variants]
    assert len(set(variants)) == len(variants)


def test_the_plan_does_not_depend_on_the_order_of_its_faces():
    forward, backward = faces(9), dict(reversed(faces(9).items()))
    assert run(Plan(forward, configuration(count=31))) == run(Plan(backward, configuration(count=31)))
