"""Light that changes slowly."""

from dataclasses import replace

import numpy as np
import pytest

from fmld_synth.generation.set_options import make_set_options
from fmld_synth.masked_films.choosing import tightened
from fmld_synth.masked_films.wearing import OFF_FOR, Wearing, mixed_light
from fmld_synth.synthesis.photometry.grain import SHARP
from fmld_synth.synthesis.photometry.light import NEUTRAL_LIGHT
from fmld_synth.wear import wear_state

BRIGHT = replace(
    NEUTRAL_LIGHT,
    white=0.9,
    direction=np.array([0.4, 0, 0], np.float32),
    shading=np.full((3, 4), 2, np.float32),
    area=(5.0, 6.0, 7.0, 8.0),
)
DIM = replace(NEUTRAL_LIGHT, white=0.5, shading=np.ones((5, 6), np.float32))


def test_light_lies_between_two_where_the_face_is_now():
    mixed = mixed_light(DIM, BRIGHT, 0.75)
    assert mixed.white == 0.75 * 0.5 + 0.25 * 0.9
    assert np.allclose(mixed.direction, [0.1, 0, 0])
    assert mixed.shading.shape == (3, 4) and np.allclose(mixed.shading, 1.25)
    assert mixed.area == BRIGHT.area


def test_nothing_kept_is_the_new_light():
    mixed = mixed_light(DIM, BRIGHT, 0.0)
    assert mixed.white == BRIGHT.white and np.array_equal(mixed.shading, BRIGHT.shading)


def test_a_mask_that_comes_off_stays_off_for_a_while():
    wearing = Wearing(None, SHARP, make_set_options({"input": "film.mp4"}), None)
    assert not wearing.is_off(0.0)
    wearing.take_off(1.0)
    assert wearing.is_off(1.0 + 0.9 * OFF_FOR) and not wearing.is_off(1.0 + OFF_FOR)


def test_a_mask_is_chosen_with_room_to_its_limits():
    contract = tightened(wear_state("nose_exposed").contract)
    assert contract.lips[0] == pytest.approx(0.988) and contract.chin[0] == pytest.approx(0.94)
    assert contract.nose == wear_state("nose_exposed").contract.nose
