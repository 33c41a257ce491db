"""Skin is told from everything else by its own color, whatever that is and however it is lit."""

from __future__ import annotations

import numpy as np
import pytest

from fmld_synth.synthesis.photometry.occluders import skin_likeness
from tests.synthesis.photometry.occluders.drawn_face import HAIR, DrawnFace


@pytest.mark.parametrize(
    "skin", [(235, 205, 190), (205, 160, 135), (120, 82, 62), (150, 150, 150), (140, 190, 120)]
)
def test_own_skin_is_skin_and_hair_and_wall_are_not(skin: tuple[int, int, int]) -> None:
    drawn = DrawnFace(skin=skin)
    drawn.grow_hair(2.0, color=(skin[0] // 4, skin[1] // 4, skin[2] // 4))
    likeness = skin_likeness(drawn.image, drawn.face)
    assert likeness.shape == drawn.image.shape[:2]
    assert likeness.dtype == np.float32
    assert likeness.min() >= 0 and likeness.max() <= 1
    assert drawn.at(likeness, 0.6, 0.6) > 0.9
    assert drawn.at(likeness, 0, 1.8) > 0.9
    assert drawn.at(likeness, 1.3, 0.5) < 0.1


def test_skin_in_gentle_side_light_stays_skin(drawn: DrawnFace) -> None:
    falloff = np.linspace(1.0, 0.6, drawn.image.shape[1])[None, :, None]
    drawn.image = (drawn.image * falloff).astype(np.uint8)
    likeness = skin_likeness(drawn.image, drawn.face)
    assert min(drawn.at(likeness, -0.8, 0.6), drawn.at(likeness, 0.8, 0.6)) > 0.8


def test_a_fringe_over_the_forehead_does_not_spoil_the_model(drawn: DrawnFace) -> None:
    drawn.polygon([(-0.9, -0.9), (0.9, -0.9), (0.9, -0.2), (-0.9, -0.2)], HAIR)
    likeness = skin_likeness(drawn.image, drawn.face)
    assert drawn.at(likeness, 0.6, 0.6) > 0.9
    assert drawn.at(likeness, 0, -0.5) < 0.1


def test_a_face_outside_the_frame_gives_nothing_and_does_not_fail(drawn: DrawnFace) -> None:
    away = drawn.face.moved(1.0, (900.0, 0.0))
    assert not skin_likeness(drawn.image, away).any()
