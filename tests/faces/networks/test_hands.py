"""Hands are seen with their fingers up, and found where MediaPipe finds them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fmld_synth.faces.networks.detections import Detection
from fmld_synth.faces.networks.hands import BundledHands, hand_region
from fmld_synth.geometry import Box, ByteArray
from tests.faces.portraits import astronaut


def palm(wrist: tuple[float, float], finger: tuple[float, float]) -> Detection:
    points = np.zeros((7, 2), np.float32)
    points[0], points[2] = wrist, finger
    return Detection(Box(90, 80, 20, 40), points, 0.9)


@pytest.mark.parametrize(
    ("wrist", "finger", "rotation", "center"),
    [
        ((100, 120), (100, 80), 0, (100, 80)),
        ((80, 100), (120, 100), math.pi / 2, (120, 100)),
        ((100, 80), (100, 120), math.pi, (100, 120)),
        ((120, 100), (80, 100), -math.pi / 2, (80, 100)),
    ],
    ids=["up", "right", "down", "left"],
)
def test_fingers_point_up(wrist, finger, rotation: float, center: tuple[float, float]) -> None:
    region = hand_region(palm(wrist, finger))
    assert math.cos(region.rotation - rotation) == pytest.approx(1)
    assert (region.center_x, region.center_y) == pytest.approx(center)
    assert region.width == region.height == pytest.approx(2.6 * 40)


def hand_drawn() -> ByteArray:
    """A flat hand of skin color on gray, its fingers up."""
    import cv2

    image = np.full((400, 400, 3), 110, np.uint8)
    skin = (208, 160, 138)
    cv2.ellipse(image, (200, 270), (58, 66), 0, 0, 360, skin, -1)
    cv2.rectangle(image, (168, 300), (232, 399), skin, -1)
    for root, tip in (
        ((158, 240), (118, 130)),
        ((186, 215), (172, 78)),
        ((212, 215), (222, 76)),
        ((240, 235), (272, 112)),
        ((250, 290), (322, 226)),
    ):
        cv2.line(image, root, tip, skin, 26)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.5), np.uint8)


def test_no_hands_on_the_astronaut() -> None:
    assert BundledHands().find(np.ascontiguousarray(astronaut()[:300, 60:360])) == []


def test_the_same_hands_as_mediapipes() -> None:
    pytest.importorskip("mediapipe", exc_type=ImportError)
    from fmld_synth.synthesis.photometry.occluders import MediaPipeHands

    image = hand_drawn()
    theirs, ours = MediaPipeHands().find(image), BundledHands().find(image)
    assert len(theirs) == len(ours) == 1
    assert np.abs(theirs[0] - ours[0]).max() < 0.1
