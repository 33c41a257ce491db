"""Hands are asked for only where one can be, and believed only when they come from outside the face."""

from __future__ import annotations

import numpy as np
import pytest
import skimage.data

from fmld_synth.faces.bundled_source import BundledSource
from fmld_synth.faces.landmark_sources import LANDMARK_SOURCES
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.measured_face import occluder_sources
from fmld_synth.synthesis.photometry.occluders import occluder_matte
from fmld_synth.synthesis.photometry.occluders.patch import LEFT, SCALE, TOP
from tests.synthesis.photometry.occluders.drawn_face import SKIN, DrawnFace

# A hand that points up and left, wrist first, in palm lengths from the wrist.
HAND = np.array(
    [[0, 0], [-0.35, -0.2], [-0.6, -0.45], [-0.75, -0.7], [-0.85, -0.9]]
    + [[x, -y] for x in (-0.3, -0.1, 0.1, 0.3) for y in (1.0, 1.35, 1.6, 1.8)],
    np.float32,
)


class OneHand:
    """Finds one hand whose wrist is at (x, y), in inter-ocular distances from between the eyes."""

    def __init__(self, x: float, y: float, length: float = 0.6) -> None:
        self.wrist, self.length, self.calls = np.array([x, y]), length, 0

    def find(self, image: ByteArray) -> list[FloatArray]:
        self.calls += 1
        points = HAND * self.length + self.wrist
        return [((points - (LEFT, TOP)) * SCALE).astype(np.float32)]


def test_a_hand_over_the_chin_is_in_front(drawn: DrawnFace) -> None:
    drawn.polygon([(0.5, 1.2), (1.3, 1.0), (1.4, 2.6), (0.6, 2.6)], SKIN)
    hand = OneHand(0.75, 2.1)
    matte = occluder_matte(drawn.image, drawn.face, hands=hand, person=None)
    assert hand.calls == 1
    assert drawn.at(matte, 0.7, 1.7) > 0.9
    assert drawn.at(matte, -0.3, 0.8) == 0
    assert matte.max() <= 1


def test_no_hand_is_sought_without_skin_beside_the_jaw(drawn: DrawnFace) -> None:
    hand = OneHand(0.75, 2.1)
    assert not occluder_matte(drawn.image, drawn.face, hands=hand, person=None).any()
    assert hand.calls == 0


@pytest.mark.parametrize(
    ("x", "y", "length"),
    [(0.0, 0.9, 0.6), (0.75, 2.1, 0.1), (0.75, 2.1, 1.6), (1.75, 2.5, 0.4)],
    ids=["wrist in the face", "too small", "too large", "beside the face"],
)
def test_implausible_hands_are_not_believed(drawn: DrawnFace, x: float, y: float, length: float) -> None:
    drawn.polygon([(0.5, 1.2), (1.3, 1.0), (1.4, 2.6), (0.6, 2.6)], SKIN)
    matte = occluder_matte(drawn.image, drawn.face, hands=OneHand(x, y, length), person=None)
    assert not matte.any()


@pytest.mark.parametrize("landmarks", LANDMARK_SOURCES)
def test_the_astronaut_has_nothing_in_front_of_her_face(landmarks: str) -> None:
    if landmarks == "mediapipe":
        pytest.importorskip("mediapipe", exc_type=ImportError)
    image = np.ascontiguousarray(skimage.data.astronaut()[:300, 60:360])
    (face,) = BundledSource().find(image)
    sources = occluder_sources(landmarks)
    matte = occluder_matte(image, face, hands=sources.hands, person=sources.person)
    assert matte.shape == image.shape[:2]
    assert not matte.any()
    assert sources.hands is not None
    assert sources.hands.find(image) == []
