"""Hands in front of the lower face."""

from __future__ import annotations

import threading
from typing import Protocol

import cv2
import numpy as np

from fmld_synth.execution.quiet import quiet
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.occluders.patch import SCALE, TOP, Patch
from fmld_synth.synthesis.photometry.occluders.skin import Skin

# MediaPipe's 21 points: 0 is the wrist, then four points from root to tip for thumb to little finger.
_PALM = (0, 1, 5, 9, 13, 17)
_FINGERS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
_LEAST_SKIN = 0.09
"""Skin beside the jaw, in square inter-ocular distances: a hand at the face shows at least this much."""


class HandSource(Protocol):
    """Anything that finds hands. Another source needs one class with this one method."""

    def find(self, image: ByteArray) -> list[FloatArray]:
        """Find hands.

        Args:
            image: uint8 (height, width, 3), RGB: a face with its surroundings, upright.

        Returns:
            For each hand float32 (21, 2): x and y in pixels of its points in MediaPipe's order.
        """
        ...


class MediaPipeHands:
    """MediaPipe Hands with its bundled models. Calls do not influence each other;
    threads take turns.

    The full model is used: on faces the light one takes noses and chins for hands.
    """

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        with quiet():
            from mediapipe.python.solutions.hands import Hands

            self._hands = Hands(
                static_image_mode=True, max_num_hands=2, model_complexity=1, min_detection_confidence=0.5
            )
            self.find(np.zeros((64, 64, 3), np.uint8))  # its threads are still starting, and complaining

    def find(self, image: ByteArray) -> list[FloatArray]:
        """See ``HandSource.find``."""
        height, width = image.shape[:2]
        with self._one_at_a_time:
            found = self._hands.process(np.ascontiguousarray(image)).multi_hand_landmarks or []
        return [
            np.array([[point.x * width, point.y * height] for point in hand.landmark], np.float32)
            for hand in found
        ]


def hands_matte(patch: Patch, skin: Skin, source: HandSource) -> FloatArray:
    """How far hands cover the lower face.

    The source is asked only when there is skin beside the jaw, where neither face nor neck explains it.

    Args:
        patch: the face.
        skin: its skin.
        source: finds hands.

    Returns:
        float32 (height, width) of the patch, 0 to 1; all 0 without a hand.
    """
    matte = np.zeros(patch.pixels.shape[:2], np.float32)
    if not hand_is_possible(patch, skin):
        return matte
    lower_face = (patch.outside < 0.15) & (patch.down > 0.2)
    for points in source.find(patch.pixels):
        if not _is_plausible(points, patch):
            continue
        hand = _draw(points, matte.shape)
        if (hand[lower_face] > 0.5).any():
            matte = np.maximum(matte, hand)
    return matte * patch.in_frame


def hand_is_possible(patch: Patch, skin: Skin) -> bool:
    """Whether enough skin shows close beside the jaw, where a hand at the face comes from."""
    across = (np.arange(patch.size[0])[None, :] - patch.landmarks[[33, 263], 0].mean()) / SCALE
    close = (patch.outside > 0.08) & (patch.outside < 0.5) & (patch.down > 0.8) & (patch.down < 1.7)
    skin_beside = close & (skin.likeness > 0.5)
    most = max(
        np.count_nonzero(skin_beside & (across < -0.6)), np.count_nonzero(skin_beside & (across > 0.6))
    )
    return most > _LEAST_SKIN * SCALE**2


def _is_plausible(points: FloatArray, patch: Patch) -> bool:
    """A hand is as large as a hand and comes from outside the face; else it is a nose or an ear."""
    size = float(np.ptp(points, axis=0).max()) / SCALE
    contour = patch.contour
    inside = np.array([cv2.pointPolygonTest(contour, (float(x), float(y)), True) for x, y in points])
    inside = inside > 0.05 * SCALE
    above_the_eyes = points[:, 1] < (-TOP - 0.15) * SCALE
    return bool(
        0.6 < size < 2.4 and not inside[0] and inside.mean() < 0.6 and not (inside & above_the_eyes).any()
    )


def _draw(points: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Palm and fingers as wide as their knuckles lie apart, with soft edges."""
    # Seen edge-on the knuckles move together, but the hand's length still tells the width of a finger.
    width = max(
        float(np.linalg.norm(points[5] - points[17])) / 3, float(np.linalg.norm(points[9] - points[0])) / 5
    )
    whole = np.round(points).astype(np.int32)
    palm = whole[list(_PALM)]
    canvas = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(canvas, cv2.convexHull(palm), (255,))
    cv2.polylines(canvas, [palm.reshape(-1, 1, 2)], True, (255,), max(round(width * 0.7), 1))
    for finger in _FINGERS:
        line = whole[list(finger)].reshape(-1, 1, 2)
        cv2.polylines(canvas, [line], False, (255,), max(round(width * 1.1), 1))
    return np.asarray(cv2.GaussianBlur(canvas, (0, 0), 0.9), np.float32) / np.float32(255)
