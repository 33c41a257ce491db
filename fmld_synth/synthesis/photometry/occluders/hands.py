"""Hands in front of the lower face."""

from __future__ import annotations

import threading
from typing import Protocol

import cv2
import numpy as np

from fmld_synth.arithmetic import length
from fmld_synth.execution.quiet import quiet
from fmld_synth.faces.mesh_points import LEFT_EYE_OUTER_CORNER, RIGHT_EYE_OUTER_CORNER
from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.synthesis.photometry.occluders.patch import SCALE, TOP, Patch
from fmld_synth.synthesis.photometry.occluders.skin import Skin

# MediaPipe's 21 points: 0 is the wrist, then four points from root to tip for thumb to little finger.
_WRIST, _INDEX_KNUCKLE, _MIDDLE_KNUCKLE, _LITTLE_KNUCKLE = 0, 5, 9, 17
_PALM = (0, 1, 5, 9, 13, 17)
_FINGERS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
_LEAST_SKIN = 0.09
"""Skin beside the jaw, in square inter-ocular distances: a hand at the face shows at least this much."""

# Chosen by eye, on photographs with hands at the face. Lengths are in inter-ocular distances.
_MOST_HANDS, _LEAST_CONFIDENCE = 2, 0.5
"""Largest number of hands, and least confidence, that MediaPipe is asked for."""
_BLANK = 64
"""Side in pixels of the empty picture that the model is tried on."""
_LOWER_FACE_BEYOND, _LOWER_FACE_FROM = 0.15, 0.2
"""How far outside the face's contour, and from how far below the eyes, a hand counts."""
_COVERS = 0.5
"""Opacity from which a hand covers a pixel of the lower face."""
_BESIDE_JAW, _BESIDE_JAW_HEIGHT = (0.08, 0.5), (0.8, 1.7)
"""Distance from the contour, and height below the eyes, where skin tells of a hand."""
_LIKE_SKIN = 0.5
"""Likeness from which a pixel counts as skin."""
_PERSON = 0.5
"""Share of person from which a pixel is no background."""
_BESIDE_NECK = 0.6
"""Distance from the middle of the face beyond which that skin is not the neck."""
_CREDIBLE_SIZE = (0.6, 2.4)
"""Longer side of a hand."""
_WELL_INSIDE = 0.05
"""How far inside the face's contour a point is inside the face for certain."""
_MOST_INSIDE = 0.6
"""Share of its points that a hand may have inside the face."""
_EYE_LINE = 0.15
"""How far above the eyes: a hand at the lower face has no point inside the face above that."""
_PALM_ROUNDING, _FINGER_WIDTH, _SOFTNESS = 0.7, 1.1, 0.9
"""Widths of the palm's outline and of a finger, in finger widths; standard deviation in pixels of the soft edge."""
_FINGERS_ACROSS, _FINGERS_ALONG = 3, 5
"""Widths of a finger from the first knuckle to the last, and from the wrist to the middle knuckle."""


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
    """MediaPipe Hands with its bundled models.

    Calls do not influence each other; threads take turns.

    The full model is used: on faces the light one takes noses and chins for hands.
    """

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        with quiet():
            from mediapipe.python.solutions.hands import Hands

            self._hands = Hands(
                static_image_mode=True,
                max_num_hands=_MOST_HANDS,
                model_complexity=1,
                min_detection_confidence=_LEAST_CONFIDENCE,
            )
            self.find(
                np.zeros((_BLANK, _BLANK, 3), np.uint8)
            )  # its threads are still starting, and complaining

    def find(self, image: ByteArray) -> list[FloatArray]:
        """See ``HandSource.find``."""
        height, width = image.shape[:2]
        with self._one_at_a_time:
            found = self._hands.process(np.ascontiguousarray(image)).multi_hand_landmarks or []
        return [
            np.array([[point.x * width, point.y * height] for point in hand.landmark], np.float32)
            for hand in found
        ]


def hands_matte(patch: Patch, skin: Skin, source: HandSource, people: FloatArray | None = None) -> FloatArray:
    """How far hands cover the lower face.

    The source is asked only when there is skin beside the jaw, where neither face nor neck explains it.

    Args:
        patch: the face.
        skin: its skin.
        source: finds hands.
        people: float32, the size of the patch: 1 on people, 0 on background; None when nobody looked.

    Returns:
        float32 (height, width) of the patch, 0 to 1; all 0 without a hand.
    """
    if not hand_is_possible(patch, skin, people):
        return np.zeros(patch.pixels.shape[:2], np.float32)
    return hands_in(patch, source)


def hands_in(patch: Patch, source: HandSource) -> FloatArray:
    """The same, whatever the skin beside the jaw says."""
    matte = np.zeros(patch.pixels.shape[:2], np.float32)
    lower_face = (patch.outside < _LOWER_FACE_BEYOND) & (patch.down > _LOWER_FACE_FROM)
    for points in source.find(patch.pixels):
        if not _is_plausible(points, patch):
            continue
        hand = _draw(points, matte.shape)
        if (hand[lower_face] > _COVERS).any():
            matte = np.maximum(matte, hand)
    return matte * patch.in_frame


def hand_is_possible(patch: Patch, skin: Skin, people: FloatArray | None = None) -> bool:
    """Whether enough skin shows close beside the jaw, where a hand at the face comes from.

    Background in the color of skin does not count where ``people`` tells it from them.
    """
    middle = patch.landmarks[[LEFT_EYE_OUTER_CORNER, RIGHT_EYE_OUTER_CORNER], 0].mean()
    across = (np.arange(patch.size[0])[None, :] - middle) / SCALE
    nearest, farthest = _BESIDE_JAW
    top, bottom = _BESIDE_JAW_HEIGHT
    close = (
        (patch.outside > nearest) & (patch.outside < farthest) & (patch.down > top) & (patch.down < bottom)
    )
    skin_beside = close & (skin.likeness > _LIKE_SKIN)
    if people is not None:
        skin_beside &= people > _PERSON
    left, right = skin_beside & (across < -_BESIDE_NECK), skin_beside & (across > _BESIDE_NECK)
    most = max(np.count_nonzero(left), np.count_nonzero(right))
    return bool(most > _LEAST_SKIN * SCALE**2)


def _is_plausible(points: FloatArray, patch: Patch) -> bool:
    """Whether it is as large as a hand and comes from outside the face; otherwise it is a nose or an ear."""
    size = float(np.ptp(points, axis=0).max()) / SCALE
    contour = patch.contour
    inside = np.array([cv2.pointPolygonTest(contour, (float(x), float(y)), True) for x, y in points])
    inside = inside > _WELL_INSIDE * SCALE
    above_the_eyes = points[:, 1] < (-TOP - _EYE_LINE) * SCALE
    smallest, largest = _CREDIBLE_SIZE
    return bool(
        smallest < size < largest
        and not inside[_WRIST]
        and inside.mean() < _MOST_INSIDE
        and not (inside & above_the_eyes).any()
    )


def _draw(points: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Palm and fingers as wide as their knuckles lie apart, with soft edges."""
    # Seen edge-on the knuckles move together, but the hand's length still tells the width of a finger.
    width = max(
        float(length(points[_INDEX_KNUCKLE] - points[_LITTLE_KNUCKLE])) / _FINGERS_ACROSS,
        float(length(points[_MIDDLE_KNUCKLE] - points[_WRIST])) / _FINGERS_ALONG,
    )
    whole = np.round(points).astype(np.int32)
    palm = whole[list(_PALM)]
    canvas = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(canvas, cv2.convexHull(palm), (255,))
    cv2.polylines(canvas, [palm.reshape(-1, 1, 2)], True, (255,), max(round(width * _PALM_ROUNDING), 1))
    for finger in _FINGERS:
        line = whole[list(finger)].reshape(-1, 1, 2)
        cv2.polylines(canvas, [line], False, (255,), max(round(width * _FINGER_WIDTH), 1))
    return np.asarray(cv2.GaussianBlur(canvas, (0, 0), _SOFTNESS), np.float32) / np.float32(255)
