"""Dark rims below both eyes are glasses; their pixels, and nothing else, are in front."""

from __future__ import annotations

import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.photometry.occluders import occluder_matte
from tests.synthesis.photometry.occluders.drawn_face import DrawnFace

RIM = (30, 30, 35)


def matte_of(drawn: DrawnFace) -> FloatArray:
    return occluder_matte(drawn.image, drawn.face, hands=None, person=None)


def draw_rim(drawn: DrawnFace, side: int, color: tuple[int, int, int] = RIM) -> None:
    angles = np.linspace(0, 2 * np.pi, 60)
    ring = [(side * 0.5 + 0.38 * np.cos(a), 0.08 + 0.3 * np.sin(a)) for a in angles]
    drawn.line(ring, color, 0.07)


def test_rims_are_in_front_and_the_cheeks_are_not(drawn: DrawnFace) -> None:
    draw_rim(drawn, -1)
    draw_rim(drawn, 1)
    matte = matte_of(drawn)
    for side in (-1, 1):
        assert drawn.at(matte, side * 0.5, 0.38) > 0.8
        assert drawn.at(matte, side * 0.5, 0.6) == 0
        assert drawn.at(matte, side * 0.5, 0.24) < 0.1
    assert drawn.at(matte, 0, 0.7) == 0


def test_one_line_below_one_eye_is_not_glasses(drawn: DrawnFace) -> None:
    draw_rim(drawn, 1)
    assert not matte_of(drawn).any()


def test_faint_bags_below_the_eyes_are_not_glasses(drawn: DrawnFace) -> None:
    for side in (-1, 1):
        draw_rim(drawn, side, (190, 147, 124))
    assert not matte_of(drawn).any()


def test_dark_lenses_are_in_front(drawn: DrawnFace) -> None:
    for side in (-1, 1):
        drawn.polygon([(side * 0.12, -0.2), (side * 0.9, -0.2), (side * 0.85, 0.35), (side * 0.2, 0.35)], RIM)
    matte = matte_of(drawn)
    assert min(drawn.at(matte, -0.5, 0.2), drawn.at(matte, 0.5, 0.2)) > 0.9
    assert drawn.at(matte, 0.5, 0.6) == 0
