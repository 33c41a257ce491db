"""Hair that hides the ears lies in front; beards, short hair, shadows and the background do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.occluders import (
    PersonSource,
    measure_foreground,
    occluder_matte,
    skin_likeness,
)
from tests.synthesis.photometry.occluders.drawn_face import (
    HAIR,
    DrawnFace,
    Everywhere,
    Nowhere,
    OnlyTheBright,
)


def matte_of(drawn: DrawnFace, person: PersonSource | None = None) -> FloatArray:
    return occluder_matte(drawn.image, drawn.face, hands=None, person=person or Everywhere())


@pytest.mark.parametrize("interocular", [30.0, 60.0, 150.0])
def test_long_hair_over_the_cheek_is_in_front_and_the_face_is_not(interocular: float) -> None:
    drawn = DrawnFace(size=round(interocular * 5), interocular=interocular)
    drawn.grow_hair(2.0, inner=0.8)
    matte = matte_of(drawn)
    assert matte.dtype == np.float32
    assert matte.shape == drawn.image.shape[:2]
    for side in (-1, 1):
        assert drawn.at(matte, side * 1.15, 0.6) > 0.9
        assert drawn.at(matte, side * 0.9, 0.9) > 0.8
    for x, y in ((0, 0.5), (0.4, 0.7), (-0.4, 0.7), (0, 1.0), (0, 1.4), (0.3, 1.2)):
        assert drawn.at(matte, x, y) == 0


def test_a_strand_that_leaves_the_hair_is_in_front(drawn: DrawnFace) -> None:
    drawn.grow_hair(2.0)
    drawn.line([(1.0, 0.3), (0.82, 0.7), (0.78, 1.0), (0.95, 1.3)], HAIR, 0.08)
    matte = matte_of(drawn)
    assert drawn.at(matte, 0.8, 0.85) > 0.7
    assert drawn.at(matte, 0.6, 0.85) < 0.05


def test_colors_are_not_needed(drawn: DrawnFace) -> None:
    drawn.grow_hair(2.0, inner=0.8)
    gray = cv2.cvtColor(drawn.image, cv2.COLOR_RGB2GRAY)
    drawn.image = np.repeat(gray[..., None], 3, axis=2)
    matte = matte_of(drawn)
    assert drawn.at(matte, 1.15, 0.6) > 0.9
    assert drawn.at(matte, 0.4, 0.7) == 0


def test_short_hair_above_the_ears_is_not_in_front(drawn: DrawnFace) -> None:
    drawn.grow_hair(0.05)
    assert not matte_of(drawn).any()


def test_a_beard_with_sideburns_is_under_the_mask(drawn: DrawnFace) -> None:
    drawn.grow_hair(0.05)
    jaw = [(1.02, 0.0), (1.0, 0.6), (0.85, 1.1), (0.4, 1.55), (0, 1.6)]
    inner = [(0, 1.15), (0.35, 1.1), (0.65, 0.8), (0.9, 0.0)]
    right = [*jaw, *inner]
    drawn.polygon(right, HAIR)
    drawn.polygon([(-x, y) for x, y in right], HAIR)
    assert not matte_of(drawn).any()


def test_a_beard_between_long_hair_stays_under_the_mask(drawn: DrawnFace) -> None:
    drawn.grow_hair(2.2)
    drawn.polygon([(-0.4, 0.95), (0.4, 0.95), (0.4, 1.5), (-0.4, 1.5)], HAIR)
    matte = matte_of(drawn)
    assert drawn.at(matte, 1.15, 0.6) > 0.9
    assert drawn.at(matte, 0, 1.2) == 0


def test_skin_in_shadow_beside_long_hair_is_not_hair(drawn: DrawnFace) -> None:
    drawn.grow_hair(2.0)
    fall = np.clip((np.arange(300) - 90) / 60, 0.55, 1)[None, :, None]
    drawn.image = (drawn.image * fall).astype(np.uint8)
    assert drawn.at(matte_of(drawn), -0.7, 0.7) < 0.1


def test_dark_background_is_not_hair(drawn: DrawnFace) -> None:
    drawn.grow_hair(2.0)
    assert not matte_of(drawn, OnlyTheBright()).any()


def test_without_a_person_matte_no_hair_is_claimed(drawn: DrawnFace) -> None:
    drawn.grow_hair(2.0)
    assert not matte_of(drawn, Nowhere()).any()
    assert not occluder_matte(drawn.image, drawn.face, hands=None, person=None).any()


def test_one_look_gives_the_same_as_two(drawn: DrawnFace) -> None:
    drawn.grow_hair(2.0)
    both = measure_foreground(drawn.image, drawn.face, hands=None, person=Everywhere())
    assert np.array_equal(both.occluders, matte_of(drawn))
    assert np.array_equal(both.skin, skin_likeness(drawn.image, drawn.face))


def test_the_same_photograph_gives_the_same_matte(drawn: DrawnFace) -> None:
    drawn.grow_hair(2.0)
    assert np.array_equal(matte_of(drawn), matte_of(drawn))
