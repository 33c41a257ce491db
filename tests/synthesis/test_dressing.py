"""Things lie where they should, leave the rest alone, keep labels true, and can be drawn again to the bit."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from fmld_synth.faces.regions import key_points
from fmld_synth.synthesis.dressing import dressed, skin_color, with_drawn_things
from fmld_synth.synthesis.layering import changed_pixels
from fmld_synth.synthesis.measured_face import MeasuredFace, OccluderSources, prepare
from fmld_synth.synthesis.sample import bare, make, render
from fmld_synth.synthesis.things.drawing import draw_things
from fmld_synth.synthesis.things.kinds import KINDS
from fmld_synth.synthesis.things.thing import Thing
from fmld_synth.templates.library import load_template
from fmld_synth.wear import UNMASKED, wear_state
from tests.posed_face import SKIN, photograph, pose

NOTHING = OccluderSources(hands=None, person=None)


@cache
def face(yaw: int = 0) -> MeasuredFace:
    posed = pose(yaw, inter_ocular=40, at=(110, 100))
    return prepare(
        photograph(posed, (220, 260), ambient=0.8, direction=(-0.2, -0.2, 0)), posed.face, None, NOTHING
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("yaw", [0, 40])
def test_every_kind_shows_and_changes_nothing_else(kind: str, yaw: int) -> None:
    measured = face(yaw)
    thing = Thing(kind=kind, seed=5)
    sample = bare(dressed(measured, [thing]))
    assert sample.added is not None
    assert sample.things == (thing,)
    assert np.array_equal(changed_pixels(sample), sample.added)
    assert np.array_equal(sample.image[~sample.added], measured.image[~sample.added])
    assert np.abs(sample.image.astype(int) - measured.image).max(axis=2)[sample.added].mean() > 3
    assert np.array_equal(sample.image, bare(dressed(measured, [thing])).image)


def test_kinds_that_do_not_go_with_a_mask_leave_the_face_as_it_is() -> None:
    kinds = ("cigarette", "beard")
    assert with_drawn_things(face(), wear_state("correct"), 3, 1.0, kinds) is face()
    bare_mouth = with_drawn_things(face(), wear_state("chin"), 3, 1.0, kinds)
    assert bare_mouth.added is not None
    assert {thing.kind for thing in bare_mouth.added.things} <= set(kinds)


def test_no_things_change_nothing() -> None:
    assert dressed(face(), []) is face()
    assert with_drawn_things(face(), wear_state("correct"), 3, 0.0) is face()


def test_a_seed_draws_another_shape() -> None:
    first, second = (bare(dressed(face(), [Thing(kind="cup", seed=seed)])).image for seed in (1, 2))
    assert not np.array_equal(first, second)


def test_a_thing_moves_as_it_says() -> None:
    def middle(x: float = 0) -> float:
        sample = bare(dressed(face(), [Thing(kind="microphone", seed=1, x=x)]))
        assert sample.added is not None
        return float(np.nonzero(sample.added[:170].any(axis=0))[0].mean())

    assert middle(x=0.5) - middle() == pytest.approx(0.5 * 40, abs=3)


def test_a_mask_is_hidden_by_what_is_held_and_covers_what_is_worn_below() -> None:
    template = load_template("surgical_pleated")
    alone = make(face(), wear_state("correct"), template, 4)
    cup = dressed(face(), [Thing(kind="cup", seed=3, y=0.3)])
    behind = render(cup, template, alone.parameters)
    assert behind.matte.sum() < 0.97 * alone.matte.sum()
    assert (behind.matte <= alone.matte).all()
    scarf = render(dressed(face(), [Thing(kind="scarf", seed=3)]), template, alone.parameters)
    np.testing.assert_array_equal(scarf.matte > 200, alone.matte > 200)


def test_what_a_thing_hides_counts_neither_way() -> None:
    template = load_template("surgical_pleated")
    alone = make(face(), wear_state("correct"), template, 4)
    hidden = dressed(face(), [Thing(kind="cup", seed=3, y=0.0)])
    assert hidden.regions["lips"].weights.sum() < 0.8 * face().regions["lips"].weights.sum()
    again = render(hidden, template, alone.parameters)
    assert again.coverage.lips == alone.coverage.lips == 1.0
    assert again.coverage.mask_area < alone.coverage.mask_area


@pytest.mark.parametrize("state", ["correct", "nose_exposed", "mouth_exposed", "chin"])
def test_drawn_things_leave_the_state_to_be_seen(state: str) -> None:
    contract, template = wear_state(state).contract, load_template("kn95")
    for seed in range(3):
        measured = with_drawn_things(face(), wear_state(state), seed, 1.0)
        for name, region in measured.regions.items():
            if getattr(contract, name) != (0.0, 1.0):
                assert region.weights.sum() >= 0.4 * face().regions[name].weights.sum()
        sample = make(measured, wear_state(state), template, seed)
        assert contract.violations(sample.coverage) == []
        assert sample.parameters is not None
        again = render(dressed(face(), sample.things), template, sample.parameters)
        assert np.array_equal(again.image, sample.image)
        assert np.array_equal(again.matte, sample.matte)


@pytest.mark.parametrize("state", ["correct", "nose_exposed", "mouth_exposed", "chin"])
def test_a_hand_pulls_at_the_mask_not_beside_it(state: str) -> None:
    template, covered = load_template("surgical_pleated"), state in ("correct", "nose_exposed")
    tried = 0
    for seed in range(200):
        things = draw_things(seed, 0, mouth_covered=covered, skin=None, top_edge=1.0)
        measured = with_drawn_things(
            face(), wear_state(state), seed, float(things[-1].kind == "pinching_hand")
        )
        if measured.added is None or measured.added.things[-1].kind != "pinching_hand":
            continue
        alone = make(face(), wear_state(state), template, seed)
        held = render(measured, template, alone.parameters)
        assert held.matte.sum() < alone.matte.sum(), "fingers lie on it"
        tried += 1
    assert tried >= 3


def test_bare_faces_may_be_hidden() -> None:
    measured = [with_drawn_things(face(), wear_state(UNMASKED), seed, 1.0) for seed in range(3)]
    assert all(one.added is not None and one.added.things for one in measured)


@pytest.mark.parametrize("yaw", [0, 40])
def test_a_hood_leaves_face_and_eyes_alone(yaw: int) -> None:
    sample = bare(dressed(face(yaw), [Thing(kind="hood", seed=2)]))
    assert sample.added is not None
    for x, y in np.round(key_points(face(yaw).face.landmarks)).astype(int):
        difference = np.abs(sample.image[y, x].astype(int) - face(yaw).image[y, x])
        assert difference.max() <= 12, "at most a shadow falls there"


def test_hands_take_the_color_of_the_face() -> None:
    measured = skin_color(face())
    assert measured[0] > measured[1] > measured[2]
    assert measured[0] / measured[2] == pytest.approx(SKIN[0] / SKIN[2], rel=0.35)
    drawn = draw_things(2, 0, mouth_covered=False, skin=measured)
    assert all(thing.color in (None, measured) for thing in drawn)
